package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

func TestResidentWithACardLeavesWithATicketAndTheOfficeKnows(t *testing.T) {
	l := raise(t, portrait, false)
	sum, err := l.player.Play(l.ctx, visitplay.Script{Card: "A"})
	l.must("visit", err)
	if sum.TicketNumber == "" || sum.PrintOutcome != kiosk.Printed || !sum.OfficeHas || sum.RecordsPending != 0 || sum.DocumentKind != kiosk.ResidentCard {
		t.Errorf("summary: %+v", sum)
	}
	for _, want := range []flow.Screen{flow.Attract, flow.Home, flow.ChooseItem, flow.Identify, flow.Number} {
		if !slices.Contains(sum.Screens, string(want)) {
			t.Errorf("no picture of %s in %v", want, sum.Screens)
		}
	}
}

func TestTicketsTakenWhileTheLineIsCutArriveOnceInOrder(t *testing.T) {
	l := raise(t, landscape, false)
	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	l.sees("the line down", func(v visitplay.Line) bool { return !v.View.Band.LineUp })
	var taken []string
	for range 3 {
		taken = append(taken, l.takesTicket())
		l.must("unplug", l.player.Lobby.Unplug(l.ctx, "printer"))
		l.must("replug", l.player.Lobby.Replug(l.ctx, "printer"))
	}
	before, err := l.player.Office.Tickets(l.ctx)
	l.must("office", err)
	if len(before) != 0 {
		t.Fatalf("%d tickets crossed a cut line", len(before))
	}
	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	var arrived []string
	for _, ticket := range l.numbersAtOffice(3) {
		arrived = append(arrived, ticket.Number)
	}
	if !slices.Equal(arrived, taken) {
		t.Errorf("taken %v, arrived %v", taken, arrived)
	}
	l.sees("nothing pending", func(v visitplay.Line) bool { return v.View.Band.LineUp })
}

func TestCardPulledMidReadIsAskedForAgainInPlainWords(t *testing.T) {
	l := raise(t, portrait, true) // and with no office at all
	l.toIdentify()
	l.must("fault", l.player.Lobby.CardFault(l.ctx, "pulled-mid-read"))
	l.must("lay", l.player.Lobby.Lay(l.ctx, "A"))
	l.sees("a request to lay it again", func(v visitplay.Line) bool {
		return v.Screen == flow.Identify && v.View.Trouble == kiosk.CardMoved
	})
	l.must("no fault", l.player.Lobby.CardFault(l.ctx, "none"))
	l.must("lay again", l.player.Lobby.Lay(l.ctx, "A"))
	done := l.seesPaper("printed")
	// No office has leased numbers yet: they bear the terminal's name.
	if !strings.HasSuffix(done.View.Ticket.Number, "-K1-01") || done.View.Ticket.Ahead != nil {
		t.Errorf("without an office the screen says %+v", done.View.Ticket)
	}
}

func TestNewTerminalGivesNumbersFromTheFirstOnOnceTheOfficeLeases(t *testing.T) {
	l := raise(t, portrait, false)
	l.sees("the line up", func(v visitplay.Line) bool { return v.View.Band.LineUp })
	number := l.takesTicket()
	for tries := 0; strings.Contains(number, "-") && tries < 5; tries++ {
		number = l.takesTicket() // the first lease was not here yet
	}
	if len(number) < 4 || number[len(number)-3:] != "001" {
		t.Errorf("the first number is %s", number)
	}
}

func TestKilledScreenComesBackOnTheSamePicture(t *testing.T) {
	l := raise(t, portrait, true)
	before := l.toIdentify()
	child := childOf(t, l.stage.Kiosk().PID())
	l.must("kill", syscall.Kill(child, syscall.SIGKILL))
	killed := time.Now()
	after := l.sees("the same picture from a new process", func(v visitplay.Line) bool { return v.At.After(killed) })
	t.Logf("back on the glass %v after kill -9", after.At.Sub(killed).Round(time.Millisecond))
	if after.Screen != flow.Identify || after.Visit != before.Visit {
		t.Fatalf("came back on %s of visit %s", after.Screen, after.Visit)
	}
	l.touches(after, flow.SkipCard)
	l.seesPaper("printed")
}

func TestTerminalKilledWhilePrintingNeverPrintsTwice(t *testing.T) {
	l := raise(t, portrait, false)
	identify := l.toIdentify()
	l.must("fault", l.player.Lobby.PrinterFault(l.ctx, "power-loss")) // after some bytes have gone out
	l.touches(identify, flow.SkipCard)
	number := l.seesPaper("printing").View.Ticket.Number
	l.stage.Kiosk().Kill()
	l.must("no fault", l.player.Lobby.PrinterFault(l.ctx, "none"))
	again := time.Now()
	l.must("start again", l.stage.StartKiosk(l.ctx))
	l.sees("attract again", func(v visitplay.Line) bool { return v.At.After(again) && v.Screen == flow.Attract })
	tickets := l.numbersAtOffice(1)
	if tickets[0].Number != number {
		t.Errorf("the office has %s, the resident saw %s", tickets[0].Number, number)
	}
	for end := time.Now().Add(20 * time.Second); tickets[0].PrintOutcome != kiosk.PrintUncertain; {
		if time.Now().After(end) {
			t.Fatalf("the print job stands as %q", tickets[0].PrintOutcome)
		}
		time.Sleep(100 * time.Millisecond)
		tickets = l.numbersAtOffice(1)
	}
	papers, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	if papers > 1 {
		t.Errorf("%d papers for one ticket", papers)
	}
	if next := l.takesTicket(); next == number {
		t.Errorf("number %s was given twice", next)
	}
}

// childOf returns the only child process of pid.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	lists, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "children"))
	if err != nil {
		t.Fatal(err)
	}
	var children []string
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // a thread that has just ended
		}
		children = append(children, strings.Fields(string(text))...)
	}
	if len(children) != 1 {
		t.Fatalf("kiosk has children %v", children)
	}
	child, err := strconv.Atoi(children[0])
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func TestWrongSettingsNameKeyAndLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "kiosk.yaml")
	if err := os.WriteFile(file, []byte("device: K1\nscreen:\n  widht: 100\nprinter:\n  side: above\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(filepath.Join(programs, "kiosk"), "-config", file, "-check").CombinedOutput()
	if err == nil {
		t.Fatal("wrong settings were taken")
	}
	if !strings.Contains(string(out), ":3: screen.widht") {
		t.Errorf("says:\n%s", out)
	}
}

func TestPrintedSettingsAreTheDefaults(t *testing.T) {
	out, err := exec.Command(filepath.Join(programs, "kiosk"), "-print-config").Output()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "kiosk.yaml")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(filepath.Join(programs, "kiosk"), "-config", file, "-check").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestWithoutADisplayTheTechnicianIsToldWhatToDo(t *testing.T) {
	cmd := exec.Command(filepath.Join(programs, "kiosk"))
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "DISPLAY is not set") {
		t.Errorf("%v: %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "data")); err == nil {
		t.Error("it made a data folder before it could start")
	}
}
