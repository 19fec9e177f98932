package terminal

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// opensEach is the step in which the rest of a day is looked through for when
// the counters open: hours are told in minutes.
const opensEach = time.Minute

// inHours adds to what the office says of a ticket whether counters serve now.
func (t *Terminal) inHours(e flow.Event) flow.Event {
	answer, _ := e.(flow.Answered)
	ticket, ok := answer.Reply.(flow.TicketFound)
	if !ok {
		return e
	}
	ticket.Shut = t.shut(time.Now())
	answer.Reply = ticket
	return answer
}

// shut is what whoever takes a number at now should know about counters that do
// not serve; nil while they do.
func (t *Terminal) shut(now time.Time) *flow.Shut {
	now = now.In(t.opts.Zone)
	open, words := t.opening.At(now)
	if open {
		return nil
	}
	day := kiosk.BusinessDayOf(now, t.opts.Zone)
	for at := now.Truncate(opensEach).Add(opensEach); kiosk.BusinessDayOf(at, t.opts.Zone) == day; at = at.Add(opensEach) {
		if open, _ := t.opening.At(at); open {
			return &flow.Shut{Opens: at.Format("15:04"), Hours: words}
		}
	}
	return &flow.Shut{Hours: words}
}
