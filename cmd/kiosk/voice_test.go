package main_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/internal/stage"
	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// ear is the far side of the player: what it was given lies in a file.
type ear struct {
	*lobby
	script, heard string
}

// raiseWithVoice starts a terminal with headphones that are a file.
func raiseWithVoice(t *testing.T) *ear {
	t.Helper()
	if testing.Short() {
		t.Skip("starts real processes and a virtual display")
	}
	t.Parallel()
	dir := t.TempDir()
	e := &ear{script: filepath.Join(dir, "player"), heard: filepath.Join(dir, "heard.pcm")}
	e.plug(t, "cat >> "+e.heard)
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	t.Cleanup(cancel)
	s, err := stage.Raise(ctx, stage.Options{Bin: programs, Dir: dir, Window: portrait, NoOffice: true, AnyPorts: true, Player: "sh " + e.script})
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
	e.lobby = &lobby{T: t, ctx: ctx, stage: s}
	e.sit()
	return e
}

// plug puts another sound card in the place of the one before.
func (e *ear) plug(t *testing.T, command string) {
	t.Helper()
	if err := os.WriteFile(e.script, []byte(command+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hears waits until so many seconds of sound that is not silence came since the
// last time, and forgets them.
func (e *ear) hears(seconds float64) {
	e.Helper()
	const rate = 24000
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	patience := time.After(time.Minute)
	for {
		b, _ := os.ReadFile(e.heard)
		if float64(len(b)-bytes.Count(b, []byte{0})) >= seconds*rate {
			e.must("forget what was heard", os.Truncate(e.heard, 0))
			return
		}
		select {
		case <-look.C:
		case <-patience:
			e.Fatalf("%d bytes were heard, not %.1f s", len(b), seconds)
		}
	}
}

// voiceOf is the process of the voice of the terminal pid.
func voiceOf(t *testing.T, pid int) int {
	t.Helper()
	lists, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "children"))
	if err != nil {
		t.Fatal(err)
	}
	for _, list := range lists {
		text, _ := os.ReadFile(list)
		for child := range strings.FieldsSeq(string(text)) {
			line, _ := os.ReadFile(filepath.Join("/proc", child, "cmdline"))
			if args := strings.Split(string(line), "\x00"); len(args) > 1 && args[1] == "voice" {
				n, err := strconv.Atoi(child)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
	}
	t.Fatal("there is no process of the voice")
	return 0
}

// TestVoiceIsHeardAndItsFailureStopsNoVisit switches the voice on, kills its
// process, pulls its sound card out, and takes a ticket all the same.
func TestVoiceIsHeardAndItsFailureStopsNoVisit(t *testing.T) {
	e := raiseWithVoice(t)
	e.touches(e.seesScreen(flow.Attract), flow.SwitchVoice)
	e.hears(2)
	e.touches(e.seesScreen(flow.Attract), flow.Begin)
	home := e.seesScreen(flow.Home)
	e.hears(1)
	e.must("kill", syscall.Kill(voiceOf(t, e.stage.Kiosk().PID()), syscall.SIGKILL))
	e.touches(home, flow.Repeat)
	e.hears(1) // from the next process
	e.plug(t, "exit 1")
	e.toTicketFromHome(home)
	number := e.seesPaper("printed")
	if number.View.Ticket.Number == "" || !number.View.Voice {
		t.Errorf("voice %t, number %q", number.View.Voice, number.View.Ticket.Number)
	}
	e.must("forget what was heard", os.Truncate(e.heard, 0))
	e.plug(t, "cat >> "+e.heard)
	e.touches(number, flow.Repeat)
	e.hears(1) // the number, from a sound card that is back
}

// toTicketFromHome takes a number for the first item of home.
func (e *ear) toTicketFromHome(home visitplay.Line) {
	e.Helper()
	for _, c := range home.View.Quick {
		e.touches(e.seesScreen(flow.Home), c.Control)
		e.touches(e.seesScreen(flow.Identify), flow.SkipCard)
		return
	}
	e.Fatal("home offers nothing")
}
