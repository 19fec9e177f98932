package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// seesLamps waits until the lobby's I/O board was told what want says.
func (l *lobby) seesLamps(what string, want func(visitplay.Lamps) bool) {
	l.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	end := time.Now().Add(45 * time.Second)
	for {
		lamps, err := l.player.Lobby.Lamps(l.ctx)
		l.must("lamps", err)
		if want(lamps) {
			return
		}
		if time.Now().After(end) {
			l.Fatalf("waiting for %s: the board was told %+v", what, lamps)
		}
		<-tick.C
	}
}

func TestLampsLeadThroughAVisitAndABoardThatFailsDisturbsNone(t *testing.T) {
	l := raise(t, portrait, true)
	l.seesLamps("a lamp that says the terminal serves", func(s visitplay.Lamps) bool { return s.Status.Lit && !s.Card.Lit && !s.Paper.Lit })
	l.must("approach", l.player.Lobby.Approach(l.ctx, true))
	l.sees("somebody in the trace", func(v visitplay.Line) bool { return v.Present })

	identify := l.toIdentify()
	l.seesLamps("the lamp at the card reader", func(s visitplay.Lamps) bool { return s.Card.Lit && !s.Paper.Lit })
	l.touches(identify, flow.SkipCard)
	done := l.seesPaper("printed")
	l.seesLamps("the lamp at the printer and a beep", func(s visitplay.Lamps) bool { return s.Paper.Lit && !s.Card.Lit && s.Beeps == 1 })
	l.touches(done, flow.Finish)
	l.seesScreen(flow.Attract)
	l.seesLamps("no lamp but the status", func(s visitplay.Lamps) bool { return s.Status.Lit && !s.Card.Lit && !s.Paper.Lit })

	l.must("door", l.player.Lobby.OpenDoor(l.ctx, true))
	l.seesLamps("a warning", func(s visitplay.Lamps) bool { return s.Status.Blinking })
	l.must("door", l.player.Lobby.OpenDoor(l.ctx, false))

	l.must("fault", l.player.Lobby.LinesFault(l.ctx, "silent"))
	if number := l.takesTicket(); number == "" {
		t.Error("no ticket without the board")
	}
	l.must("unplug", l.player.Lobby.Unplug(l.ctx, "lines"))
	l.must("no fault", l.player.Lobby.LinesFault(l.ctx, "none"))
	l.must("replug", l.player.Lobby.Replug(l.ctx, "lines"))
	l.toIdentify()
	l.seesLamps("the lamp at the card reader after the cable was out", func(s visitplay.Lamps) bool { return s.Card.Lit })

	l.stage.Kiosk().Stop(10 * time.Second)
	l.seesLamps("darkness after the terminal has ended", func(s visitplay.Lamps) bool { return !s.Status.Lit && !s.Card.Lit })
}

func TestLinesSettingsAreRefusedByKey(t *testing.T) {
	for settings, want := range map[string]string{
		"at: nowhere":                    "lines.at",
		"at: board":                      "lines.at",
		"at: board\n  card-lamp: GPIO17": "lines.card-lamp",
		"at: board\n  card-lamp: \"1\"\n  paper-lamp: \"1\"": "lines.paper-lamp",
		"at: board\n  door: 2 inverted pull-up":              "lines.door",
		"at: board\n  door: 2 upside-down":                   "lines.door",
		"at: gpio\n  buzzer: GPIO4 pull-up":                  "lines.buzzer",
		"at: gpio\n  buzzer: GPIO4\n  door: GPIO4":           "lines.door",
		"at: board\n  card-lamp: \"1\"\n  unit: 248":         "lines.unit",
		"at: board\n  card-lamp: \"1\"\n  baud: 50":          "lines.baud",
		"at: board\n  card-lamp: \"1\"\n  parity: mark":      "lines.parity",
		"at: board\n  card-lamp: \"1\"\n  port: \"\"":        "lines.port",
		"at: board\n  card-lamp: \"1\"\n  first-coil: 70000": "lines.first-coil",
		"at: board\n  presence: \"1\"\n  first-input: -1":    "lines.first-input",
		"at: none\n  card-lamp: \"1\"\n  unit: 0":            "",
		"at: board\n  card-lamp: \"1\"\n  door: 1 inverted":  "",
		"at: gpio\n  door: gpiochip0:22 inverted pull-up":    "",
		"at: board\n  parity: even\n  status-lamp: \"16\"":   "",
	} {
		file := filepath.Join(t.TempDir(), "kiosk.yaml")
		if err := os.WriteFile(file, []byte("lines:\n  "+settings+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(filepath.Join(programs, "kiosk"), "-config", file, "-check").CombinedOutput()
		if (err == nil) != (want == "") || !strings.Contains(string(out), want) {
			t.Errorf("%q: %v: %s", settings, err, out)
		}
	}
}
