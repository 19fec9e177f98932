package main

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"linli/kiosk"
)

// No computer has these lines; most that run tests have no GPIO chip at all.
func TestLinesThatAreNotThereAreNamedAndLeftOut(t *testing.T) {
	var log bytes.Buffer
	s := linesSettings{
		At: atGPIO, CardLamp: wiring{name: "NO-SUCH-LINE"}, Buzzer: wiring{name: "gpiochip999:1"},
		Door: wiring{name: "gpiochip0:x", inverted: true, pullUp: true},
	}
	front, missing := wireGPIO(s, slog.New(slog.NewTextHandler(&log, nil)))
	if front == nil || missing == nil {
		t.Fatalf("%v, %v", front, missing)
	}
	for _, name := range []string{"NO-SUCH-LINE", "gpiochip999:1", "gpiochip0:x"} {
		if !strings.Contains(missing.Error(), name) || !strings.Contains(log.String(), name) {
			t.Errorf("%s is not named in %v, or not in the log:\n%s", name, missing, log.String())
		}
	}
	if !strings.Contains(log.String(), kiosk.EventLineMissing) || !strings.Contains(log.String(), "key=lines.door") {
		t.Errorf("log:\n%s", log.String())
	}
}

func TestTerminalWithoutLinesHasNoLamps(t *testing.T) {
	lamps, keep, err := wireLines(linesSettings{At: atNone}, slog.New(slog.DiscardHandler))
	if lamps != nil || keep != nil || err != nil {
		t.Errorf("%v, %v", lamps, err)
	}
}
