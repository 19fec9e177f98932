package store_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"linli/kiosk"
	"linli/kiosk/store"
)

// BenchmarkSubmit is the submit of one visit on-line, durable: its median in
// multiples of the floor, which is taken in turns with it.
func BenchmarkSubmit(b *testing.B) {
	p := newPlayer(b, newPath(b))
	f := newFloor(b)
	var ours time.Duration
	for b.Loop() {
		ours = p.visits(100, f.write)
	}
	b.ReportMetric(float64(ours)/float64(f.median()), "x-floor")
	b.ReportMetric(float64(ours)/1e3, "us-p50")
}

// BenchmarkSubmitAfterBacklog is the same on a file in which 100,000 records
// have waited and gone, in multiples of a new file, in turns with it.
func BenchmarkSubmitAfterBacklog(b *testing.B) {
	fresh, drained := newPlayer(b, newPath(b)), newPlayer(b, newPath(b))
	drained.queue(100_000)
	drain(b, drained.s, live, true)
	for _, p := range []*player{drained, fresh} {
		p.visits(100, nil) // their commits delete what is acknowledged
	}
	var before, after []time.Duration
	for b.Loop() {
		for range 100 {
			before = append(before, fresh.visits(1, nil))
			after = append(after, drained.visits(1, nil))
		}
	}
	b.ReportMetric(float64(median(after))/float64(median(before)), "x-before")
}

// BenchmarkSubmit64 has 64 residents at once share commits, 4096 tickets on a
// new file: how many times more become durable than by one floor write after
// the other.
func BenchmarkSubmit64(b *testing.B) {
	f := newFloor(b)
	var rates []float64
	for b.Loop() {
		for range 16 {
			f.write()
		}
		p := newPlayer(b, newPath(b))
		p.crowd(64, 2, nil) // the file gets its first pages
		start := time.Now()
		n := p.crowd(64, 64, nil)
		rates = append(rates, float64(n)/time.Since(start).Seconds())
		shut(b, p.s)
	}
	slices.Sort(rates)
	rate := rates[len(rates)/2]
	b.ReportMetric(rate*f.median().Seconds(), "x-floor-rate")
	b.ReportMetric(rate, "tickets/s")
}

// player plays residents at one terminal.
type player struct {
	b    testing.TB
	s    *store.Store
	o    *store.Options
	path string
	next int
}

// newPlayer opens a store, which is not checked at the end.
func newPlayer(b testing.TB, path string) *player {
	b.Helper()
	o := newOffice(b).options()
	o.Numbers, o.Room = store.Block{First: 1, Last: 999}, 8<<20 // as cmd/kiosk has it
	s, err := store.Open(path, o)
	must(b, err)
	b.Cleanup(func() { s.Close() })
	return &player{b: b, s: s, o: o, path: path}
}

// submission is another visit. A day has 20 prefixes, and as many numbers as
// they give.
func (p *player) submission() kiosk.Submission {
	n := p.next
	p.next++
	sub := submission(fmt.Sprintf("01BENCH%019d", n))
	sub.Prefix = string(rune('A' + n%20))
	return on(sub, kiosk.BusinessDayOf(noon().AddDate(0, 0, n/(20*999)), zone()))
}

// visits plays n whole visits on-line and returns the median of their submits.
// between, if any, is called before each.
func (p *player) visits(n int, between func()) time.Duration {
	var ours []time.Duration
	for range n {
		if between != nil {
			between()
		}
		sub := p.submission()
		start := time.Now()
		r := submit(p.b, p.s, sub)
		ours = append(ours, time.Since(start))
		must(p.b, p.print(r))
		drain(p.b, p.s, live, true)
	}
	return median(ours)
}

// crowd has as many residents take so many tickets each, then calls then, if
// any, with what each got. It returns how many that were.
func (p *player) crowd(residents, each int, then func(kiosk.Receipt) error) int {
	subs := make([]kiosk.Submission, residents*each)
	for i := range subs {
		subs[i] = p.submission()
	}
	var g errgroup.Group
	for one := range slices.Chunk(subs, each) {
		g.Go(func() error {
			for _, sub := range one {
				r, err := p.s.Submit(context.Background(), sub)
				if err == nil && then != nil {
					err = then(r)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	must(p.b, g.Wait())
	return len(subs)
}

// queue lets n records wait: two of each ticket, which is printed.
func (p *player) queue(n int) {
	for n > 0 {
		n -= 2 * p.crowd(250, 2, p.print)
	}
}

func (p *player) print(r kiosk.Receipt) error {
	if err := p.s.BeginPrint(context.Background(), r.Job); err != nil {
		return err
	}
	return p.s.EndPrint(context.Background(), r.Job, kiosk.Printed)
}

// floor is the least a durable write costs on this disk: 4 KiB into a file that
// is already laid out, and fdatasync.
type floor struct {
	b    testing.TB
	f    *os.File
	page []byte
	at   int64
	took []time.Duration
}

func newFloor(b testing.TB) *floor {
	b.Helper()
	f, err := os.Create(newPath(b) + ".floor")
	must(b, err)
	b.Cleanup(func() { f.Close() })
	_, err = f.Write(make([]byte, 1<<20))
	must(b, err)
	must(b, f.Sync())
	return &floor{b: b, f: f, page: make([]byte, 4096)}
}

func (f *floor) write() {
	start := time.Now()
	_, err := f.f.WriteAt(f.page, f.at%(1<<20))
	must(f.b, err)
	must(f.b, syscall.Fdatasync(int(f.f.Fd())))
	f.at += 4096
	f.took = append(f.took, time.Since(start))
}

func (f *floor) median() time.Duration { return median(f.took) }

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[len(d)/2]
}
