package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"linli/kiosk/store"
	"linli/sync/wire/linlipb"
)

func TestPublishedContentIsKeptWithTheRevisionBefore(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	publish := func(kind string, revision uint64, content string) error {
		return s.Publish(context.Background(), &linlipb.Published{
			Kind: kind, Revision: revision, Content: []byte(content), Signature: []byte("s"),
		})
	}
	for revision, kind := range []string{1: "notices", "catalogue", "catalogue", "noticesX", "catalogue"} {
		if kind != "" {
			must(t, publish(kind, uint64(revision), fmt.Sprint(kind, revision)))
		}
	}
	must(t, publish("catalogue", 4, "late")) // changes nothing
	shut(t, s)
	s = open(t, path, off.options())
	for kind, want := range map[string][]string{
		"catalogue": {"catalogue5", "catalogue3"}, "notices": {"notices1"}, "noticesX": {"noticesX4"}, "hours": nil,
	} {
		kept, err := s.Published(kind)
		must(t, err)
		var got []string
		for _, p := range kept {
			got = append(got, string(p.GetContent()))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	if n := s.PublishedRevision(); n != 5 {
		t.Errorf("highest revision %d", n)
	}
}

func TestPublishedContentThatCannotBeKeptIsRefused(t *testing.T) {
	o := newOffice(t).options()
	o.MaxSize = store.MinSize
	s := open(t, newPath(t), o)
	for name, c := range map[string]struct {
		p    *linlipb.Published
		want error
	}{
		"no kind":     {&linlipb.Published{Revision: 1}, store.ErrRefused},
		"no revision": {&linlipb.Published{Kind: "k"}, store.ErrRefused},
		"zero byte":   {&linlipb.Published{Kind: "k\x00", Revision: 1}, store.ErrRefused},
		"huge":        {&linlipb.Published{Kind: "k", Revision: 1, Content: make([]byte, 5<<20)}, store.ErrRefused},
		"no room":     {&linlipb.Published{Kind: "k", Revision: 1, Content: make([]byte, 1<<20)}, store.ErrFull},
	} {
		if err := s.Publish(context.Background(), c.p); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	submit(t, s, submission("v1"))
}
