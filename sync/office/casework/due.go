package casework

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
)

// Due is by when a case is to be decided, as its item promises.
type Due struct {
	On      calendar.Date // the last day
	Overdue bool          // that day has passed
	Left    int           // working days after today until the end of On; as many too many, below zero
	Counted bool          // Left is known
}

// DueOf counts the limit of a case's item from the day on which it was handed
// in, in the office's zone. known is false for a case that nobody works on any
// more, for a limit without days, and where it takes a year whose holidays cal
// does not know. Time in which the case waited for the resident is not taken
// off.
func DueOf(c Case, limit catalogue.Days, cal *calendar.Calendar, now time.Time) (d Due, known bool) {
	if c.State == kiosk.CaseDecided || c.Saved || !limit.Counted() {
		return Due{}, false
	}
	from, today := calendar.DateOf(c.OpenedAt.In(now.Location())), calendar.DateOf(now)
	if limit.Kind == catalogue.DaysWorking {
		d.On, known = cal.AfterWorkdays(from, limit.N)
	} else {
		d.On, known = cal.AfterDays(from, limit.N)
	}
	if !known {
		return Due{}, false
	}
	d.Overdue = today > d.On
	d.Left, d.Counted = cal.WorkdaysTo(today, d.On)
	return d, true
}
