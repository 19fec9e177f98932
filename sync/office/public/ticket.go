package public

import (
	"net/http"
	"strconv"
	"strings"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/sync/office/hall"
)

// How soon a telephone asks again, in seconds.
const (
	refreshTicket  = 15
	refreshUnknown = 30
)

// ticketPage is how far a ticket is.
type ticketPage struct {
	page
	Number string
	What   string // in one line
	Do     string
	Hours  string // when the counters serve; empty while they do
	Calls  bool   // it is the resident's turn
	Fresh  string
}

// ticket shows how far a ticket is. One of another day and one that never was
// are the same.
func (s *Site) ticket(w http.ResponseWriter, r *http.Request) {
	state := s.hall.State()
	t, ahead, ok := state.Find(strings.ToUpper(r.PathValue("id")))
	p := ticketPage{page: s.page(r, "public.ticket"), Number: t.Number}
	status := http.StatusOK
	p.Refresh = refreshTicket
	now := p.clock(s.opts.Now())
	switch {
	case !ok:
		status, p.Refresh = http.StatusNotFound, refreshUnknown
		p.What, p.Do = p.Say("public.ticket-unknown"), p.Say("public.ticket-unknown-do")
	case t.Called == nil:
		p.What, p.Do = p.waits(ahead), p.Say("public.waiting-do")
		p.shut(t)
	default:
		p.called(state, t)
	}
	p.Fresh = p.Say("public.fresh", "time", now)
	s.show(w, status, "ticket", p)
}

func (p ticketPage) waits(ahead int) string {
	switch ahead {
	case 0:
		return p.Say("public.next")
	case 1:
		return p.Say("public.ahead-one")
	}
	return p.Say("public.ahead", "n", strconv.Itoa(ahead))
}

// shut says so where the counters do not serve now: when they open; else that a
// number taken after they closed is not called, and that the hall decides about
// one taken before.
func (p *ticketPage) shut(t hall.Ticket) {
	var hours *calendar.Calendar
	if p.site.opts.Hours != nil {
		hours = p.site.opts.Hours()
	}
	if hours == nil {
		return
	}
	now, taken := p.site.opts.Now().In(p.site.opts.Zone), t.TakenAt.In(p.site.opts.Zone)
	open, words := hours.At(now)
	if open {
		return
	}
	p.Hours = p.In(words)
	if opens, today := hours.OpensAfter(now); today {
		p.What, p.Do = p.Say("screen.shut-opens", "time", opens.Format("15:04")), p.What
		return
	}
	served, _ := hours.At(taken)
	if _, before := hours.OpensAfter(taken); served || before {
		p.What, p.Do = p.Say("public.shut"), p.Say("public.shut-do")
		return
	}
	p.What, p.Do = p.Say("screen.shut-today"), p.Say("screen.shut-today-do")
}

// called says where to go, or that the counter went on to somebody else.
func (p *ticketPage) called(state hall.State, t hall.Ticket) {
	counter, at := string(t.Called.Counter), p.clock(t.Called.At)
	if serves(state, t.Called.Counter, t.ID) {
		p.Calls = true
		p.What = p.Say("public.called", "counter", counter)
		p.Do = p.Say("public.called-do", "time", at)
		return
	}
	p.What = p.Say("public.passed")
	p.Do = p.Say("public.passed-do", "counter", counter, "time", at)
}

// serves tells whether a counter's last call was for the ticket.
func serves(state hall.State, counter kiosk.CounterID, id string) bool {
	for _, c := range state.Counters {
		if c.ID == counter {
			return c.Serving != nil && c.Serving.ID == id
		}
	}
	return true // a counter that was taken away has called nobody since
}
