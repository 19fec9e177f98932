package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
)

// overflowSpan is how many overflow numbers a file may give in one series. A
// file that follows a damaged one begins a span higher, so that the two never
// meet.
const overflowSpan = 1000

// Submit takes the next number for sub, or opens its case, queues its sealed
// record for the office and makes its print job, all durable when it returns.
// The same visit always gets the same receipt, also after a restart, for as
// long as its day is kept; but only one of them says Begun, and none after a
// restart. It blocks for one commit, at most Options.Wait. Its errors are
// *kiosk.Error with code StoreFailed; within it ErrUnknown says that the
// number may have been taken: asking again with the same visit tells.
func (s *Store) Submit(ctx context.Context, sub kiosk.Submission) (kiosk.Receipt, error) {
	o, err := s.newSubmission(sub)
	if err != nil {
		return kiosk.Receipt{}, failed("submit", err)
	}
	if err := s.do(ctx, o); err != nil {
		return kiosk.Receipt{}, failed("submit", err)
	}
	if o.receipt.Begun {
		o.receipt.Begun = s.claim(o.receipt.Job)
	}
	return o.receipt, nil
}

// submission is the op behind Submit.
type submission struct {
	sub     kiosk.Submission
	id      string        // of the ticket or the case, if there is to be one
	receipt kiosk.Receipt // stands once the request is done
}

// newSubmission does what needs no commit.
func (s *Store) newSubmission(sub kiosk.Submission) (*submission, error) {
	if err := checkSubmission(&sub); err != nil {
		return nil, err
	}
	if sub.At.IsZero() {
		sub.At = s.opts.Now()
	}
	id, err := ulid.New(uint64(max(sub.At.UnixMilli(), 0)), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("store: ticket id: %w", err)
	}
	return &submission{sub: sub, id: id.String()}, nil
}

func (o *submission) grows() bool { return true }

func (o *submission) settled(b *batch) (bool, error) { return o.repeat(b) }

// repeat finds the receipt of an earlier Submit of the same visit.
func (o *submission) repeat(b *batch) (bool, error) {
	id, ok := b.visitJob(o.sub.Visit)
	if !ok {
		return false, nil
	}
	r, _, err := findRow(b.tx, id, b.opts.Zone)
	if err != nil {
		return false, err
	}
	o.receipt = receiptOf(&r)
	return true, nil
}

func (o *submission) apply(b *batch) error {
	if again, err := o.repeat(b); again || err != nil {
		return err
	}
	if err := b.refuses(o.stream(), o.size()); err != nil {
		return err
	}
	r, err := b.newRow(o)
	if err != nil {
		return err
	}
	if err := b.recordOf(o, &r); err != nil {
		return err
	}
	b.startDay(r.Ticket.Day)
	b.addRow(&r)
	o.receipt = receiptOf(&r)
	return nil
}

func checkSubmission(sub *kiosk.Submission) error {
	_, err := time.Parse(time.DateOnly, string(sub.Day))
	switch {
	case err != nil:
		return fmt.Errorf("%w: business day: %w", ErrRefused, err)
	case sub.Visit == "":
		return fmt.Errorf("%w: no visit", ErrRefused)
	case sub.Payment != nil:
		return checkPayment(sub)
	case sub.Application != nil:
		return checkApplication(sub)
	case !validPrefix(sub.Prefix):
		return fmt.Errorf("%w: prefix %q is not 1 to 4 capital letters", ErrRefused, sub.Prefix)
	}
	return checkWords(sub)
}

// maxWord bounds each word of a ticket in bytes: far above any name, and far
// below what makes a record too large.
const maxWord = 1024

// checkWords refuses what no record could hold. It is looked for here because a
// record that cannot be made undoes the whole commit, others' tickets too.
func checkWords(sub *kiosk.Submission) error {
	r := &sub.Resident
	if !isWord(string(sub.Visit), string(sub.Item), string(sub.Lang), string(r.Kind), r.Name.Reveal(), r.Number.Reveal()) {
		return fmt.Errorf("%w: a word that is no text, or of more than %d bytes", ErrRefused, maxWord)
	}
	return nil
}

// isWord tells whether each of words is text of at most maxWord bytes.
func isWord(words ...string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return len(w) > maxWord || !utf8.ValidString(w) })
}

