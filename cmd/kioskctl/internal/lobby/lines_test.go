package lobby_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/ioboard"
	"linli/drivers/lines"
	"linli/drivers/serialport"
)

// board runs a driver on the lobby's I/O board and waits until it answers.
func (s *served) board() *ioboard.Board {
	s.Helper()
	b, err := ioboard.New(func(context.Context) (ioboard.Port, error) {
		return serialport.Open(s.ready.Lines, &serialport.Opts{Baud: 9600})
	}, &ioboard.Opts{Inputs: 2, Coils: 4, Timeout: time.Second})
	if err != nil {
		s.Fatal(err)
	}
	ctx, stop := context.WithCancel(s.Context())
	back, ended := make(chan struct{}, 8), make(chan error, 1)
	go func() {
		ended <- b.Run(ctx, func(e ioboard.Event) {
			if e.Kind == ioboard.Back {
				back <- struct{}{}
			}
		})
	}()
	s.Cleanup(func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			s.Error(err)
		}
	})
	select {
	case <-back:
	case <-time.After(30 * time.Second):
		s.Fatal("the board does not answer")
	}
	return b
}

// sees waits until the state is as want says.
func (s *served) sees(what string, want func(lobby.State) bool) {
	s.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(30 * time.Second); !want(s.state()); <-tick.C {
		if time.Now().After(end) {
			s.Fatalf("%s is not seen: %+v", what, s.state())
		}
	}
}

func TestLampsOnThePageAreWhatTheBoardWasTold(t *testing.T) {
	s := serve(t)
	b := s.board()
	lamps := make([]*lines.Output, 4)
	for i := range lamps {
		pin, err := b.Output(i + 1)
		if err != nil {
			t.Fatal(err)
		}
		if lamps[i], err = lines.NewOutput(pin, nil); err != nil {
			t.Fatal(err)
		}
	}
	for i, lit := range []func(lobby.LinesState) bool{
		func(l lobby.LinesState) bool { return l.Card.Lit && !l.Card.Blinking && !l.Paper.Lit },
		func(l lobby.LinesState) bool { return l.Paper.Lit && !l.Status.Lit },
		func(l lobby.LinesState) bool { return l.Status.Lit && !l.Buzzer.Lit },
		func(l lobby.LinesState) bool { return l.Buzzer.Lit && l.Beeps == 1 },
	} {
		if err := lamps[i].Set(true); err != nil {
			t.Fatal(err)
		}
		s.sees("a lamp", func(st lobby.State) bool { return lit(st.Lines) })
	}
	var blink []time.Duration
	for range 8 {
		blink = append(blink, 200*time.Millisecond)
	}
	if err := lamps[2].Play(t.Context(), blink...); err != nil {
		t.Fatal(err)
	}
	s.sees("blinking", func(st lobby.State) bool { return st.Lines.Status.Blinking && !st.Lines.Card.Blinking })
	s.do("/api/lines/restart")
	s.sees("lamps lit again after the supply dropped out", func(st lobby.State) bool { return st.Lines.Card.Lit })
}

func TestPresenceAndDoorReachTheDriver(t *testing.T) {
	s := serve(t)
	b := s.board()
	input := func(n int, p lines.Polarity) *lines.Input {
		t.Helper()
		pin, err := b.Input(n)
		if err != nil {
			t.Fatal(err)
		}
		in, err := lines.NewInput(pin, &lines.InputOpts{Polarity: p})
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	presence, door := input(1, lines.ActiveHigh), input(2, lines.ActiveLow)
	for path, in := range map[string]*lines.Input{"presence": presence, "door": door} {
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		s.do("/api/lines/" + path + "?on=true")
		if on, err := in.Change(ctx, false); !on || err != nil {
			t.Errorf("%s: %v, %v", path, on, err)
		}
		s.do("/api/lines/" + path + "?on=false")
		if on, err := in.Change(ctx, true); on || err != nil {
			t.Errorf("%s: %v, %v", path, on, err)
		}
	}
	if code, body := s.ask(http.MethodPost, "/api/lines/door"); code != http.StatusBadRequest || !strings.Contains(string(body), "true or false") {
		t.Errorf("%d: %s", code, body)
	}
}

func TestFaultsOfTheBoardHaveNames(t *testing.T) {
	s := serve(t)
	for _, f := range append(lobby.BoardFaults(), "none") {
		s.do("/api/lines/fault?f=" + f)
		if got := s.state().Lines; got.Fault != f || !got.Plugged || got.DoorOpen {
			t.Errorf("%s: %+v", f, got)
		}
	}
	if code, body := s.ask(http.MethodPost, "/api/lines/fault?f=nonsense"); code != http.StatusBadRequest || !strings.Contains(string(body), "silent") {
		t.Errorf("%d: %s", code, body)
	}
}
