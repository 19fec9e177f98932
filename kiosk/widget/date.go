package widget

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a day of the calendar. Its zero value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String is the date as 2026-11-22.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Is tells whether the calendar has that day.
func (d Date) Is() bool {
	return d.Year > 0 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysOf(d.Year, d.Month)
}

// Before tells whether d is an earlier day than o.
func (d Date) Before(o Date) bool {
	if d.Year != o.Year {
		return d.Year < o.Year
	}
	if d.Month != o.Month {
		return d.Month < o.Month
	}
	return d.Day < o.Day
}

func daysOf(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// weekday counts from Monday, 0.
func (d Date) weekday() int {
	return (int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Weekday()) + 6) % 7
}

// DateStyle is how a date is entered.
type DateStyle int

// Ways to enter a date.
const (
	DateSteps  DateStyle = iota // more and less for year, month and day
	DateDigits                  // eight digits: best for a day of birth
	DateMonth                   // a leaf of the calendar: best for a day soon
)

// DatePicker is a date and the keys to choose it, in the order of a Chinese
// date: year, month, day. It is used by one goroutine.
type DatePicker struct {
	Style    DateStyle
	Min, Max Date // both included; zero for no bound
	At       Date // the day shown first, and the one that is chosen

	chosen bool // a touch, or Set, has made it the resident's
	pad    NumberPad
}

// Set makes the date of text, written as 2026-11-22, the one chosen. Digits
// that are no date yet are kept as they are.
func (p *DatePicker) Set(text string) {
	p.pad.Most = len("20261122")
	p.pad.Set(text)
	d, whole := p.digits()
	if p.chosen = whole && d.Is(); p.chosen {
		p.At = d
	}
}

// Value is the date as 2026-11-22; or the digits there are, when they are none;
// or nothing.
func (p *DatePicker) Value() string {
	d, whole := p.At, p.chosen
	if p.Style == DateDigits {
		d, whole = p.digits()
	}
	switch {
	case whole && d.Is():
		return d.String()
	case p.Style == DateDigits:
		return p.pad.Value()
	}
	return ""
}

// Wipe overwrites what was written.
func (p *DatePicker) Wipe() {
	p.pad.Wipe()
	p.chosen, p.At = false, Date{}
}

func (p *DatePicker) allowed(d Date) bool {
	return d.Is() && (p.Min == Date{} || !d.Before(p.Min)) && (p.Max == Date{} || !p.Max.Before(d))
}

// digits is the date that the eight digits name.
func (p *DatePicker) digits() (d Date, whole bool) {
	text := string(p.pad.text)
	if len(text) < 8 {
		return Date{}, false
	}
	n, err := strconv.Atoi(text)
	return Date{n / 10000, time.Month(n / 100 % 100), n % 100}, err == nil
}

// Parts of a date that have keys of their own.
const (
	keyYear  = Key + "year:" // and how many more
	keyMonth = Key + "month:"
	keyDay   = Key + "day:"
	keyOn    = Key + "on:"    // a day of the month on the leaf
	keyStyle = Key + "style:" // another way to enter it
)

// Press answers a touch on a target of this widget, and tells whether anything
// changed.
func (p *DatePicker) Press(id string) bool {
	if n, ok := signed(id, keyStyle); ok && DateStyle(n) != p.Style {
		p.turn(DateStyle(n))
		return true
	}
	if p.Style == DateDigits {
		p.pad.Most = len("20261122")
		return p.pad.Press(id)
	}
	before := p.At
	for prefix, step := range map[string]func(int){keyYear: p.addMonths(12), keyMonth: p.addMonths(1), keyDay: p.addDays} {
		if n, ok := signed(id, prefix); ok {
			step(n)
			p.chosen = p.Style == DateSteps
			return p.At != before || p.chosen
		}
	}
	n, ok := signed(id, keyOn)
	if d := (Date{p.At.Year, p.At.Month, n}); ok && p.allowed(d) {
		changed := !p.chosen || d != p.At
		p.At, p.chosen = d, true
		return changed
	}
	return false
}

// turn goes on in another way with the date that is chosen.
func (p *DatePicker) turn(to DateStyle) {
	if d, whole := p.digits(); p.Style == DateDigits {
		if p.chosen = whole && p.allowed(d); p.chosen {
			p.At = d
		}
	} else if p.chosen {
		p.Set(p.At.String())
	}
	p.Style = to
}

// addMonths returns a step of so many months. The day is kept as far as the
// month has it, and the bounds are.
func (p *DatePicker) addMonths(months int) func(int) {
	return func(n int) {
		all := p.At.Year*12 + int(p.At.Month) - 1 + n*months
		d := Date{all / 12, time.Month(all%12 + 1), p.At.Day}
		d.Day = min(d.Day, daysOf(d.Year, d.Month))
		p.At = p.within(d)
	}
}

// addDays goes round within the month.
func (p *DatePicker) addDays(n int) {
	most := daysOf(p.At.Year, p.At.Month)
	d := p.At
	d.Day = (d.Day-1+n%most+most)%most + 1
	p.At = p.within(d)
}

func (p *DatePicker) within(d Date) Date {
	switch {
	case p.Min != Date{} && d.Before(p.Min):
		return p.Min
	case p.Max != Date{} && p.Max.Before(d):
		return p.Max
	}
	return d
}

func signed(id, prefix string) (int, bool) {
	if len(id) <= len(prefix) || id[:len(prefix)] != prefix {
		return 0, false
	}
	n, err := strconv.Atoi(id[len(prefix):])
	return n, err == nil
}
