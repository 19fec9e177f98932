package publish_test

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"

	"linli/assets"
	"linli/internal/config"
	"linli/sync/identity"
	"linli/sync/office"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/publish"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func newAuthority(t *testing.T) *trust.Authority {
	t.Helper()
	der, key, err := trust.MakeRoot(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	a, err := trust.NewAuthority(der, key, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestWhatIsPublishedIsSignedByTheOffice(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	authority := newAuthority(t)
	content, c, err := publish.Catalogue(assets.FS)
	if err != nil || len(c.Items) == 0 {
		t.Fatal(err)
	}
	for want := range uint64(2) {
		revision, err := publish.Publish(t.Context(), l, authority, time.Now(), publish.Draft{Kind: publish.KindCatalogue, Content: content, Note: "x"})
		if err != nil || revision != want+1 {
			t.Fatalf("revision %d, %v", revision, err)
		}
	}
	d := publish.NewDesk(l, slog.New(slog.DiscardHandler), time.Now)
	if err := d.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	news := pull(t, t.Context(), d, "K1", 0)
	if len(news) != 1 || news[0].GetRevision() != 2 {
		t.Fatalf("a new terminal is brought %d publications", len(news))
	}
	terminal := identity.Identity{Root: authority.Root()}
	if err := terminal.CheckPublished(news[0]); err != nil {
		t.Error(err)
	}
}

func TestContentThatATerminalWouldRefuseIsNotPublished(t *testing.T) {
	home, err := fs.ReadFile(assets.FS, "services/home.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = publish.Catalogue(fstest.MapFS{
		"services/home.yaml":       {Data: home},
		"services/items/pear.yaml": {Data: []byte("group: fruit\n")},
	})
	var faults config.Faults
	if !errors.As(err, &faults) || faults[0].File == "" || faults[0].Line == 0 {
		t.Errorf("faults of the data: %v", err)
	}
	if _, _, err := publish.Catalogue(fstest.MapFS{}); err == nil {
		t.Error("an empty folder is a catalogue")
	}
	noise := make([]byte, wire.MaxPublished+1)
	for name, c := range map[string]struct {
		draft publish.Draft
		want  error
	}{
		"too large": {publish.Draft{Kind: publish.KindCatalogue, Content: noise}, publish.ErrTooLarge},
		"a kind":    {publish.Draft{Kind: "No Kind"}, wire.ErrPublished},
	} {
		b := &board{}
		if _, err := publish.Publish(t.Context(), b, newAuthority(t), time.Now(), c.draft); !errors.Is(err, c.want) || len(b.all) > 0 {
			t.Errorf("%s: %v, %d kept", name, err, len(b.all))
		}
	}
}

// board is a database of publications in memory.
type board struct {
	mu    sync.Mutex
	all   []office.Publication
	fault error
}

// fail has the board fail from now on.
func (b *board) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fault = err
}

func (b *board) Publish(_ context.Context, above uint64, compose func(uint64) (office.Publication, error)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	next := above + 1
	if n := len(b.all); n > 0 {
		next = max(next, b.all[n-1].Revision+1)
	}
	p, err := compose(next)
	if err != nil {
		return err
	}
	p.Revision = next
	b.all = append(b.all, p)
	return nil
}

func (b *board) Newest(_ context.Context, after uint64) ([]office.Publication, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var newest []office.Publication
	for i, p := range b.all {
		last := true
		for _, later := range b.all[i+1:] {
			last = last && later.Kind != p.Kind
		}
		if last && p.Revision > after {
			newest = append(newest, p)
		}
	}
	return newest, b.fault
}

func (b *board) Publications(context.Context) ([]office.Publication, error) { return b.all, nil }

func (b *board) Publication(context.Context, uint64) (office.Publication, bool, error) {
	return office.Publication{}, false, nil
}

