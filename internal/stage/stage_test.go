package stage_test

import (
	"context"
	"errors"
	"image"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"linli/internal/stage"
	"linli/sync/wire"
)

// programs returns a folder in which this test binary stands under the names
// of the programs.
func programs(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"streetoffice", "kioskctl", "kiosk"} {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func options(t *testing.T) stage.Options {
	t.Helper()
	return stage.Options{
		Bin: programs(t), Dir: t.TempDir(), Display: ":none", AnyPorts: true,
		Window: stage.Window{Size: image.Pt(1080, 1920), PitchMM: 0.248, Fullscreen: true},
	}
}

func raise(t *testing.T, opts stage.Options) *stage.Stage {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	s, err := stage.Raise(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// gone tells whether no process has the number.
func gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

func TestStageRunsUntilItIsClosedAndLeavesNobody(t *testing.T) {
	s := raise(t, options(t))
	resp, err := http.Get(s.OfficeURL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	pids := []int{s.Kiosk().PID(), s.Office().PID()}
	for _, pid := range pids {
		if gone(pid) {
			t.Fatalf("process %d is not there", pid)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, pid := range pids {
		if !gone(pid) {
			t.Errorf("process %d is still there", pid)
		}
	}
}

func TestKioskIsToldItsDevicesAndItsLine(t *testing.T) {
	opts := options(t)
	s := raise(t, opts)
	b, err := os.ReadFile(filepath.Join(opts.Dir, "kiosk.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Data                 string
		Screen               struct{ Width, Height int }
		Card, Printer, Lines struct{ Port string }
		Office               struct{ URL string }
	}
	if err := yaml.Unmarshal(b, &config); err != nil {
		t.Fatal(err)
	}
	if config.Screen.Width != 1080 || config.Screen.Height != 1920 {
		t.Errorf("screen %+v", config.Screen)
	}
	if dev := filepath.Join(s.Dir, "dev"); config.Card.Port != dev+"/idcard" || config.Printer.Port != dev+"/printer" || config.Lines.Port != dev+"/lines" {
		t.Errorf("card %q, printer %q, lines %q", config.Card.Port, config.Printer.Port, config.Lines.Port)
	}
	if config.Office.URL == s.OfficeURL || !strings.HasPrefix(config.Office.URL, "https://127.0.0.1:") {
		t.Errorf("the terminal reaches the office at %q, past the lobby's line", config.Office.URL)
	}
}

func TestOfficePublishesTheHoursOfItsProgramOnce(t *testing.T) {
	opts := options(t)
	s := raise(t, opts)
	for range 2 {
		if err := s.PublishHours(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(filepath.Join(opts.Dir, "data", "office", "published"))
	if want := "{\"kind\":\"hours\"} hours of the program\n"; err != nil || string(published) != want {
		t.Errorf("published %q, %v", published, err)
	}
}

func TestProgramThatBreaksIsNamedWithItsLastWords(t *testing.T) {
	for how, want := range map[string]string{
		"office breaks": "the roof fell in", "kiosk breaks": "no glass", "technician gives up": "the words differ",
	} {
		t.Run(how, func(t *testing.T) {
			t.Setenv(manner, how)
			_, err := stage.Raise(t.Context(), options(t))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("raised: %v", err)
			}
		})
	}
}

func TestMissingProgramIsNamed(t *testing.T) {
	opts := options(t)
	if err := os.Remove(filepath.Join(opts.Bin, "kiosk")); err != nil {
		t.Fatal(err)
	}
	if _, err := stage.Raise(t.Context(), opts); err == nil || !strings.Contains(err.Error(), "stage: kiosk:") {
		t.Fatalf("raised: %v", err)
	}
}

func TestProcessThatDoesNotStopIsKilledAndReported(t *testing.T) {
	t.Setenv(manner, "kiosk is deaf")
	s := raise(t, options(t))
	pid := s.Kiosk().PID()
	if err := s.Kiosk().Stop(100 * time.Millisecond); err == nil || !strings.Contains(err.Error(), "was killed") {
		t.Errorf("stopped: %v", err)
	}
	if !gone(pid) {
		t.Error("it is still there")
	}
}

func TestFirstEndedNamesTheProgramThatEndedByItself(t *testing.T) {
	s := raise(t, options(t))
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	first := s.FirstEnded(ctx)
	s.Kiosk().Kill()
	select {
	case name := <-first:
		if name != "kiosk" {
			t.Errorf("ended: %s", name)
		}
	case <-ctx.Done():
		t.Error("nobody noticed")
	}
}

func TestKilledKioskIsStartedAgainOnTheSameStage(t *testing.T) {
	s := raise(t, options(t))
	before := s.Kiosk().PID()
	s.Kiosk().Kill()
	if err := s.StartKiosk(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.Kiosk().PID() == before {
		t.Error("the same process")
	}
	written, err := os.ReadFile(s.TracePath)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(written), "\n"); n != 2 {
		t.Errorf("%d pictures were shown, want one by each process", n)
	}
}

func TestTerminalIsLetInOnceByEachOffice(t *testing.T) {
	opts := options(t)
	office := filepath.Join(opts.Dir, "data", "office")
	for i, want := range []int{1, 1, 2} {
		if i == 2 { // the office's folder was cleared: it will be another one
			if err := os.RemoveAll(office); err != nil {
				t.Fatal(err)
			}
		}
		s := raise(t, opts)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(office, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(office, "ca.key"), nil, 0o600); err != nil { // as a real one leaves it
			t.Fatal(err)
		}
		codes, err := os.ReadFile(filepath.Join(opts.Dir, "data", "codes"))
		if n := strings.Count(string(codes), "code"); err != nil || n != want {
			t.Errorf("run %d: %d codes were given out, want %d (%v)", i, n, want, err)
		}
	}
}

func TestTerminalWithoutAnOfficeKnowsAKey(t *testing.T) {
	opts := options(t)
	opts.NoOffice = true
	s := raise(t, opts)
	if s.OfficeURL != "" || s.Office() != nil {
		t.Errorf("there is an office at %q", s.OfficeURL)
	}
	text, err := os.ReadFile(filepath.Join(opts.Dir, "data", "office", "sealing.pub"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wire.DecodePublicKey(text); err != nil {
		t.Error(err)
	}
}

func TestRaiseGivesUpWithItsContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := stage.Raise(ctx, options(t)); !errors.Is(err, context.Canceled) {
		t.Fatalf("raised: %v", err)
	}
}
