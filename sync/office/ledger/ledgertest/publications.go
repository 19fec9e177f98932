package ledgertest

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"linli/sync/office"
)

func runPublications(t *testing.T, all Ledgers) {
	t.Run("publications stay and the newest of each kind counts", func(t *testing.T) { publishes(t, all) })
	t.Run("a publication that cannot be composed takes no revision", func(t *testing.T) { composesNothing(t, all.Open(t)) })
	t.Run("revisions pass what terminals have from elsewhere", func(t *testing.T) { passes(t, all.Open(t)) })
	t.Run("two processes never publish one revision twice", func(t *testing.T) {
		l := all.Open(t)
		publishesTogether(t, []office.Publications{l, all.Second(t, l)})
	})
}

// publish keeps content and returns its revision.
func publish(t *testing.T, l office.Publications, above uint64, kind, content string) uint64 {
	t.Helper()
	var given uint64
	err := l.Publish(t.Context(), above, func(revision uint64) (office.Publication, error) {
		given = revision
		return office.Publication{
			Kind: kind, At: at, Note: "of " + kind, Content: []byte(content),
			Signature: []byte("s"), Certificate: []byte("c"),
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return given
}

func newest(t *testing.T, l office.Publications, after uint64) string {
	t.Helper()
	all, err := l.Newest(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	told := ""
	for _, p := range all {
		told += fmt.Sprintf("%d %s %q %s%s;", p.Revision, p.Kind, p.Content, p.Signature, p.Certificate)
	}
	return told
}

func publishes(t *testing.T, all Ledgers) {
	l := all.Open(t)
	if got := newest(t, l, 0); got != "" {
		t.Errorf("nothing was published, and there is %s", got)
	}
	for i, c := range [][2]string{{"catalogue", "one"}, {"notices", "two"}, {"catalogue", "three"}, {"hours", ""}} {
		if got := publish(t, l, 0, c[0], c[1]); got != uint64(i+1) {
			t.Errorf("revision %d, want %d", got, i+1)
		}
	}
	l = all.Reopen(t, l)
	for after, want := range map[uint64]string{
		0: `2 notices "two" sc;3 catalogue "three" sc;4 hours "" sc;`,
		3: `4 hours "" sc;`,
		4: ``,
	} {
		if got := newest(t, l, after); got != want {
			t.Errorf("after %d: %s, want %s", after, got, want)
		}
	}
	listsAll(t, l)
}

func listsAll(t *testing.T, l office.Publications) {
	t.Helper()
	list, err := l.Publications(t.Context())
	if err != nil || len(list) != 4 || list[0].Content != nil || list[1].Note != "of notices" || !list[1].At.Equal(at) {
		t.Errorf("list %+v, %v", list, err)
	}
	if p, ok, err := l.Publication(t.Context(), 1); !ok || err != nil || string(p.Content) != "one" {
		t.Errorf("the first: %+v, %v, %v", p, ok, err)
	}
	if _, ok, err := l.Publication(t.Context(), 9); ok || err != nil {
		t.Errorf("one that is not there: %v, %v", ok, err)
	}
}

func composesNothing(t *testing.T, l office.Publications) {
	fault := errors.New("refused")
	err := l.Publish(t.Context(), 0, func(uint64) (office.Publication, error) { return office.Publication{}, fault })
	if !errors.Is(err, fault) {
		t.Errorf("got %v", err)
	}
	if got := publish(t, l, 0, "catalogue", "one"); got != 1 {
		t.Errorf("the first revision is %d", got)
	}
}

// passes: an office restored from a backup goes on above what it gave before.
func passes(t *testing.T, l office.Publications) {
	for i, want := range []uint64{1, 41, 42, 43} {
		above := []uint64{0, 40, 7, 0}[i]
		if got := publish(t, l, above, "catalogue", "x"); got != want {
			t.Errorf("above %d: revision %d, want %d", above, got, want)
		}
	}
}

func publishesTogether(t *testing.T, processes []office.Publications) {
	const each = 10
	var all sync.WaitGroup
	for _, l := range processes {
		all.Go(func() {
			for range each {
				err := l.Publish(t.Context(), 0, func(uint64) (office.Publication, error) {
					return office.Publication{Kind: "catalogue", At: at}, nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	list, err := processes[0].Publications(t.Context())
	if err != nil || len(list) != each*len(processes) {
		t.Fatalf("%d publications, %v", len(list), err)
	}
	for i, p := range list {
		if p.Revision != uint64(i+1) {
			t.Errorf("publication %d has revision %d", i, p.Revision)
		}
	}
}