// put publishes so many bytes.
func (b *board) put(t *testing.T, kind string, bytes int) {
	t.Helper()
	err := b.Publish(t.Context(), 0, func(uint64) (office.Publication, error) {
		return office.Publication{Kind: kind, Content: []byte(strings.Repeat("x", bytes))}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// hall answers a Pull when its context ends or its wait is over.
type hall struct{}

func (hall) Push(context.Context, *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	return connect.NewResponse(&linlipb.PushResponse{}), nil
}

func (hall) Pull(ctx context.Context, req *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(req.Msg.GetWaitMs()) * time.Millisecond):
	}
	return connect.NewResponse(&linlipb.PullResponse{Revision: 1}), nil
}

// pull asks as a terminal that has all through after.
func pull(t *testing.T, ctx context.Context, d *publish.Desk, device string, after uint64) []*linlipb.Published {
	t.Helper()
	resp, err := d.Announce(hall{}).Pull(ctx, connect.NewRequest(&linlipb.PullRequest{Device: device, AfterPublished: after, WaitMs: 50_000}))
	if err != nil {
		t.Fatal(err)
	}
	if resp.Msg.GetRevision() != 1 {
		t.Error("the hall's answer is gone")
	}
	return resp.Msg.GetPublished()
}

// revisions of what was brought.
func revisions(all []*linlipb.Published) []uint64 {
	var r []uint64
	for _, p := range all {
		r = append(r, p.GetRevision())
	}
	return r
}

func expect(t *testing.T, what string, got []*linlipb.Published, want ...uint64) {
	t.Helper()
	r := revisions(got)
	same := len(r) == len(want)
	for i := range min(len(r), len(want)) {
		same = same && r[i] == want[i]
	}
	if !same {
		t.Errorf("%s: brought %v, want %v", what, r, want)
	}
}

// begin runs a desk over b in a bubble.
func begin(t *testing.T, b *board) *publish.Desk {
	t.Helper()
	d := publish.NewDesk(b, slog.New(slog.DiscardHandler), time.Now)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	go d.Run(ctx)
	synctest.Wait()
	return d
}

func TestTerminalIsBroughtTheNewestOfEachKindAtOnceAndOnlyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		for _, kind := range []string{"catalogue", "notices", "catalogue"} {
			b.put(t, kind, 10)
		}
		d := begin(t, b)
		began := time.Now()
		expect(t, "a new terminal", pull(t, t.Context(), d, "K1", 0), 2, 3)
		expect(t, "one that has the notices", pull(t, t.Context(), d, "K2", 2), 3)
		if time.Since(began) > 0 {
			t.Errorf("news waited %v", time.Since(began))
		}
		expect(t, "one that has all", pull(t, t.Context(), d, "K1", 3))
		if waited := time.Since(began); waited != 50*time.Second {
			t.Errorf("a Pull without news was held %v", waited)
		}
	})
}

func TestPullThatWaitsIsToldSoonAfterPublishing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		d := begin(t, b)
		began := time.Now()
		time.AfterFunc(20*time.Second, func() { b.put(t, "catalogue", 10) })
		expect(t, "a terminal that waits", pull(t, t.Context(), d, "K1", 0), 1)
		if waited := time.Since(began); waited < 20*time.Second || waited > 22*time.Second {
			t.Errorf("told after %v", waited)
		}
	})
}

func TestLostAnswerIsRepeatedAfterAPauseAndNotAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		b.put(t, "catalogue", 10)
		d := begin(t, b)
		expect(t, "first", pull(t, t.Context(), d, "K1", 0), 1)
		began := time.Now()
		expect(t, "again", pull(t, t.Context(), d, "K1", 0), 1)
		if waited := time.Since(began); waited != 10*time.Second {
			t.Errorf("brought again after %v", waited)
		}
		b.put(t, "notices", 10) // something else is told at once
		time.Sleep(2 * time.Second)
		began = time.Now()
		expect(t, "more", pull(t, t.Context(), d, "K1", 0), 1, 2)
		if waited := time.Since(began); waited > 0 {
			t.Errorf("something newer waited %v", waited)
		}
	})
}

