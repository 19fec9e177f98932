package store_test

import (
	"errors"
	"os"
	"testing"

	"golang.org/x/sync/errgroup"

	"linli/kiosk"
	"linli/kiosk/store"
)

func TestFileIsLaidOutOnceAndGoesOnAsBefore(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	submit(t, s, submission("v1"))
	shut(t, s)
	o := off.options()
	o.Room = 4<<20 + 100
	for i := range 3 {
		s = open(t, path, o)
		if got := fileSize(t, path); got != 4<<20+100 {
			t.Errorf("%d bytes", got)
		}
		submit(t, s, submission(visitName(i)))
		shut(t, s)
		sound(t, path)
	}
	s = open(t, path, o)
	if n, err := s.Pending(live); n < 4 || err != nil {
		t.Errorf("%d records wait, %v", n, err)
	}
}

func TestRoomIsNoMoreThanTheFileMayHave(t *testing.T) {
	o, path := newOffice(t).options(), newPath(t)
	o.Room, o.MaxSize = 8<<20, 2<<20
	s := open(t, path, o)
	if got := fileSize(t, path); got != 2<<20 {
		t.Errorf("%d bytes", got)
	}
	var g errgroup.Group
	g.SetLimit(64)
	for i := range 5_000 {
		g.Go(func() error {
			day := kiosk.BusinessDayOf(noon().AddDate(0, 0, i/1000), zone())
			_, err := s.Submit(t.Context(), on(submission(visitName(i)), day))
			return err
		})
	}
	if err := g.Wait(); !errors.Is(err, store.ErrFull) {
		t.Errorf("at the end of the room: %v", err)
	}
	if got := fileSize(t, path); got > 2<<20 {
		t.Errorf("the file has grown to %d bytes", got)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Size()
}
