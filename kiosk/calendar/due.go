package calendar

import (
	"slices"
	"time"

	"linli/kiosk"
)

// Workdays (工作日) are Monday to Friday without public holidays, and the days
// that are swapped for them; when the counters serve does not matter. Which
// days those are is announced year by year, so a Calendar answers only for the
// years that it says it knows.

// mostDays bounds how far a limit is counted, in days.
const mostDays = 4000

// IsWorkday tells whether d is a working day. known is false for a year that
// the calendar does not name, and for a nil Calendar.
func (c *Calendar) IsWorkday(d Date) (is, known bool) {
	t, err := d.day()
	if c == nil || err != nil || !slices.Contains(c.Years, t.Year()) {
		return false, false
	}
	if i := slices.IndexFunc(c.Workdays, func(w Workday) bool { return w.Date == d }); i >= 0 {
		return isWeekday(time.Weekday(c.Workdays[i].As)), true
	}
	holiday := slices.ContainsFunc(c.Closed, func(p Period) bool { return !p.Working && p.From <= d && d <= p.Until })
	return isWeekday(t.Weekday()) && !holiday, true
}

func isWeekday(d time.Weekday) bool { return d != time.Saturday && d != time.Sunday }

// AfterWorkdays returns the last day of a limit of n working days that begins
// with what happened on from: the first one counted is the next working day.
// known is false when it takes a year that the calendar does not know.
func (c *Calendar) AfterWorkdays(from Date, n int) (last Date, known bool) {
	last = from
	for range mostDays {
		if n <= 0 {
			return c.orWorkday(last)
		}
		last = last.after(1)
		is, known := c.IsWorkday(last)
		if !known {
			return "", false
		}
		if is {
			n--
		}
	}
	return "", false
}

// AfterDays is AfterWorkdays for n days of the calendar. A limit that ends on a
// day off ends with the next working day (Civil Code, article 203).
func (c *Calendar) AfterDays(from Date, n int) (last Date, known bool) {
	if n < 0 || n > mostDays {
		return "", false
	}
	return c.orWorkday(from.after(n))
}

// LastDay is the last day of a limit of n days that begins with what happened
// at from, on its day in its zone: working days, or days of the calendar. known
// is as for AfterWorkdays.
func (c *Calendar) LastDay(from time.Time, n int, working bool) (last kiosk.BusinessDay, known bool) {
	count := c.AfterDays
	if working {
		count = c.AfterWorkdays
	}
	day, known := count(DateOf(from), n)
	return kiosk.BusinessDay(day), known
}

// orWorkday is d, or the next working day after it.
func (c *Calendar) orWorkday(d Date) (Date, bool) {
	for range mostDays {
		is, known := c.IsWorkday(d)
		if !known {
			return "", false
		}
		if is {
			return d, true
		}
		d = d.after(1)
	}
	return "", false
}

// WorkdaysTo counts the working days after from, until the end of last; below
// zero when last has passed.
func (c *Calendar) WorkdaysTo(from, last Date) (n int, known bool) {
	sign := 1
	if last < from {
		from, last, sign = last, from, -1
	}
	for range mostDays {
		if from >= last {
			return n, true
		}
		from = from.after(1)
		is, known := c.IsWorkday(from)
		if !known {
			return 0, false
		}
		if is {
			n += sign
		}
	}
	return 0, false
}

// day is midnight of d, in UTC: a day without a clock.
func (d Date) day() (time.Time, error) { return time.Parse(time.DateOnly, string(d)) }

// after is n days after d; "" for what is no day.
func (d Date) after(n int) Date {
	t, err := d.day()
	if err != nil {
		return ""
	}
	return DateOf(t.AddDate(0, 0, n))
}
