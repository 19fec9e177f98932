package calendar_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/calendar"
)

// counted is the invented week of the other tests, of which a year is known, and
// a closing that is no holiday.
func counted(t *testing.T) *calendar.Calendar {
	t.Helper()
	text := strings.Replace(week, "workdays:", `  - {from: "2026-11-23", until: "2026-11-24", working: true, words: {zh: 装修停办}}
workdays:`, 1) + "years: [2026]\n"
	c, err := calendar.Load("hours.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestLimitsEndOnWorkingDays(t *testing.T) {
	c := counted(t)
	for _, tt := range []struct {
		what string
		last func(calendar.Date, int) (calendar.Date, bool)
		from calendar.Date
		n    int
		want calendar.Date // "" is not known
	}{
		{"within a week", c.AfterWorkdays, "2026-11-16", 3, "2026-11-19"},
		{"over a weekend", c.AfterWorkdays, "2026-11-19", 2, "2026-11-23"},
		{"begun on a Saturday", c.AfterWorkdays, "2026-11-14", 1, "2026-11-16"},
		{"over the holiday, of which one day serves, and a swapped Saturday", c.AfterWorkdays, "2026-09-30", 4, "2026-10-10"},
		{"over counters that are closed, which is no holiday", c.AfterWorkdays, "2026-11-20", 2, "2026-11-24"},
		{"on the spot", c.AfterWorkdays, "2026-11-19", 0, "2026-11-19"},
		{"on the spot, on a Sunday", c.AfterDays, "2026-11-22", 0, "2026-11-23"},
		{"days that end on a day off", c.AfterDays, "2026-09-28", 5, "2026-10-06"},
		{"days that end on a Friday", c.AfterDays, "2026-11-06", 14, "2026-11-20"},
		{"working days into a year that nobody knows", c.AfterWorkdays, "2026-12-28", 4, ""},
		{"the last working day of the year", c.AfterWorkdays, "2026-12-28", 3, "2026-12-31"},
		{"days into it", c.AfterDays, "2026-12-28", 10, ""},
		{"before it", c.AfterDays, "2025-12-28", 1, ""},
		{"no day", c.AfterWorkdays, "soon", 1, ""},
		{"for ever", c.AfterDays, "2026-11-06", 1 << 40, ""},
	} {
		if last, known := tt.last(tt.from, tt.n); last != tt.want || known != (tt.want != "") {
			t.Errorf("%s: %d from %s ends on %q, known is %v; want %q", tt.what, tt.n, tt.from, last, known, tt.want)
		}
	}
}

func TestLastDayIsCountedFromTheDayInItsZone(t *testing.T) {
	c := counted(t)
	late := time.Date(2026, 11, 19, 23, 30, 0, 0, time.FixedZone("office", 8*3600)) // a Thursday; in UTC too, but earlier
	for _, tt := range []struct {
		from    time.Time
		n       int
		working bool
		want    kiosk.BusinessDay
	}{
		{late, 2, true, "2026-11-23"},
		{late.Add(time.Hour), 2, true, "2026-11-24"},
		{late, 2, false, "2026-11-23"},
		{late, 40, true, ""},
	} {
		if last, known := c.LastDay(tt.from, tt.n, tt.working); last != tt.want || known != (tt.want != "") {
			t.Errorf("%v, %d days, working is %v: %q, known is %v; want %q", tt.from, tt.n, tt.working, last, known, tt.want)
		}
	}
}

func TestWorkingDaysThatAreLeft(t *testing.T) {
	c := counted(t)
	for _, tt := range []struct {
		from, last calendar.Date
		want       int
		known      bool
	}{
		{"2026-11-19", "2026-11-23", 2, true},
		{"2026-11-19", "2026-11-19", 0, true},
		{"2026-11-23", "2026-11-19", -2, true},
		{"2026-10-01", "2026-10-10", 4, true},
		{"2026-12-30", "2027-01-04", 0, false},
	} {
		if n, known := c.WorkdaysTo(tt.from, tt.last); n != tt.want || known != tt.known {
			t.Errorf("from %s to %s: %d, known is %v", tt.from, tt.last, n, known)
		}
	}
}

func TestNobodyCountsWithoutACalendarOrItsYears(t *testing.T) {
	unsaid, err := calendar.Load("hours.yaml", []byte(week))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*calendar.Calendar{"no calendar": nil, "no years": unsaid} {
		if last, known := c.AfterWorkdays("2026-11-16", 3); known || last != "" {
			t.Errorf("%s: %s", name, last)
		}
		if last, known := c.AfterDays("2026-11-16", 3); known || last != "" {
			t.Errorf("%s: %s", name, last)
		}
	}
	_, err = calendar.Load("hours.yaml", []byte(week+"years: [26]\n"))
	var faults config.Faults
	if !errors.As(err, &faults) || !strings.Contains(err.Error(), "years[0]: must be a year") {
		t.Errorf("the year 26: %v", err)
	}
}
