package store

import (
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
)

// Promise is what a resident was given, and what became of the paper for it. It
// tells nothing of the person.
type Promise struct {
	Receipt  kiosk.Receipt
	Document bool // the paper is one of the office, of the case of Receipt
	Lang     kiosk.Lang
	Made     time.Time
	Paper    kiosk.PrintState
}

// Unended returns the promises whose paper had no end when the terminal went
// down. Open made them PrintUncertain. The latest comes last.
func (s *Store) Unended() []Promise { return s.unended }

// PromiseTo returns what the visit was given; none is not ok.
func (s *Store) PromiseTo(v kiosk.VisitID) (p Promise, ok bool, err error) {
	s.mu.RLock()
	id, ok := s.book.visits[v]
	s.mu.RUnlock()
	if !ok {
		return Promise{}, false, nil
	}
	err = s.file.view(func(tx *bolt.Tx) error {
		r, _, err := findRow(tx, id, s.opts.Zone)
		if err == nil {
			p = promiseOf(&r)
		}
		return err
	})
	if err != nil {
		return Promise{}, false, failed("read promise", err)
	}
	return p, true, nil
}

func promiseOf(r *row) Promise {
	p := Promise{Receipt: receiptOf(r), Lang: r.Lang, Made: r.Ticket.IssuedAt, Paper: r.State}
	p.Receipt.Begun = false
	if c := p.Receipt.Case; c != nil {
		c.Code, _, p.Document = strings.Cut(c.Code, paperMark)
	}
	return p
}
