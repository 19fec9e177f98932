package health_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/kiosk"
	"linli/kiosk/health"
)

func codes(conditions []health.Condition) []health.Code {
	var all []health.Code
	for _, c := range conditions {
		all = append(all, c.Code)
	}
	return all
}

func holding(codes ...health.Code) health.State {
	var s health.State
	for _, c := range codes {
		s = s.Raise(c)
	}
	return s
}

func TestTerminalWithoutFaultServes(t *testing.T) {
	var s health.State
	if s.IsOutOfOrder() || s.Severity() != 0 || len(s.Conditions()) != 0 {
		t.Errorf("the zero state says %v", s.Conditions())
	}
}

func TestOnlyTheStoreStopsTickets(t *testing.T) {
	for _, row := range health.Table() {
		stops := holding(row.Code).IsOutOfOrder()
		want := row.Code == health.StoreFailed || row.Code == health.StoreFull
		if stops != want {
			t.Errorf("%s: out of order = %v, want %v", row.Code, stops, want)
		}
		if stops != (row.Severity == health.Severe) {
			t.Errorf("%s: is %v and out of order = %v; both or neither", row.Code, row.Severity, stops)
		}
	}
}

func TestCauseHidesWhatItExplains(t *testing.T) {
	for _, tt := range []struct {
		name string
		held []health.Code
		want []health.Code
	}{
		{"unplugged printer without paper", []health.Code{health.PaperOut, health.PaperNearEnd, health.PrinterGone}, []health.Code{health.PrinterGone}},
		{"open cover lifts the paper sensor", []health.Code{health.PaperOut, health.CoverOpen}, []health.Code{health.CoverOpen}},
		{"the worst first", []health.Code{health.LineDown, health.ReaderGone, health.StoreFailed}, []health.Code{health.StoreFailed, health.ReaderGone, health.LineDown}},
		{"a code outside the table", []health.Code{"new-thing"}, []health.Code{"new-thing"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(holding(tt.held...).Conditions())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestClearedConditionIsGoneAndRaisingTwiceIsOnce(t *testing.T) {
	before := holding(health.PaperOut, health.LineDown)
	after := before.Raise(health.PaperOut).Clear(health.PaperOut).Set(health.ReaderGone, true).Set(health.LineDown, false)
	if diff := cmp.Diff([]health.Code{health.ReaderGone}, codes(after.Conditions())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !before.Has(health.PaperOut) || !before.Has(health.LineDown) || before.Has(health.ReaderGone) {
		t.Error("an earlier state changed")
	}
}

func TestExaminingOneSourceLeavesTheOthers(t *testing.T) {
	s := holding(health.PaperOut, health.CoverOpen, health.LineDown, health.ReaderGone)
	s = s.Examined(health.OfPrinter, []health.Finding{{Code: health.PaperNearEnd}, {Code: health.CoverOpen}})
	want := []health.Code{health.CoverOpen, health.LineDown, health.PaperNearEnd, health.ReaderGone}
	if diff := cmp.Diff(want, s.Codes()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := s.Examined(health.OfPrinter, nil).Examined(health.OfReader, nil).Codes(); !slices.Equal(got, []health.Code{health.LineDown}) {
		t.Errorf("after two sources were found well there hold %v", got)
	}
}

func TestResidentIsToldWhyAPartIsLost(t *testing.T) {
	s := holding(health.PaperOut, health.LineDown)
	if c, lost := s.Lost(health.Paper); !lost || c.Resident != kiosk.PrinterFailed {
		t.Errorf("paper: %+v, %v", c, lost)
	}
	if c, lost := s.Lost(health.Queue); !lost || c.Resident != "" {
		t.Errorf("queue: %+v, %v", c, lost)
	}
	if _, lost := s.Lost(health.Card); lost {
		t.Error("the card reader is lost with the paper")
	}
}

func TestEveryRowIsComplete(t *testing.T) {
	seen := map[health.Code]bool{}
	for _, row := range health.Table() {
		if seen[row.Code] {
			t.Errorf("%s stands twice", row.Code)
		}
		seen[row.Code] = true
		if row.Source == "" || row.Title == "" || row.Advice == "" || row.Severity.String() == "none" {
			t.Errorf("%s says too little", row.Code)
		}
	}
	for _, row := range health.Table() {
		for _, cause := range row.Within {
			if !seen[cause] || cause == row.Code || slices.Contains(mustFind(t, cause).Within, row.Code) {
				t.Errorf("%s cannot be explained by %s", row.Code, cause)
			}
		}
	}
}

func mustFind(t *testing.T, code health.Code) health.Condition {
	t.Helper()
	row, ok := health.Lookup(code)
	if !ok {
		t.Fatalf("%s is not in the table", code)
	}
	return row
}
