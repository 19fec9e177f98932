package main_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// TestTerminalSaysThatItChecksAndThenServesOnTheSameGlass stops the process that
// checks the store, as a very slow disk would.
func TestTerminalSaysThatItChecksAndThenServesOnTheSameGlass(t *testing.T) {
	l := raise(t, portrait, true)
	l.must("stop", l.stage.Kiosk().Stop(20*time.Second))
	free := l.lock() // so that the check waits until it is stopped
	started := make(chan error, 1)
	go func() { started <- l.stage.StartKiosk(l.ctx) }() // until a picture is there
	check := l.process("the check", func(args []string) bool { return len(args) > 2 && args[1] == "check-store" && args[2] == l.store() })
	l.must("stop the check", syscall.Kill(check, syscall.SIGSTOP))
	free()
	l.must("start again", <-started)
	l.sit()
	l.sees("the check", func(v visitplay.Line) bool { return v.Screen == flow.Starting && !v.View.Start.Failed })
	l.photograph("starting")
	before := l.drawing()
	l.must("let the check go on", syscall.Kill(check, syscall.SIGCONT))
	l.seesScreen(flow.Attract)
	if now := l.drawing(); now != before {
		t.Errorf("another drawing process came: %d, then %d", before, now)
	}
	l.takesTicket()
}

func TestStoreThatIsHeldLeavesANoticeOnTheGlassUntilItIsFree(t *testing.T) {
	l := raise(t, portrait, true)
	l.must("stop", l.stage.Kiosk().Stop(20*time.Second))
	free := l.lock()
	l.must("start again", l.stage.StartKiosk(l.ctx))
	l.sit()
	l.sees("the notice", func(v visitplay.Line) bool { return v.Screen == flow.Starting && v.View.Start.Failed })
	l.photograph("out-of-order")
	if !strings.Contains(l.log("kiosk"), "timeout") {
		t.Errorf("the log does not say why:\n%s", l.log("kiosk"))
	}
	free()
	l.seesScreen(flow.Attract)
	l.takesTicket()
}

func TestSecondKioskOnTheSameDataEndsAndLeavesTheGlassAlone(t *testing.T) {
	l := raise(t, portrait, true)
	second := exec.CommandContext(l.ctx, filepath.Join(programs, "kiosk"), "-config", filepath.Join(l.stage.Dir, "kiosk.yaml"))
	second.Env = append(os.Environ(), "DISPLAY="+l.stage.Display)
	said, err := second.CombinedOutput()
	if second.ProcessState.ExitCode() != 1 || !bytes.Contains(said, []byte("another kiosk runs")) {
		t.Errorf("the second said %q (%v)", said, err)
	}
	l.takesTicket()
}

func TestParcelOfARunningTerminal(t *testing.T) {
	l := raise(t, portrait, true)
	number := l.takesTicket()
	out := filepath.Join(t.TempDir(), "parcel")
	export := exec.CommandContext(l.ctx, filepath.Join(programs, "kioskctl"), "queue", "export", "-o", out,
		l.store())
	said, err := export.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("2 records of terminal K1")) {
		t.Errorf("after %s: %s (%v)", number, said, err)
	}
	if info, err := os.Stat(l.store() + ".sock"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the door is %v (%v)", info, err)
	}
	l.takesTicket() // and it goes on
}

// photograph keeps what is on the glass where LINLI_PHOTOS names a folder.
func (l *lobby) photograph(name string) {
	l.Helper()
	picture, err := l.player.Glass.Settled(l.ctx, 2*time.Second)
	l.must("photograph", err)
	dir := os.Getenv("LINLI_PHOTOS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	l.must("photograph", err)
	defer f.Close()
	l.must("photograph", png.Encode(f, picture))
}

func (l *lobby) log(name string) string {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.stage.Dir, "log", name+".log"))
	l.must("log", err)
	return string(text)
}

// store is the file of the stage's terminal.
func (l *lobby) store() string { return filepath.Join(l.stage.Dir, "data", "kiosk", "linli.db") }

// lock takes the file as another program would.
func (l *lobby) lock() (free func()) {
	l.Helper()
	file, err := os.Open(l.store())
	l.must("store", err)
	l.must("lock", syscall.Flock(int(file.Fd()), syscall.LOCK_EX))
	return func() { l.must("unlock", file.Close()) }
}

// drawing is the drawing process of the stage's terminal.
func (l *lobby) drawing() int {
	l.Helper()
	ours := fmt.Sprintf(" %d ", l.stage.Kiosk().PID())
	return l.process("the drawing process", func(args []string) bool {
		if len(args) < 2 || args[1] != "screen" {
			return false
		}
		stat, err := os.ReadFile("/proc/" + args[0] + "/stat")
		_, after, ok := bytes.Cut(stat, []byte(") ")) // state, parent, ...
		return err == nil && ok && bytes.HasPrefix(after[1:], []byte(ours))
	})
}

// process waits for the one with such arguments; args[0] is its number.
func (l *lobby) process(what string, is func(args []string) bool) int {
	l.Helper()
	for {
		lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
		l.must("processes", err)
		for _, name := range lines {
			line, err := os.ReadFile(name)
			if err != nil {
				continue // it has ended
			}
			number := filepath.Base(filepath.Dir(name))
			args := strings.Split(string(line), "\x00")
			args[0] = number
			if pid, err := strconv.Atoi(number); err == nil && is(args) {
				return pid
			}
		}
		select {
		case <-l.ctx.Done():
			l.Fatalf("waiting for %s: %v", what, l.ctx.Err())
		case <-time.After(10 * time.Millisecond):
		}
	}
}
