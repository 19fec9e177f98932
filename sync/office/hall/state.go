package hall

import (
	"cmp"
	"slices"
	"time"

	"linli/kiosk"
)

// State is the hall at one moment. It is shared: nobody changes it.
type State struct {
	Revision uint64
	Day      kiosk.BusinessDay // today in the office's zone
	Counters []CounterState    // in the order of the configuration
	Queues   []Queue           // one for each ticket prefix of the counters
	Tickets  []Ticket          // all that are kept, in order of arrival, of any day
}

// CounterState is one counter and whom it serves.
type CounterState struct {
	kiosk.Counter
	Waiting int     // tickets of its prefix
	Serving *Ticket // the last one it called today; nil before the first
}

// Queue is how many wait under one prefix today.
type Queue struct {
	Prefix     string
	Waiting    int
	Counters   int    // that call this prefix
	LastCalled string // number; empty before the first call today

	MeanService time.Duration // that serving one ticket takes; 0 when there were too few
}

// Waiting returns today's tickets that were not called, in order of arrival.
func (s State) Waiting() []Ticket {
	var all []Ticket
	for _, t := range s.Tickets {
		if t.Day == s.Day && t.Called == nil {
			all = append(all, t)
		}
	}
	return all
}

// Called returns today's tickets that were called, the latest first.
func (s State) Called() []Ticket {
	var all []Ticket
	for _, t := range s.Tickets {
		if t.Day == s.Day && t.Called != nil {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b Ticket) int { return cmp.Compare(b.Called.Seq, a.Called.Seq) })
	return all
}

// State returns the hall as it is now. It is counted once for each revision
// and day, however many ask.
func (h *Hall) State() State {
	h.mu.Lock()
	defer h.mu.Unlock()
	today := kiosk.BusinessDayOf(h.now(), h.zone)
	if h.state.Revision == h.revision && h.state.Day == today {
		return h.state
	}
	s := State{Revision: h.revision, Day: today, Tickets: make([]Ticket, 0, len(h.tickets))}
	for _, k := range h.tickets {
		s.Tickets = append(s.Tickets, k.Ticket) // a Call is never changed once made
	}
	waiting := map[string]int{}
	for _, t := range s.Waiting() {
		waiting[t.Prefix]++
	}
	s.count(h.counters, waiting)
	h.state = s
	return s
}

// queues returns the queues as they are now and their revision. It copies no
// ticket that waits: after an outage of thousands of terminals there are
// hundreds of thousands.
func (h *Hall) queues() (uint64, []Queue) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := State{Revision: h.revision, Day: kiosk.BusinessDayOf(h.now(), h.zone)}
	waiting := map[string]int{}
	for _, k := range h.tickets {
		if k.Called != nil {
			s.Tickets = append(s.Tickets, k.Ticket)
		} else if k.Day == s.Day {
			waiting[k.Prefix]++
		}
	}
	s.count(h.counters, waiting)
	return s.Revision, s.Queues
}

// count fills in the counters and queues, given how many wait under each
// prefix. Of the tickets only those that were called count.
func (s *State) count(counters []kiosk.Counter, waiting map[string]int) {
	last, serving := map[string]string{}, map[kiosk.CounterID]*Ticket{}
	for _, t := range slices.Backward(s.Called()) { // the latest wins
		last[t.Prefix] = t.Number
		serving[t.Called.Counter] = &t
	}
	usual := serviceTimes(s.Tickets)
	at := map[string]int{}
	for _, c := range counters {
		s.Counters = append(s.Counters, CounterState{Counter: c, Waiting: waiting[c.Prefix], Serving: serving[c.ID]})
		i, known := at[c.Prefix]
		if !known {
			i = len(s.Queues)
			at[c.Prefix] = i
			s.Queues = append(s.Queues, Queue{Prefix: c.Prefix, Waiting: waiting[c.Prefix], LastCalled: last[c.Prefix], MeanService: usual[c.Prefix]})
		}
		s.Queues[i].Counters++
	}
}
