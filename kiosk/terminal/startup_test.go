package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/terminal"
)

// starting is a drawing process before there is a terminal.
type starting struct {
	*terminal.Startup
	glass  *glass
	trace  bytes.Buffer // read it only while nothing runs
	served chan error   // holds how serving the drawing process ended
}

func begin(t *testing.T) *starting {
	t.Helper()
	s := &starting{served: make(chan error, 1)}
	s.Startup = terminal.NewStartup(terminal.Options{
		Place: kiosk.Text{ZH: "示例社区"}, Device: "K1", Zone: time.UTC, Custodian: "0000-0002",
		Trace: &s.trace, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(t.Context())
	ours, theirs := net.Pipe()
	go func() { s.served <- s.ServeScreen(ctx, ours) }()
	t.Cleanup(func() {
		cancel()
		theirs.Close()
		synctest.Wait()
	})
	s.glass = &glass{link: theirs}
	go s.glass.read()
	return s
}

// after lets time pass and returns what is on the glass then.
func (s *starting) after(d time.Duration) flow.View {
	time.Sleep(d)
	synctest.Wait()
	return s.glass.view()
}

func TestShortStartGoesStraightToAttract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		s := begin(t)
		s.Checking(1, 2)
		if v := s.after(900 * time.Millisecond); v.Screen != "" {
			t.Fatalf("after 0.9 s the glass shows %s", v.Screen)
		}
		s.HandOver(l.term)
		if v := s.after(0); v.Screen != flow.Attract {
			t.Errorf("then it shows %q", v.Screen)
		}
	})
}

func TestLongStartTellsHowFarItIsAndGivesTheSameGlassToTheTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		s := begin(t)
		v := s.after(1200 * time.Millisecond)
		if v.Screen != flow.Starting || v.Start.Total != 0 || len(v.Can) != 0 || v.Band.Device != "K1" {
			t.Fatalf("before anything is known the glass shows %+v", v)
		}
		s.Checking(1000, 100_000)
		if v = s.after(time.Second); v.Start.Done != 1000 || v.Start.Left != 0 {
			t.Errorf("after the first word %+v", *v.Start)
		}
		s.after(9 * time.Second)
		s.Checking(51_000, 100_000) // 5,000 a second
		v = s.after(time.Second)
		if want := 15800 * time.Millisecond; v.Start.Done != 51_000 || v.Start.Left != want {
			t.Errorf("half way %+v, want %s left", *v.Start, want)
		}
		s.glass.shown() // traced
		s.glass.touch(v.Seq, flow.Begin)
		if v = s.after(time.Second); v.Screen != flow.Starting {
			t.Errorf("a touch led to %s", v.Screen)
		}
		// Half a line is on its way as the glass is handed over.
		half, rest := `{"seq":0,"any":true}`[:9], `{"seq":0,"any":true}`[9:]
		if _, err := s.glass.link.Write([]byte(half)); err != nil {
			t.Fatal(err)
		}
		s.HandOver(l.term)
		if v = s.after(0); v.Screen != flow.Attract || v.Start != nil {
			t.Fatalf("handed over, the glass shows %+v", v)
		}
		if _, err := s.glass.link.Write([]byte(rest)); err != nil {
			t.Fatal(err)
		}
		s.glass.touch(v.Seq, flow.Begin)
		if v = s.after(0); v.Screen != flow.Home {
			t.Errorf("the first touch led to %s", v.Screen)
		}
		var line terminal.TraceLine
		if err := json.NewDecoder(strings.NewReader(s.trace.String())).Decode(&line); err != nil || line.Screen != flow.Starting || line.View.Start.Done != 51_000 {
			t.Errorf("traced %q (%v)", s.trace.String(), err)
		}
		select {
		case err := <-s.served:
			t.Errorf("the link ended: %v", err)
		default:
		}
	})
}

func TestTerminalOutOfOrderSaysSoUntilItIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		s := begin(t)
		s.Failed()
		v := s.after(300 * time.Millisecond) // nobody waits a second for bad news
		if v.Screen != flow.Starting || !v.Start.Failed || v.Start.Phone != "0000-0002" {
			t.Fatalf("the glass shows %+v", v)
		}
		s.Checking(5, 10) // the next try
		if v = s.after(time.Hour); !v.Start.Failed || v.Band.Now.Hour() == 0 {
			t.Errorf("an hour later %+v at %s", *v.Start, v.Band.Now)
		}
		s.HandOver(l.term)
		if v = s.after(0); v.Screen != flow.Attract {
			t.Errorf("mended, the glass shows %s", v.Screen)
		}
	})
}

func TestDrawingProcessThatDiesInTheStartIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := begin(t)
		s.glass.link.Close()
		synctest.Wait()
		if err := <-s.served; err == nil {
			t.Error("nobody was told")
		}
	})
}
