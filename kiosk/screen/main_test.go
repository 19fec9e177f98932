package screen_test

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
)

var (
	update = flag.Bool("update", false, "rewrite the golden frames")
	look   = flag.String("look", "", "draw every scene into this folder, to be looked at")
)

// TestMain gives the drawing tests a window to draw with: on the display there
// is, or on a virtual one. Without both, only the layouts are tested.
func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(childOf) != "" {
		os.Exit(child())
	}
	stop, err := display()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screen: no frames are drawn:", err)
		os.Exit(m.Run())
	}
	ebiten.SetWindowSize(64, 64)
	ebiten.SetWindowVisible(false)
	g := &testGame{m: m, done: make(chan int, 1), frame: frames}
	// One thread: between the library's own two the race detector finds races.
	err = ebiten.RunGameWithOptions(g, &ebiten.RunGameOptions{InitUnfocused: true, SingleThread: true})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "screen: display:", err)
		os.Exit(1)
	}
	os.Exit(g.code)
}

// display makes sure that DISPLAY is set.
func display() (stop func(), err error) {
	if os.Getenv("DISPLAY") != "" {
		return func() {}, nil
	}
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, errors.New("DISPLAY is not set and Xvfb is not installed")
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("Xvfb did not start: %w", err)
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	return stop, os.Setenv("DISPLAY", ":"+strings.TrimSpace(number))
}

// testGame runs the tests beside the frame loop, which reading pixels needs.
type testGame struct {
	m       *testing.M
	done    chan int
	started bool
	code    int
	frame   <-chan func() // what has to be done within a frame
}

// frames takes what has to be done within a frame of the tests' own window.
var frames = make(chan func())

func (g *testGame) Update() error {
	if !g.started {
		g.started = true
		go func() { g.done <- g.m.Run() }()
	}
	select {
	case g.code = <-g.done:
		return ebiten.Termination
	case do := <-g.frame:
		do()
		return nil
	default:
		return nil
	}
}

func (g *testGame) Draw(*ebiten.Image) {}

func (g *testGame) Layout(w, h int) (int, int) { return w, h }
