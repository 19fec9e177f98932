// Package calendar says when the counters of an office serve: the week, public
// holidays, and the working days that are swapped for them (调休); and when a
// time limit ends that is counted in such days. It is data read from YAML and
// checked, with faults that name line and key.
//
// It refuses to know any country's holidays, to count through a year of which
// nobody said that its holidays are all there, and to ask a clock.
package calendar

import (
	"fmt"
	"slices"
	"time"

	"linli/kiosk"
)

// Calendar is one checked calendar. It is never changed once read.
type Calendar struct {
	Words    kiosk.Text // what residents read: 周一至周五 9:00–17:00
	Week     []Span
	Closed   []Period  // go before the week
	Workdays []Workday // go before Closed
	Years    []int     // whose public holidays and swapped days all stand here: only these are counted through
}

// Span is when the counters serve on some days of the week.
type Span struct {
	Days     []Weekday
	From, To TimeOfDay
}

// Period is closed days, first and last included.
type Period struct {
	From, Until Date
	Words       kiosk.Text // what residents read in the place of Calendar.Words: 国庆节放假，10月8日起办理
	Working     bool       // no holiday: the counters are closed, and time limits run on
}

// Workday is a day that serves as another day of the week does.
type Workday struct {
	Date Date
	As   Weekday
}

// At returns whether the counters serve at t, by the day and hour of its zone,
// and what residents read about it.
func (c *Calendar) At(t time.Time) (open bool, words kiosk.Text) {
	today, day := DateOf(t), Weekday(t.Weekday())
	if i := slices.IndexFunc(c.Workdays, func(w Workday) bool { return w.Date == today }); i >= 0 {
		day = c.Workdays[i].As
	} else if i := slices.IndexFunc(c.Closed, func(p Period) bool { return p.From <= today && today <= p.Until }); i >= 0 {
		return false, c.Closed[i].Words
	}
	now := TimeOfDay(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	return slices.ContainsFunc(c.Week, func(s Span) bool {
		return slices.Contains(s.Days, day) && s.From <= now && now < s.To
	}), c.Words
}

// Date is a day, 2026-10-01. Dates compare as text does.
type Date string

// DateOf returns the day of t in its zone.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// UnmarshalText reads a day that exists.
func (d *Date) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.DateOnly, string(b))
	if err != nil {
		return fmt.Errorf("must be a day such as 2026-10-01")
	}
	*d = DateOf(t)
	return nil
}

// Weekday is mon, tue ... sun.
type Weekday time.Weekday

// UnmarshalText reads the three letters.
func (d *Weekday) UnmarshalText(b []byte) error {
	i := slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, string(b))
	if i < 0 {
		return fmt.Errorf("must be mon, tue, wed, thu, fri, sat or sun")
	}
	*d = Weekday(i)
	return nil
}

// TimeOfDay is a time since midnight, written 09:00.
type TimeOfDay time.Duration

// UnmarshalText reads 00:00 to 24:00.
func (t *TimeOfDay) UnmarshalText(b []byte) error {
	var h, m int
	n, err := fmt.Sscanf(string(b), "%2d:%2d", &h, &m)
	if err != nil || n != 2 || len(b) != len("09:00") || h < 0 || m < 0 || m > 59 || h*60+m > 24*60 {
		return fmt.Errorf("must be a time of day such as \"09:00\"")
	}
	*t = TimeOfDay(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute)
	return nil
}
