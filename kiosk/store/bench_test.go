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

// BenchmarkSubmit64 has 64 residents at once share commits: how many times more
// tickets become durable in a second than floor writes, one after the other, in
// the time just before. The median of many short turns. The second disk is one
// of this machine on which every flush takes 2 ms more, the floor's too.
func BenchmarkSubmit64(b *testing.B) {
	b.Run("this-disk", func(b *testing.B) { submit64(b, 0) })
	b.Run("2ms-more-a-flush", func(b *testing.B) { submit64(b, 2*time.Millisecond) })
}

func submit64(b *testing.B, flush time.Duration) {
	const turn = 64
	f, p := newFloor(b), newPlayer(b, newPath(b), slowly(2*flush)) // bbolt's commit flushes twice
	p.crowd(p.submissions(128), 2, nil)                            // the file gets its first pages
	var ratios, rates []float64
	for b.Loop() {
		for range 16 {
			start := time.Now()
			for range turn {
				f.write()
				pass(flush)
			}
			floor := turn / time.Since(start).Seconds()
			subs := p.submissions(16 * 64)
			start = time.Now()
			p.crowd(subs, 16, nil)
			rate := float64(len(subs)) / time.Since(start).Seconds()
			ratios, rates = append(ratios, rate/floor), append(rates, rate)
			drain(b, p.s, live, true)
		}
	}
	slices.Sort(ratios)
	slices.Sort(rates)
	b.ReportMetric(ratios[len(ratios)/2], "x-floor-rate")
	b.ReportMetric(ratios[len(ratios)/10], "x-floor-rate-p10")
	b.ReportMetric(rates[len(rates)/2], "tickets/s")
}

// slowly has commits take longer by a time that their flushes would take on
// another disk.
func slowly(more time.Duration) func(*store.Options) {
	return func(o *store.Options) {
		o.SetPoint(func(name string) error {
			if name == "applied" {
				pass(more)
			}
			return nil
		})
	}
}

// pass lets a disk's time pass.
func pass(d time.Duration) {
	if d > 0 {
		<-time.After(d)
	}
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
func newPlayer(b testing.TB, path string, with ...func(*store.Options)) *player {
	b.Helper()
	o := newOffice(b).options()
	o.Numbers, o.Room = store.Block{First: 1, Last: 999}, 8<<20 // as cmd/kiosk has it
	o.Now, o.BootTime = time.Now, nil
	for _, set := range with {
		set(o)
	}
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
	sub.Prefix, sub.PrintNow = string(rune('A'+n%20)), true
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

func (p *player) submissions(n int) []kiosk.Submission {
	subs := make([]kiosk.Submission, n)
	for i := range subs {
		subs[i] = p.submission()
	}
	return subs
}

// crowd has residents take the tickets of subs, so many each, then calls then,
// if any, with what each got.
func (p *player) crowd(subs []kiosk.Submission, each int, then func(kiosk.Receipt) error) {
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
}

// queue lets n records wait: two of each ticket, which is printed.
func (p *player) queue(n int) {
	for ; n > 0; n -= 1000 {
		p.crowd(p.submissions(500), 2, p.print)
	}
}

func (p *player) print(r kiosk.Receipt) error {
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
