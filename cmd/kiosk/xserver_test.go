package main_test

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// xserver is a virtual display that can be killed and started again under its
// name.
type xserver struct {
	t    *testing.T
	name string
	cmd  *exec.Cmd
}

func startX(t *testing.T) *xserver {
	t.Helper()
	x := &xserver{t: t}
	x.start()
	t.Cleanup(x.kill)
	return x
}

// start blocks until the display can be used. The first time the server picks
// its name.
func (x *xserver) start() {
	x.t.Helper()
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		x.t.Skip("Xvfb is not installed: apt-get install xvfb")
	}
	r, w, err := os.Pipe()
	if err != nil {
		x.t.Fatal(err)
	}
	defer r.Close()
	args := []string{"-displayfd", "3", "-screen", "0", "1080x1920x24", "-nolisten", "tcp"}
	if x.name != "" {
		args = append([]string{x.name}, args...)
	}
	x.cmd = exec.Command(path, args...)
	x.cmd.ExtraFiles = []*os.File{w}
	err = x.cmd.Start()
	w.Close()
	if err != nil {
		x.t.Fatal(err)
	}
	if err := r.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		x.t.Fatal(err)
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		x.t.Fatalf("Xvfb: %v", err)
	}
	x.name = ":" + strings.TrimSpace(number)
}

func (x *xserver) kill() {
	x.cmd.Process.Kill()
	x.cmd.Wait()
}

func TestVisitOutlivesTheXServer(t *testing.T) {
	x := startX(t)
	l := raiseOn(t, x.name, portrait, true)
	before := l.toIdentify()
	x.kill()
	x.start()
	again := time.Now()
	after := l.sees("the same picture on the new X server", func(v visitplay.Line) bool { return v.At.After(again) })
	t.Logf("on the glass %v after the X server", after.At.Sub(again).Round(time.Millisecond))
	if after.Screen != flow.Identify || after.Visit != before.Visit {
		t.Errorf("came back on %s of visit %s", after.Screen, after.Visit)
	}
}
