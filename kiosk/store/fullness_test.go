package store_test

import (
	"context"
	"errors"
	"testing"

	"linli/kiosk/store"
)

func TestFullnessGrowsToOneAndFallsAsTheOfficeTakesRecords(t *testing.T) {
	o := newOffice(t).options()
	o.MaxSize, o.Numbers = store.MinSize, store.Block{First: 1, Last: 999}
	s := open(t, newPath(t), o)
	share := func() float64 {
		t.Helper()
		f, err := s.Fullness()
		must(t, err)
		if f.Tickets != f.File || f.Applications != f.File {
			t.Errorf("without bounds of their own classes stand at %+v", f)
		}
		return f.File.Share()
	}
	if before := share(); before <= 0 || before > 0.3 {
		t.Errorf("a new file is full to %.2f", before)
	}
	var err error
	taken, last := 0, 0.0
	for ; err == nil; taken++ {
		_, err = s.Submit(context.Background(), submission(visitName(taken)))
		if now := share(); now < last-0.1 {
			t.Fatalf("after %d tickets it fell from %.2f to %.2f", taken, last, now)
		} else {
			last = now
		}
	}
	if !errors.Is(err, store.ErrFull) || last < 0.95 || last > 1.1 {
		t.Errorf("after %d tickets %v, full to %.2f", taken, err, last)
	}
	drain(t, s, live, true)
	submit(t, s, submission("after")) // deletes what is acknowledged
	submit(t, s, submission("again")) // whose pages are free only now
	if after := share(); after > 0.7 {
		t.Errorf("after the office has all: %.2f", after)
	}
	shut(t, s)
	if _, err := s.Fullness(); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
}

func TestFillWithoutRoomIsWhole(t *testing.T) {
	if f := (store.Fill{Used: 5 << 20, Room: 0}); f.Share() != 1 || f.String() != "5 of 0 MiB" {
		t.Errorf("no room: %v, %s", f.Share(), f)
	}
}
