package store

import (
	"fmt"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
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

	waiting   sizes
	leases    leases
	published uint64 // the highest revision
}

// series is where numbers must not repeat.
type series struct {
	day    kiosk.BusinessDay
	prefix string
}

// tally is how far a series has come.
type tally struct {
	taken    int  // numbers of either kind
	given    runs // of blocks
	overflow int  // highest of the overflow series
}

// plus returns t with the number of r.
func (t tally) plus(r *row) tally {
	t.taken++
	if r.overflow {
		t.overflow = max(t.overflow, r.ordinal)
	} else {
		t.given = t.given.with(r.ordinal)
	}
	return t
}

func newBook(st state) *book {
	return &book{
		state:   st,
		visits:  map[kiosk.VisitID]kiosk.PrintJobID{},
		tallies: map[series]tally{},
		days:    map[kiosk.BusinessDay]kiosk.PrintJobID{},
	}
}

// add counts a job.
func (b *book) add(r row) {
	b.visits[r.Ticket.Visit] = r.ID
	b.days[r.Ticket.Day] = max(b.days[r.Ticket.Day], r.ID)
	if r.Ticket.Prefix == "" {
		return // a case takes no number
	}
	s := series{r.Ticket.Day, r.Ticket.Prefix}
	b.tallies[s] = b.tallies[s].plus(&r)
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
		if b.waiting, err = readSizes(tx); err != nil {
			return err
		}
		if b.leases, err = readLeases(tx); err != nil {
			return err
		}
		err = eachPublished(tx, func(p *linlipb.Published) { b.published = max(b.published, p.GetRevision()) })
		if err != nil {
			return err
		}
		return eachRow(tx, s.opts.Zone, func(r row) error {
			b.add(r)
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
