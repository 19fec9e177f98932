package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
)

// keepDays is for how many business days numbers and jobs are kept: the latest
// ones that were worked on, whatever the calendar says, so that no jump of the
// clock can make the store forget today's numbers.
const keepDays = 40

// book is what the file says about numbers and jobs, held in memory. It is
// read from the jobs: there is no second count that could disagree.
type book struct {
	state   state
	visits  map[kiosk.VisitID]kiosk.PrintJobID
	tallies map[series]tally
	days    map[kiosk.BusinessDay]kiosk.PrintJobID // the latest job of each day
}

// series is where numbers must not repeat.
type series struct {
	day    kiosk.BusinessDay
	prefix string
}

// tally is how far a series has come.
type tally struct {
	taken    int // numbers of either kind
	block    int // highest of the block; 0 before the first
	overflow int // highest of the overflow series
}

func newBook(st state) *book {
	return &book{
		state:   st,
		visits:  map[kiosk.VisitID]kiosk.PrintJobID{},
		tallies: map[series]tally{},
		days:    map[kiosk.BusinessDay]kiosk.PrintJobID{},
	}
}

// add counts a job. Numbers outside numbers come from an earlier lease and do
// not move the block.
func (b *book) add(r row, numbers Block) {
	b.visits[r.Ticket.Visit] = r.ID
	s := series{r.Ticket.Day, r.Ticket.Prefix}
	t := b.tallies[s]
	t.taken++
	switch {
	case r.overflow:
		t.overflow = max(t.overflow, r.ordinal)
	case r.ordinal >= numbers.First && r.ordinal <= numbers.Last:
		t.block = max(t.block, r.ordinal)
	}
	b.tallies[s] = t
	b.days[r.Ticket.Day] = max(b.days[r.Ticket.Day], r.ID)
}

// forget drops a day.
func (b *book) forget(day kiosk.BusinessDay, visits []kiosk.VisitID) {
	for _, v := range visits {
		delete(b.visits, v)
	}
	for s := range b.tallies {
		if s.day == day {
			delete(b.tallies, s)
		}
	}
	delete(b.days, day)
}

// readBook reads the book from the open file. It returns ErrDamaged, or
// ErrDevice when the file is another terminal's.
func (s *Store) readBook() (*book, error) {
	var b *book
	err := s.file.view(func(tx *bolt.Tx) error {
		st, err := readState(tx)
		if err != nil {
			return err
		}
		if st.Device != s.opts.Device {
			return fmt.Errorf("%w: %s, and this is %s", ErrDevice, st.Device, s.opts.Device)
		}
		b = newBook(*st)
		return eachRow(tx, s.opts.Zone, func(r row) error {
			b.add(r, s.opts.Numbers)
			return nil
		})
	})
	return b, err
}

// Taken returns how many numbers this terminal has given under prefix on day.
func (s *Store) Taken(prefix string, day kiosk.BusinessDay) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.book.tallies[series{day, prefix}].taken, nil
}