// validPrefix keeps "A1"+"001" from meeting "A"+"1001".
func validPrefix(p string) bool {
	for _, c := range p {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return len(p) >= 1 && len(p) <= 4
}

// newRow makes ticket and print job for o. It changes nothing in the batch.
func (b *batch) newRow(o *submission) (row, error) {
	sub := &o.sub
	r := row{Job: Job{ID: b.state.LastJob + 1, State: kiosk.PrintPending, Lang: sub.Lang}}
	if sub.PrintNow {
		r.State = kiosk.Printing
	}
	r.Ticket.ID, r.Ticket.Day = o.id, sub.Day
	if o.pays() {
		r.Ticket.Number, r.ordinal = sub.Payment.Receipt, paymentMark
	} else if o.opensCase() {
		// No prefix, and the code of the case in the place of a number.
		r.Ticket.Number = kiosk.CaseCode(kiosk.CaseID(o.id))
	} else if err := b.number(&r, sub); err != nil {
		return row{}, err
	}
	r.Ticket.Visit = sub.Visit
	r.Ticket.Item = sub.Item
	// As it will be read back: a receipt is the same before and after a restart.
	r.Ticket.IssuedAt = time.UnixMilli(sub.At.UnixMilli()).In(b.opts.Zone)
	return r, nil
}

// number gives r the next number of its series: from what is leased for the
// day, or the configured block where nothing is, then from the overflow series
// that names this terminal. On days when a damaged
// predecessor of this file gave numbers, which cannot be known any more, it is
// the overflow series from the start.
func (b *batch) number(r *row, sub *kiosk.Submission) error {
	t := b.tally(series{sub.Day, sub.Prefix})
	r.Ticket.Prefix = sub.Prefix
	if sub.Day > b.state.OverflowThrough {
		if next, ok := t.given.next(b.leased().blocks(series{sub.Day, sub.Prefix}, b.opts.Numbers)); ok {
			r.ordinal = next
			r.Ticket.Number = fmt.Sprintf("%s%03d", sub.Prefix, next)
			return nil
		}
	}
	low := overflowSpan * b.state.Generation
	next := max(t.overflow, low) + 1
	if next >= low+overflowSpan {
		return fmt.Errorf("%w: %s %s", ErrExhausted, sub.Day, sub.Prefix)
	}
	r.overflow, r.ordinal = true, next
	r.Ticket.Number = fmt.Sprintf("%s-%s-%02d", sub.Prefix, b.opts.Device, next)
	return nil
}

// addRow puts a new job and counts it.
func (b *batch) addRow(r *row) {
	b.putRow(bucketJobs, r)
	b.state.LastJob = r.ID
	b.state.Jobs++
	b.added = append(b.added, *r)
	b.visits[r.Ticket.Visit] = r.ID
	if r.Ticket.Prefix == "" {
		return // a case takes no number
	}
	s := series{r.Ticket.Day, r.Ticket.Prefix}
	b.tallies[s] = b.tally(s).plus(r)
}

// reserved is room at the end that tickets do not get: bbolt refuses to grow
// within one growStep of the limit, and one is left for what must always go
// through.
const reserved = 2 * growStep

// full tells that extra bytes, or a new ticket, would eat the room that
// acknowledgements and print jobs need.
func (b *batch) full(extra int) bool {
	limit := int64(b.opts.MaxSize)
	if limit == 0 || b.noRoom {
		return b.noRoom
	}
	st := b.tx.DB().Stats()
	empty := int64(st.FreePageN+st.PendingPageN) * filePage
	return b.tx.Size()-empty-b.released+int64(extra)+reserved > limit
}

// startDay makes room for a day that is not kept yet: the days that were
// worked on longest ago are forgotten.
func (b *batch) startDay(day kiosk.BusinessDay) {
	if _, kept := b.below.days[day]; kept || b.days[day] {
		return
	}
	b.days[day] = true
	for len(b.below.days)+len(b.days)-len(b.forgotten) > keepDays {
		oldest, last := b.oldestDay()
		if oldest == "" {
			return
		}
		gone, err := b.deleteDay(oldest, last)
		if err != nil {
			b.spoil(err)
			return
		}
		b.forgotten[oldest] = gone
	}
}

// oldestDay returns the kept day whose latest job is the earliest, and that
// job; "" when there is none.
func (b *batch) oldestDay() (oldest kiosk.BusinessDay, last kiosk.PrintJobID) {
	for d, id := range b.below.days {
		if _, gone := b.forgotten[d]; !gone && (oldest == "" || id < last) {
			oldest, last = d, id
		}
	}
	return oldest, last
}

// deleteDay deletes the jobs of day, the latest of which is last.
func (b *batch) deleteDay(day kiosk.BusinessDay, last kiosk.PrintJobID) ([]kiosk.VisitID, error) {
	type place struct {
		bucket string
		id     kiosk.PrintJobID
	}
	var places []place
	var visits []kiosk.VisitID
	for _, name := range []string{bucketDone, bucketJobs} {
		bk, err := bucket(b.tx, name)
		if err != nil {
			return nil, err
		}
		c := bk.Cursor()
		for k, cell := c.First(); k != nil; k, cell = c.Next() {
			r, err := decodeRow(k, cell, b.opts.Zone)
			if err != nil {
				return nil, err
			}
			if r.ID > last {
				break
			}
			if r.Ticket.Day == day {
				places = append(places, place{name, r.ID})
				visits = append(visits, r.Ticket.Visit)
			}
		}
	}
	for _, p := range places {
		b.delete(p.bucket, key(uint64(p.id)))
	}
	b.state.Jobs -= len(places)
	return visits, nil
}
