// Package lease (号段) decides which ticket numbers a terminal may give: a run
// for each prefix on each of the coming days, so that one that is cut off for a
// week goes on in its own numbers, and a further run when one is nearly used
// up. When no number is left a terminal gets none, and goes on in the series
// that bears its own name.
//
// It refuses to lease a number twice, also when a terminal is lost or revoked,
// and to judge what a terminal does with its numbers.
package lease

import (
	"context"
	"fmt"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// Options are the numbers of an office.
type Options struct {
	Prefixes    []string
	First, Last int            // of the numbers that are leased, within 1 to 999
	Size        int            // of a run
	Days        int            // today counts
	Zone        *time.Location // of business days
	Now         func() time.Time
}

// Desk leases numbers. It is safe for concurrent use.
type Desk struct {
	numbers office.Numbers
	opts    Options

	mu    sync.Mutex      // protects spent
	spent map[series]bool // no number is left, and none ever comes back
}

// New returns a desk that keeps its leases in numbers.
func New(numbers office.Numbers, opts Options) *Desk {
	return &Desk{numbers: numbers, opts: opts, spent: map[series]bool{}}
}

// Lease sees to it that the terminal has its numbers, and returns their
// revision, and all of today and later if it is not the revision the terminal
// asked with. It blocks for some reading of the database, and for a commit when
// something is leased.
func (d *Desk) Lease(ctx context.Context, req *linlipb.PullRequest) (revision uint64, leases []*linlipb.NumberLease, err error) {
	now := d.opts.Now()
	today := kiosk.BusinessDayOf(now, d.opts.Zone)
	revision, runs, err := d.numbers.LeasedNumbers(ctx, req.GetDevice(), today)
	if err != nil {
		return 0, nil, fmt.Errorf("lease: %w", err)
	}
	if wants := d.wants(now, runs, revision, req); len(wants) > 0 {
		if err := d.numbers.LeaseNumbers(ctx, req.GetDevice(), revision, wants); err != nil {
			return 0, nil, fmt.Errorf("lease: %w", err)
		}
		before := revision
		if revision, runs, err = d.numbers.LeasedNumbers(ctx, req.GetDevice(), today); err != nil {
			return 0, nil, fmt.Errorf("lease: %w", err)
		}
		if revision == before { // nothing was given, by nobody
			d.learn(today, wants)
		}
	}
	if revision == req.GetLeaseRevision() {
		return revision, nil, nil
	}
	for _, r := range runs {
		leases = append(leases, &linlipb.NumberLease{
			Prefix: r.Prefix, BusinessDay: string(r.Day), First: uint32(r.First), Last: uint32(r.Last),
		})
	}
	return revision, leases, nil
}

// series is one prefix on one day.
type series struct {
	prefix string
	day    kiosk.BusinessDay
}

// wants is a first run of each series, and one more where the terminal needs
// it. Only a terminal that knows of its newest leases can tell that.
func (d *Desk) wants(now time.Time, runs []office.NumberRun, revision uint64, req *linlipb.PullRequest) []office.NumberWant {
	has := map[series]bool{}
	for _, r := range runs {
		has[series{r.Prefix, r.Day}] = true
	}
	needs := map[series]bool{}
	for _, n := range req.GetNeeds() {
		if revision == req.GetLeaseRevision() && int(n.GetLeft()) < d.opts.Size {
			needs[series{n.GetPrefix(), kiosk.BusinessDay(n.GetBusinessDay())}] = true
		}
	}
	var all []office.NumberWant
	for i := range d.opts.Days {
		day := kiosk.BusinessDayOf(now.In(d.opts.Zone).AddDate(0, 0, i), d.opts.Zone)
		for _, prefix := range d.opts.Prefixes {
			s := series{prefix, day}
			if (!has[s] || needs[s]) && !d.isSpent(s) {
				all = append(all, office.NumberWant{Prefix: prefix, Day: day, Size: d.opts.Size, First: d.opts.First, Last: d.opts.Last})
			}
		}
	}
	return all
}

// learn notes the series of which nothing was left.
func (d *Desk) learn(today kiosk.BusinessDay, wants []office.NumberWant) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for s := range d.spent {
		if s.day < today {
			delete(d.spent, s)
		}
	}
	for _, w := range wants {
		d.spent[series{w.Prefix, w.Day}] = true
	}
}

func (d *Desk) isSpent(s series) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.spent[s]
}
