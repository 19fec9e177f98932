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

// BenchmarkSubmit measures the submit of a whole visit on-line, in multiples of the floor: writing 4 KiB to a file that is already laid out and
// fdatasync, taken in turns with it. "plain" leaves the cost of the seal out.
func BenchmarkSubmit(b *testing.B) {
	off := newOffice(b)
	for name, sealer := range map[string]store.Sealer{"sealed": off.sealer, "plain": plainSealer{}} {
		b.Run(name, func(b *testing.B) {
			o := off.options()
			o.Sealer = sealer
			benchmarkOne(b, open(b, newPath(b), o))
		})
	}
}

// BenchmarkSubmitAfterBacklog is the same after 20,000 records have waited and
// gone: the file is large and empty.
func BenchmarkSubmitAfterBacklog(b *testing.B) {
	o := newOffice(b).options()
	o.Sealer = plainSealer{}
	s := open(b, newPath(b), o)
	fill(b, s, 20_000)
	drain(b, s, live, true)
	benchmarkOne(b, s)
}

func benchmarkOne(b *testing.B, s *store.Store) {
	floor := newFloor(b)
	var ours, theirs []time.Duration
	n := 0
	for b.Loop() {
		theirs = append(theirs, floor.write())
		sub := benchSubmission(n)
		start := time.Now()
		job := submit(b, s, sub).Job
		ours = append(ours, time.Since(start))
		must(b, s.BeginPrint(context.Background(), job))
		must(b, s.EndPrint(context.Background(), job, kiosk.Printed))
		drain(b, s, live, true)
		n++
	}
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "x-floor")
	b.ReportMetric(float64(median(ours))/1e3, "us-p50")
}

// BenchmarkSubmit64 has 64 producers share commits. x-floor-rate is how many
// times faster than one floor write after the other the tickets come.
func BenchmarkSubmit64(b *testing.B) {
	off := newOffice(b)
	for name, sealer := range map[string]store.Sealer{"sealed": off.sealer, "plain": plainSealer{}} {
		b.Run(name, func(b *testing.B) {
			o := off.options()
			o.Sealer = sealer
			s := open(b, newPath(b), o)
			floor := newFloor(b)
			var one []time.Duration
			for range 200 {
				one = append(one, floor.write())
			}
			n := 0
			var spent time.Duration
			for b.Loop() {
				start := time.Now()
				var g errgroup.Group
				for who := range 64 {
					g.Go(func() error {
						for k := range 8 {
							_, err := s.Submit(context.Background(), benchSubmission(n+who*8+k))
							if err != nil {
								return err
							}
						}
						return nil
					})
				}
				must(b, g.Wait())
				spent += time.Since(start)
				n += 64 * 8
				drain(b, s, live, true)
			}
			rate := float64(n) / spent.Seconds()
			b.ReportMetric(rate*median(one).Seconds(), "x-floor-rate")
			b.ReportMetric(rate, "tickets/s")
		})
	}
}

// benchSubmission changes the day before a block runs out.
func benchSubmission(n int) kiosk.Submission {
	day := noon().AddDate(0, 0, n/150).Format(time.DateOnly)
	return on(submission(fmt.Sprintf("01BENCH%019d", n)), kiosk.BusinessDay(day))
}

// floor is the least a durable write costs on this disk.
type floor struct {
	f    *os.File
	page []byte
	at   int64
	b    *testing.B
}

func newFloor(b *testing.B) *floor {
	b.Helper()
	f, err := os.Create(newPath(b) + ".floor")
	must(b, err)
	b.Cleanup(func() { f.Close() })
	_, err = f.Write(make([]byte, 1<<20))
	must(b, err)
	must(b, f.Sync())
	return &floor{f: f, page: make([]byte, 4096), b: b}
}

func (f *floor) write() time.Duration {
	start := time.Now()
	_, err := f.f.WriteAt(f.page, f.at%(1<<20))
	must(f.b, err)
	must(f.b, syscall.Fdatasync(int(f.f.Fd())))
	f.at += 4096
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
