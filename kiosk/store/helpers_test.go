package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const (
	live = linlipb.Stream_STREAM_LIVE
	bulk = linlipb.Stream_STREAM_BULK
	day1 = kiosk.BusinessDay("2026-03-02")
	day2 = kiosk.BusinessDay("2026-03-03")
)

// noon is the time of every record that does not say otherwise.
func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, zone()) }

func zone() *time.Location { return time.FixedZone("office", 8*3600) }

// office is the other end: a key pair that these tests may open records with.
type office struct {
	sealer  *wire.Sealer
	opener  *wire.Opener
	key     []byte // public
	zone    *time.Location
	private []byte
}

func newOffice(tb testing.TB) office {
	tb.Helper()
	private, public, err := wire.GenerateKey()
	must(tb, err)
	sealer, err := wire.NewSealer(public)
	must(tb, err)
	opener, err := wire.NewOpener(private)
	must(tb, err)
	return office{sealer: sealer, opener: opener, key: public, private: private, zone: zone()}
}

// options returns what most tests open with.
func (o office) options() *store.Options {
	return &store.Options{
		Device: "K2", Sealer: o.sealer, Numbers: store.Block{First: 1, Last: 199},
		Zone: o.zone, Now: noon, BootTime: func() time.Duration { return time.Minute },
	}
}

func newPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "queue.db")
}

// open opens the file and has the whole of it checked when the test ends.
func open(tb testing.TB, path string, o *store.Options) *store.Store {
	tb.Helper()
	s, err := store.Open(path, o)
	must(tb, err)
	tb.Cleanup(func() {
		shut(tb, s)
		sound(tb, path)
	})
	return s
}

func shut(tb testing.TB, s *store.Store) {
	tb.Helper()
	must(tb, s.Close())
}

func sound(tb testing.TB, path string) store.Report {
	tb.Helper()
	rep, err := store.Check(path)
	if err != nil {
		tb.Fatalf("whole-file check: %v\n%v", err, rep.Problems)
	}
	return rep
}

// submission is a visit of an invented resident: neither the name nor the
// number belongs to anybody, and division 810000 issues none like it.
func submission(visit string) kiosk.Submission {
	return kiosk.Submission{
		Visit: kiosk.VisitID(visit), Item: "subsistence-allowance", Prefix: "A", Day: day1,
		At: noon(), Lang: kiosk.Chinese,
		Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "810000199001010019"},
	}
}

func on(sub kiosk.Submission, day kiosk.BusinessDay) kiosk.Submission {
	sub.Day = day
	return sub
}

func submit(tb testing.TB, s *store.Store, sub kiosk.Submission) kiosk.Receipt {
	tb.Helper()
	r, err := s.Submit(context.Background(), sub)
	must(tb, err)
	return r
}

// visitName gives visits names in order.
func visitName(n int) string { return fmt.Sprintf("01VISIT%019d", n) }

// drain reads everything that waits in a stream, in batches.
func drain(tb testing.TB, s *store.Store, stream linlipb.Stream, ack bool) []*linlipb.PushRequest {
	tb.Helper()
	var all []*linlipb.PushRequest
	for {
		b, err := s.Next(context.Background(), stream, 256, 512<<10)
		must(tb, err)
		if b == nil {
			return all
		}
		must(tb, wire.CheckBatch(b))
		all = append(all, b)
		if !ack {
			return all
		}
		s.Acked(stream, b.GetEpoch(), b.GetFirstSeq()+uint64(len(b.GetRecords()))-1)
	}
}

// payloads opens the records of batches as the office would.
func (o office) payloads(tb testing.TB, batches ...*linlipb.PushRequest) []*linlipb.Payload {
	tb.Helper()
	var all []*linlipb.Payload
	for _, b := range batches {
		i := 0
		for h := range wire.Chain(b) {
			text, err := o.opener.Open(h, b.GetRecords()[i].GetSealed())
			must(tb, err)
			p := new(linlipb.Payload)
			must(tb, proto.Unmarshal(text, p))
			all = append(all, p)
			i++
		}
	}
	return all
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// fill submits n visits, many at a time.
func fill(tb testing.TB, s *store.Store, n int) {
	tb.Helper()
	var g errgroup.Group
	g.SetLimit(256)
	for i := range n {
		g.Go(func() error {
			// Days of 100 tickets: a block has no more than 199 numbers.
			day := noon().AddDate(0, 0, i/100).Format(time.DateOnly)
			_, err := s.Submit(context.Background(), on(submission(visitName(i)), kiosk.BusinessDay(day)))
			return err
		})
	}
	must(tb, g.Wait())
}
