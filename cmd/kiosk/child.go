package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"syscall"
	"time"

	"linli/kiosk"
	"linli/kiosk/screen"
	"linli/kiosk/terminal"
)

// linkFD is where the drawing process finds its socket.
const linkFD = 3

// A drawing process that lived shorter than steady waits before the next one,
// twice as long each time, up to slowest: a panel that is off must not keep a
// core busy, and is to have its picture within a second when it is on again.
const (
	steady  = 10 * time.Second
	fastest = 50 * time.Millisecond
	slowest = 500 * time.Millisecond
)

// showing runs keepScreen beside until the caller ends it, which waits for the
// drawing process to go.
func showing(ctx context.Context, start *terminal.Startup, s screenSettings, log *slog.Logger) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var kept sync.WaitGroup
	kept.Go(func() { keepScreen(ctx, start, s, log) })
	return func() {
		cancel()
		kept.Wait()
	}
}

// keepScreen runs `kiosk screen` children one after another, each attached to
// start and whoever it hands over to, until ctx ends.
func keepScreen(ctx context.Context, start *terminal.Startup, s screenSettings, log *slog.Logger) {
	pause := fastest
	for ctx.Err() == nil {
		born := time.Now()
		if err := oneScreen(ctx, start, s); err != nil && ctx.Err() == nil {
			log.Warn(kiosk.EventScreenEnded, "lived", time.Since(born).Round(time.Millisecond).String(), "err", err)
		}
		if time.Since(born) > steady {
			pause = fastest
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(pause*2, slowest)
	}
}

// oneScreen starts one drawing process and serves it until it ends.
func oneScreen(ctx context.Context, start *terminal.Startup, s screenSettings) error {
	ours, theirs, err := socketPair()
	if err != nil {
		return err
	}
	defer theirs.Close()
	self, err := os.Executable()
	if err != nil {
		ours.Close()
		return fmt.Errorf("start screen: %w", err)
	}
	child := exec.Command(self, "screen",
		"-width", strconv.Itoa(s.Width), "-height", strconv.Itoa(s.Height),
		"-pitch", strconv.FormatFloat(s.PitchMM, 'f', -1, 64), "-rotate", strconv.Itoa(s.Rotate),
		"-fullscreen="+strconv.FormatBool(s.Fullscreen), "-handwriting="+strconv.FormatBool(s.Handwriting),
		"-engine", s.Engine)
	child.Stdout, child.Stderr = os.Stderr, os.Stderr
	child.ExtraFiles = []*os.File{theirs} // becomes linkFD
	if err := child.Start(); err != nil {
		ours.Close()
		return fmt.Errorf("start screen: %w", err)
	}
	theirs.Close() // so that the child's end alone keeps the link open
	served := make(chan error, 1)
	go func() { served <- start.ServeScreen(ctx, ours) }()
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	select {
	case err = <-ended: // its socket closes with it, so ServeScreen ends too
		<-served
		return fmt.Errorf("screen process ended: %w", orClosed(err))
	case err = <-served: // the link broke or we stop: the child ends on its own, or is ended
		select {
		case <-ended:
		case <-time.After(time.Second):
			_ = child.Process.Kill()
			<-ended
		}
		return err
	}
}

// orClosed names a child that left without an error.
func orClosed(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}

// socketPair returns our end as a connection and the child's end as a file.
func socketPair() (net.Conn, *os.File, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("socket pair: %w", err)
	}
	theirs := os.NewFile(uintptr(fds[1]), "screen-link")
	mine := os.NewFile(uintptr(fds[0]), "terminal-link")
	defer mine.Close() // FileConn has its own copy
	ours, err := net.FileConn(mine)
	if err != nil {
		theirs.Close()
		return nil, nil, fmt.Errorf("socket pair: %w", err)
	}
	return ours, theirs, nil
}

// runScreen is `kiosk screen`: the drawing process itself.
func runScreen(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("kiosk screen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	width := flags.Int("width", 1080, "panel width in pixels")
	height := flags.Int("height", 1920, "panel height in pixels")
	pitch := flags.Float64("pitch", 0.248, "millimetres from pixel to pixel")
	rotate := flags.Int("rotate", 0, "degrees clockwise that the picture is turned by: 0, 90, 180 or 270")
	full := flags.Bool("fullscreen", true, "cover the whole screen")
	hand := flags.Bool("handwriting", true, "offer writing by finger where zinnia is installed")
	engine := flags.String("engine", string(screen.AnyEngine), "what brings pixels to the glass: auto, memory or library (OpenGL)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	file := os.NewFile(linkFD, "screen-link")
	link, err := net.FileConn(file)
	if err != nil {
		return fmt.Errorf("kiosk screen is started by kiosk, never by hand: no link at descriptor %d: %w", linkFD, err)
	}
	file.Close()
	return screen.Run(ctx, link, screen.Options{
		Width: *width, Height: *height, PitchMM: *pitch, Rotate: *rotate,
		Fullscreen: *full, Title: "Linli 邻里", Handwriting: *hand,
		Engine: screen.Engine(*engine),
	})
}
