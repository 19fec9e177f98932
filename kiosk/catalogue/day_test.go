package catalogue_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

func TestDaysAreHeldAgainstTheDayOfTheVisit(t *testing.T) {
	arrived := []kiosk.Answer{{Field: "arrived", Value: "2026-03-05"}}
	for _, c := range []struct {
		earliest, latest catalogue.DayRule
		today            kiosk.BusinessDay
		given            kiosk.Private
		want             catalogue.Fault
	}{
		{"today-100y", "today", "2026-03-31", "2026-03-31", ""},
		{"today-100y", "today", "2026-03-31", "2026-04-01", catalogue.FaultLate},
		{"today-100y", "today", "2026-03-31", "1926-03-31", ""},
		{"today-100y", "today", "2026-03-31", "1926-03-30", catalogue.FaultEarly},
		{"today", "today+7d", "2026-12-28", "2027-01-04", ""},
		{"today", "today+7d", "2026-12-28", "2027-01-05", catalogue.FaultLate},
		{"", "today+1m", "2026-01-31", "2026-02-28", ""},
		{"", "today+1m", "2026-01-31", "2026-03-01", catalogue.FaultLate},
		{"", "today-1y", "2024-02-29", "2023-02-28", ""},
		{"", "today-1y", "2024-02-29", "2023-03-01", catalogue.FaultLate},
		{"arrived", "", "2026-03-31", "2026-03-05", ""},
		{"arrived", "", "2026-03-31", "2026-03-04", catalogue.FaultEarly},
		{"never-asked", "", "2026-03-31", "1999-01-01", ""},
		{"2020-01-01", "", "2026-03-31", "2019-12-31", catalogue.FaultEarly},
		{"", "today", "", "2099-01-01", ""}, // nobody told the day
		{"", "today", "2026-03-31", "", ""}, // nothing was answered
	} {
		f := catalogue.Field{Kind: catalogue.FieldDate, Earliest: c.earliest, Latest: c.latest}
		if got := f.OnDays(c.given, c.today, arrived); got != c.want {
			t.Errorf("%s on %s, from %q to %q: %q, want %q", c.given.Reveal(), c.today, c.earliest, c.latest, got, c.want)
		}
	}
	if fault := (catalogue.Field{Kind: catalogue.FieldText, Latest: "2000-01-01"}).OnDays("2026-01-01", "2026-01-01", nil); fault != "" {
		t.Errorf("a text is held against days: %s", fault)
	}
}
