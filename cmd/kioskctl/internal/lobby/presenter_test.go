package lobby_test

import (
	"net/http"
	"slices"
	"testing"

	"linli/cmd/kioskctl/internal/lobby"
)

// Presenter commands (Custom KPM command reference, GS e): hold the paper out
// by 6 steps, draw it back.
const (
	holdOut  = "\x1de\x03\x06"
	drawBack = "\x1de\x02"
)

func TestPapersDrawnBackKeepTheirNumber(t *testing.T) {
	s := serveWith(t, lobby.Options{Presenter: true})
	s.print("ONE")
	s.paperReads("1", "ONE")
	s.print("TWO")
	s.paperReads("2", "TWO")
	s.send(holdOut + drawBack)
	s.print("THREE")
	s.paperReads("3", "THREE")
	st := s.state()
	if st.Papers != 3 || st.Printer.Tray != 2 || !slices.Equal(st.Printer.DrawnBack, []int{2}) {
		t.Errorf("state %+v", st)
	}
	s.do("/api/printer/take")
	for n, want := range map[string]string{"1": "ONE", "2": "TWO", "3": "THREE"} {
		s.paperReads(n, want)
	}
	if st := s.state(); st.Papers != 3 || st.Printer.Tray != 0 || !slices.Equal(st.Printer.DrawnBack, []int{2}) {
		t.Errorf("taken: %+v", st)
	}
}

func TestJammedPresenterDrawsNothingBack(t *testing.T) {
	s := serveWith(t, lobby.Options{Presenter: true})
	s.do("/api/printer/fault?f=output-jam")
	s.print("ONE")
	s.send(holdOut + drawBack)
	s.print("TWO")
	s.paperReads("2", "TWO")
	st := s.state()
	if st.Printer.Tray != 2 || len(st.Printer.DrawnBack) != 0 || !slices.Equal(st.Printer.Faults, []string{"output-jam"}) {
		t.Errorf("state %+v", st)
	}
	s.do("/api/printer/fault?f=none")
	if code, _ := s.ask(http.MethodGet, "/api/paper/1.json"); code != http.StatusOK || len(s.state().Printer.Faults) != 0 {
		t.Error("the jam stays")
	}
}
