package store_test

import (
	"bytes"
	"context"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func TestEmptyStreamHasNothingNext(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	for _, stream := range []linlipb.Stream{live, bulk} {
		if b, err := s.Next(context.Background(), stream, 10, 1<<20); b != nil || err != nil {
			t.Errorf("%s: %v, %v", stream, b, err)
		}
	}
	if _, err := s.Next(context.Background(), 7, 10, 1<<20); err == nil {
		t.Error("stream 7 exists")
	}
	if _, err := s.Pending(7); err == nil {
		t.Error("stream 7 exists")
	}
}

func TestNextKeepsToItsBoundsAndAlwaysGivesOne(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	for i := range 5 {
		submit(t, s, submission(visitName(i)))
	}
	one, err := s.Next(context.Background(), live, 256, 1)
	must(t, err)
	size := len(one.GetRecords()[0].GetSealed())
	for _, c := range []struct{ count, size, want int }{
		{256, 1, 1}, {0, 1 << 20, 1}, {256, 2*size + size/2, 2}, {256, 3 * size, 3}, {4, 1 << 20, 4}, {256, 1 << 20, 5},
	} {
		b, err := s.Next(context.Background(), live, c.count, c.size)
		must(t, err)
		must(t, wire.CheckBatch(b))
		if len(b.GetRecords()) != c.want || b.GetFirstSeq() != 1 {
			t.Errorf("%d records of %d bytes: %d from %d", c.count, c.size, len(b.GetRecords()), b.GetFirstSeq())
		}
	}
}

func TestAcknowledgedRecordsAreNotSentAgainAndTheChainGoesOn(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	for i := range 3 {
		submit(t, s, submission(visitName(i)))
	}
	first, err := s.Next(context.Background(), live, 2, 1<<20)
	must(t, err)
	var last [wire.HashSize]byte
	for _, h := range wire.Chain(first) {
		last = h
	}
	s.Acked(live, first.GetEpoch(), 2)
	if n, _ := s.Pending(live); n != 1 {
		t.Errorf("%d wait", n)
	}
	second, err := s.Next(context.Background(), live, 10, 1<<20)
	must(t, err)
	if second.GetFirstSeq() != 3 || !bytes.Equal(second.GetPrev(), last[:]) {
		t.Fatalf("goes on at %d", second.GetFirstSeq())
	}
	s.Acked(live, first.GetEpoch(), 3)
	shut(t, s) // drained; the next record hangs on the anchor
	s = open(t, path, off.options())
	submit(t, s, submission("later"))
	third, err := s.Next(context.Background(), live, 10, 1<<20)
	must(t, err)
	for _, h := range wire.Chain(second) {
		last = h
	}
	if third.GetFirstSeq() != 4 || !bytes.Equal(third.GetPrev(), last[:]) || !bytes.Equal(third.GetEpoch(), first.GetEpoch()) {
		t.Fatalf("after a restart it goes on at %d", third.GetFirstSeq())
	}
}

func TestAcknowledgementThatCannotBeMeantIsIgnored(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	submit(t, s, submission("v1"))
	b, err := s.Next(context.Background(), live, 1, 1)
	must(t, err)
	s.Acked(live, []byte("another epoch..."), 1)
	s.Acked(live, b.GetEpoch(), 2) // never appended
	s.Acked(live, b.GetEpoch(), 0)
	s.Acked(bulk, b.GetEpoch(), 1)
	s.Acked(7, b.GetEpoch(), 1)
	if n, _ := s.Pending(live); n != 1 {
		t.Errorf("%d wait", n)
	}
}

func TestIdleAcknowledgementReachesTheFileWithinASecond(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, off.options())
		submit(t, s, submission("v1"))
		drain(t, s, live, true)
		if rep := snapshot(t, path); rep.Streams[0].Waiting != 1 {
			t.Errorf("deleted before its time: %+v", rep.Streams[0])
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if rep := snapshot(t, path); rep.Streams[0].Waiting != 0 {
			t.Errorf("still there: %+v", rep.Streams[0])
		}
	})
}

func TestAcknowledgementRidesOnTheNextCommit(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	synctest.Test(t, func(t *testing.T) {
		s := open(t, path, off.options())
		submit(t, s, submission("v1"))
		drain(t, s, live, true)
		submit(t, s, submission("v2"))
		if rep := snapshot(t, path); rep.Streams[0].Acked != 1 || rep.Streams[0].Waiting != 1 {
			t.Errorf("%+v", rep.Streams[0])
		}
	})
}

// TestOnlineTicketCostsFewPages holds the store to 13 KB for a ticket taken
// while the line is up, with the acknowledgement of the one before it.
func TestOnlineTicketCostsFewPages(t *testing.T) {
	off, ctx := newOffice(t), context.Background()
	s := open(t, newPath(t), off.options())
	const visits = 60
	var submits int64
	writes := func() int64 {
		n, err := s.PageWrites()
		must(t, err)
		return n
	}
	start := writes()
	for i := range visits {
		before := writes()
		job := submit(t, s, submission(visitName(i))).Job
		submits += writes() - before
		must(t, s.BeginPrint(ctx, job))
		must(t, s.EndPrint(ctx, job, kiosk.Printed))
		drain(t, s, live, true)
	}
	perSubmit, perVisit := float64(submits)/visits*4096, float64(writes()-start)/visits*4096
	t.Logf("%.0f bytes for a ticket, %.0f for the whole visit", perSubmit, perVisit)
	if perSubmit > 13_000 || perVisit > 3*13_000 {
		t.Errorf("%.0f bytes for a ticket, %.0f for the whole visit", perSubmit, perVisit)
	}
}

func TestLongBacklogIsDeletedInSeveralCommits(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	s := open(t, path, o)
	const n = 5000
	fill(t, s, n)
	b, err := s.Next(context.Background(), live, 1, 1)
	must(t, err)
	s.Acked(live, b.GetEpoch(), n)
	shut(t, s)
	if rep := sound(t, path); rep.Streams[0].Waiting > n-4096 {
		t.Errorf("%+v", rep.Streams[0])
	}
	s = open(t, path, o)
	s.Acked(live, b.GetEpoch(), n)
	rest, err := s.Next(context.Background(), live, 1, 1)
	must(t, err)
	if rest.GetFirstSeq() != n+1 { // what became of the papers, told by the second start
		t.Errorf("the next record is %d", rest.GetFirstSeq())
	}
}

func TestWakeTellsOfNewRecordsAndOfOnesFromBefore(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	<-s.Wake() // the start itself
	submit(t, s, submission("v1"))
	<-s.Wake()
	submit(t, s, submission("v1")) // nothing new
	select {
	case <-s.Wake():
		t.Error("woken for nothing")
	default:
	}
	shut(t, s)
	s = open(t, path, off.options())
	<-s.Wake()
}

// snapshot checks a copy of a file that is open.
func snapshot(t *testing.T, path string) store.Report {
	t.Helper()
	raw, err := os.ReadFile(path)
	must(t, err)
	dup := newPath(t)
	must(t, os.WriteFile(dup, raw, 0o600))
	return sound(t, dup)
}