func TestWhatDoesNotFitInOneAnswerComesWithTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		for _, kind := range []string{"catalogue", "notices", "hours"} {
			b.put(t, kind, wire.MaxPublished*2/5)
		}
		d := begin(t, b)
		expect(t, "first", pull(t, t.Context(), d, "K1", 0), 1, 2)
		expect(t, "second", pull(t, t.Context(), d, "K1", 2), 3)
	})
}

func TestThousandsThatWaitAreNotAnsweredInOneMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const many = 3000
		b := &board{}
		d := begin(t, b)
		told := make(chan time.Time, many)
		for i := range many {
			go func() {
				device := string(rune('A'+i%26)) + string(rune('A'+i/26%26)) + string(rune('A'+i/676))
				if len(pull(t, t.Context(), d, device, 0)) == 1 {
					told <- time.Now()
				}
			}()
		}
		synctest.Wait()
		b.put(t, "catalogue", 10)
		published := time.Now()
		time.Sleep(49 * time.Second)
		synctest.Wait()
		if len(told) != many {
			t.Fatalf("%d of %d were told", len(told), many)
		}
		soon := 0
		for range many {
			if (<-told).Sub(published) < 3*time.Second {
				soon++
			}
		}
		if soon > many/2 {
			t.Errorf("%d of %d were told within three seconds", soon, many)
		}
	})
}

func TestDeskGoesOnWithWhatItKnowsWhileTheDatabaseIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &board{}
		b.put(t, "catalogue", 10)
		d := begin(t, b)
		b.fail(errors.New("no database"))
		time.Sleep(time.Minute)
		expect(t, "a terminal", pull(t, t.Context(), d, "K1", 0), 1)
		if content, revision := d.Newest("catalogue"); len(content) != 10 || revision != 1 {
			t.Errorf("%d bytes, revision %d", len(content), revision)
		}
		if _, revision := d.Newest("notices"); revision != 0 {
			t.Errorf("a kind that was never published has revision %d", revision)
		}
	})
}

func TestOfficeFromABackupNoticesThatTerminalsAreAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		b := &board{}
		b.put(t, "catalogue", 10)
		d := publish.NewDesk(b, slog.New(slog.NewTextHandler(&log, nil)), time.Now)
		for range 3 {
			expect(t, "a terminal that is ahead", pull(t, t.Context(), d, "K1", 9))
			if err := d.Look(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if n := strings.Count(log.String(), "content.ahead"); n != 1 {
			t.Errorf("%d warnings:\n%s", n, log.String())
		}
	})
}

// TestWhateverHappensATerminalEndsWithTheNewest: lost answers and publishing
// at any time.
func TestWhateverHappensATerminalEndsWithTheNewest(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			b := &board{}
			d := begin(t, b)
			has, held := uint64(0), map[string]uint64{}
			for range 60 {
				if r.IntN(3) == 0 {
					b.put(t, []string{"catalogue", "notices", "hours"}[r.IntN(3)], wire.MaxPublished/3+r.IntN(wire.MaxPublished/2))
				}
				time.Sleep(time.Duration(r.IntN(3000)) * time.Millisecond)
				news := pull(t, t.Context(), d, "K1", has)
				if r.IntN(3) == 0 {
					continue // lost on its way
				}
				for _, p := range news {
					if p.GetRevision() <= has {
						t.Fatalf("seed %d: %d came after %d", seed, p.GetRevision(), has)
					}
					has, held[p.GetKind()] = p.GetRevision(), p.GetRevision()
				}
			}
			for range 4 {
				for _, p := range pull(t, t.Context(), d, "K1", has) {
					has, held[p.GetKind()] = p.GetRevision(), p.GetRevision()
				}
			}
			for _, kind := range []string{"catalogue", "notices", "hours"} {
				if _, revision := d.Newest(kind); held[kind] != revision {
					t.Errorf("seed %d: ends with %s %d, want %d", seed, kind, held[kind], revision)
				}
			}
		})
	}
}
