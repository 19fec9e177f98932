package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

const (
	// maxLeases and maxOrdinal bound what an office may lease.
	maxLeases  = 1024
	maxOrdinal = 9999
	// keepLeaseDays is for how many days before the first that the office
	// leases for the earlier leases stay: a terminal may still be at yesterday
	// when the office is at today.
	keepLeaseDays = 2
	// A series runs short when fewer than fewNumbers are left, or a quarter.
	fewNumbers = 10
)

const leasesKey = "leases"

// leases are the numbers that the office leased, in the order in which they
// are to be given. The JSON names stand in files. A value is never written
// into.
type leases struct {
	Revision uint64  `json:"revision"`
	List     []lease `json:"list"`
}

type lease struct {
	Prefix string            `json:"prefix"`
	Day    kiosk.BusinessDay `json:"day"`
	First  int               `json:"first"`
	Last   int               `json:"last"`
}

// Lease keeps all number leases that the office has for this terminal, in the
// place of those it had before; numbers come from them as soon as it returns.
// Leases of earlier days than the first of list stay for two such days. What
// has been given already is never given again, whatever list says. It blocks
// for one commit, at most Options.Wait; a revision that is kept already costs
// none. A lease without sense refuses all of list with ErrRefused.
func (s *Store) Lease(ctx context.Context, revision uint64, list []*linlipb.NumberLease) error {
	o := &leasing{given: leases{Revision: revision}}
	if len(list) > maxLeases {
		return fmt.Errorf("%w: %d leases", ErrRefused, len(list))
	}
	for _, l := range list {
		one := lease{l.GetPrefix(), kiosk.BusinessDay(l.GetBusinessDay()), int(l.GetFirst()), int(l.GetLast())}
		if err := one.check(); err != nil {
			return err
		}
		o.given.List = append(o.given.List, one)
	}
	return s.do(ctx, o)
}

func (l *lease) check() error {
	_, err := time.Parse(time.DateOnly, string(l.Day))
	if err != nil || !validPrefix(l.Prefix) || l.First < 1 || l.First > l.Last || l.Last > maxOrdinal {
		return fmt.Errorf("%w: lease of %q %d to %d on %q", ErrRefused, l.Prefix, l.First, l.Last, l.Day)
	}
	return nil
}

// Leases returns the revision of the leases that are kept, 0 for none, and
// which series of today and later run short of numbers: those that are leased,
// and those that gave a number today. It does not block.
func (s *Store) Leases() (revision uint64, needs []*linlipb.NumberNeed) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	today := kiosk.BusinessDayOf(s.opts.Now(), s.opts.Zone)
	for _, who := range s.book.wanted(today) {
		left, of := s.book.tallies[who].given.left(s.book.leases.blocks(who, s.opts.Numbers))
		if left < fewNumbers || left*4 < of {
			needs = append(needs, &linlipb.NumberNeed{
				Prefix: who.prefix, BusinessDay: string(who.day), Left: uint32(left),
			})
		}
	}
	return s.book.leases.Revision, needs
}

// wanted returns the series from today on that need numbers, in order. On days
// of the overflow series no lease helps.
func (b *book) wanted(today kiosk.BusinessDay) []series {
	var all []series
	for _, l := range b.leases.List {
		all = append(all, series{l.Day, l.Prefix})
	}
	for who := range b.tallies {
		if who.day == today {
			all = append(all, who)
		}
	}
	all = slices.DeleteFunc(all, func(who series) bool {
		return who.day < today || who.day <= b.state.OverflowThrough
	})
	slices.SortFunc(all, func(a, b series) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.prefix, b.prefix))
	})
	return slices.Compact(all)
}

// blocks returns what who may give: what is leased, or else what is configured.
func (l *leases) blocks(who series, configured Block) []Block {
	var blocks []Block
	for _, one := range l.List {
		if one.Prefix == who.prefix && one.Day == who.day {
			blocks = append(blocks, Block{one.First, one.Last})
		}
	}
	if blocks == nil && configured != (Block{}) {
		blocks = []Block{configured}
	}
	return blocks
}

// replacedBy returns next and what stays of l.
func (l *leases) replacedBy(next leases) leases {
	if len(next.List) == 0 {
		return next
	}
	first := slices.MinFunc(next.List, func(a, b lease) int { return cmp.Compare(a.Day, b.Day) }).Day
	var before []kiosk.BusinessDay
	for _, one := range l.List {
		if one.Day < first {
			before = append(before, one.Day)
		}
	}
	slices.Sort(before)
	before = slices.Compact(before)
	stay := before[max(0, len(before)-keepLeaseDays):]
	kept := leases{Revision: next.Revision}
	for _, one := range l.List {
		if slices.Contains(stay, one.Day) {
			kept.List = append(kept.List, one)
		}
	}
	kept.List = append(kept.List, next.List...)
	return kept
}

// leasing is the op behind Lease.
type leasing struct{ given leases }

func (o *leasing) grows() bool { return false }

func (o *leasing) apply(b *batch) error {
	now := b.leased()
	if now.Revision == o.given.Revision {
		return nil
	}
	next := now.replacedBy(o.given)
	cell, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("store: encode leases: %w", err)
	}
	b.makeBucket(bucketLeases)
	b.put(bucketLeases, []byte(leasesKey), sum([]byte(leasesKey), cell))
	b.leases = &next
	return nil
}

func (o *leasing) settled(b *batch) (bool, error) {
	l, err := readLeases(b.tx)
	return err == nil && l.Revision == o.given.Revision, err
}

// leased returns the leases as this batch leaves them.
func (b *batch) leased() *leases {
	if b.leases != nil {
		return b.leases
	}
	return &b.below.leases
}

// readLeases reads what is kept. Files of before there were leases have no
// bucket for them.
func readLeases(tx *bolt.Tx) (leases, error) {
	var l leases
	bk := tx.Bucket([]byte(bucketLeases))
	if bk == nil {
		return l, nil
	}
	return decodeLeases(bk.Get([]byte(leasesKey)))
}

// decodeLeases reads the cell of bucketLeases.
func decodeLeases(cell []byte) (leases, error) {
	var l leases
	body, err := unsum([]byte(leasesKey), cell)
	if err != nil {
		return l, fmt.Errorf("%w: leases", err)
	}
	if err := json.Unmarshal(body, &l); err != nil {
		return l, fmt.Errorf("%w: leases: %w", ErrDamaged, err)
	}
	return l, nil
}
