package main_test

import (
	"context"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/stage"
	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// programs is the folder that TestMain builds the programs into.
var programs string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "linli-programs-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	programs = dir
	for _, name := range []string{"kiosk", "kioskctl", "streetoffice"} {
		build := exec.Command("go", "build", "-o", filepath.Join(dir, name), "linli/cmd/"+name)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return 1, fmt.Errorf("build %s: %w\n%s", name, err, out)
		}
	}
	return m.Run(), nil
}

// lobby is one set of real processes and a resident in front of them.
type lobby struct {
	*testing.T
	ctx    context.Context
	stage  *stage.Stage
	player *visitplay.Player
}

var portrait = stage.Window{Size: image.Pt(1080, 1920), PitchMM: 0.248, Fullscreen: true}
var landscape = stage.Window{Size: image.Pt(1920, 1080), PitchMM: 0.248, Fullscreen: true}

// raise starts office, lobby and terminal on a virtual display of their own.
func raise(t *testing.T, w stage.Window, noOffice bool) *lobby {
	t.Helper()
	return raiseOn(t, "", w, noOffice)
}

// raiseOn starts them on the X display of that name.
func raiseOn(t *testing.T, display string, w stage.Window, noOffice bool) *lobby {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real processes and a virtual display")
	}
	t.Parallel() // most of it is waiting
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	dir := t.TempDir()
	s, err := stage.Raise(ctx, stage.Options{Bin: programs, Dir: dir, Display: display, Window: w, NoOffice: noOffice, AnyPorts: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if t.Failed() {
			showLogs(t, filepath.Join(dir, "log"))
		}
	})
	l := &lobby{T: t, ctx: ctx, stage: s}
	l.sit()
	return l
}

// sit puts a resident in front of the glass.
func (l *lobby) sit() {
	l.Helper()
	p, err := l.stage.Player(l.ctx, filepath.Join(l.TempDir(), "visit"))
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(p.Glass.Close)
	l.player = p
}

func showLogs(t *testing.T, dir string) {
	logs, err := filepath.Glob(filepath.Join(dir, "*.log"))
	if err != nil {
		t.Log(err)
	}
	for _, log := range logs {
		text, err := os.ReadFile(log)
		if err != nil {
			t.Log(err)
		}
		t.Logf("%s:\n%s", filepath.Base(log), text[max(0, len(text)-4000):])
	}
}

// sees waits for a picture that is as want says.
func (l *lobby) sees(what string, want func(visitplay.Line) bool) visitplay.Line {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, 45*time.Second)
	defer cancel()
	line, err := l.player.Trace.Await(ctx, want)
	if err != nil {
		l.Fatalf("waiting for %s: %v", what, err)
	}
	return line
}

func (l *lobby) seesScreen(s flow.Screen) visitplay.Line {
	l.Helper()
	return l.sees(string(s), func(v visitplay.Line) bool { return v.Screen == s })
}

// seesPaper waits until the ticket on the screen has one of these ends.
func (l *lobby) seesPaper(states ...string) visitplay.Line {
	l.Helper()
	return l.sees("paper "+fmt.Sprint(states), func(v visitplay.Line) bool {
		for _, s := range states {
			if v.View.Ticket != nil && string(v.View.Ticket.Print) == s {
				return true
			}
		}
		return false
	})
}

// touches presses a control where it stands on a picture, and returns when the
// finger has left it.
func (l *lobby) touches(line visitplay.Line, c flow.Control) (lifted time.Time) {
	l.Helper()
	at, ok := visitplay.PlaceOf(line, c)
	if !ok {
		l.Fatalf("screen %s has no %s", line.Screen, c)
	}
	lifted, err := l.player.Glass.Touch(l.ctx, at)
	l.must("touch "+string(c), err)
	if strings.HasPrefix(string(c), "key:") {
		return lifted // acts within the drawing process
	}
	answered, cancel := context.WithTimeout(l.ctx, unanswered)
	defer cancel()
	if _, err := l.player.Trace.Await(answered, func(v visitplay.Line) bool { return v.Seq > line.Seq }); err != nil && l.ctx.Err() == nil {
		l.Logf("%s on %s was not answered within %s; touched again", c, line.Screen, unanswered)
		lifted, err = l.player.Glass.Touch(l.ctx, at)
		l.must("touch "+string(c), err)
	}
	return lifted
}

// unanswered is how long a person waits before touching once more: longer than
// a control stays inert without an answer.
const unanswered = 8 * time.Second

// must ends the test when the world around the terminal fails.
func (l *lobby) must(what string, err error) {
	l.Helper()
	if err != nil {
		l.Fatalf("%s: %v", what, err)
	}
}

// toIdentify walks from attract to the card screen.
func (l *lobby) toIdentify() visitplay.Line {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	home := l.seesScreen(flow.Home)
	l.touches(home, home.View.Tiles[0].Control)
	list := l.seesScreen(flow.ChooseItem)
	l.touches(list, list.Shown.Controls[firstItem(list)].Control)
	return l.seesScreen(flow.Identify)
}

// firstItem finds a service item among the controls of a list.
func firstItem(list visitplay.Line) int {
	for i, p := range list.Shown.Controls {
		for _, t := range list.View.Tiles {
			if t.Control == p.Control {
				return i
			}
		}
	}
	return 0
}

// takesTicket walks a visit without a card to the end and returns its number.
func (l *lobby) takesTicket() string {
	l.Helper()
	l.touches(l.toIdentify(), flow.SkipCard)
	done := l.seesPaper("printed")
	l.touches(done, flow.Finish)
	l.seesScreen(flow.Attract)
	return done.View.Ticket.Number
}

// numbersAtOffice waits until the office lists n tickets and returns them in
// the order in which they arrived.
func (l *lobby) numbersAtOffice(n int) []visitplay.OfficeTicket {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
	defer cancel()
	var all []visitplay.OfficeTicket
	var err error
	for {
		if all, err = l.player.Office.Tickets(ctx); err == nil && len(all) >= n {
			return all
		}
		select {
		case <-ctx.Done():
			l.Fatalf("the office has %d tickets, not %d (%v)", len(all), n, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
}
