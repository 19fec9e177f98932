package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/parcel"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// stick is a terminal without a line, a technician and an office.
type stick struct {
	t      *testing.T
	path   string // of the store
	opts   *store.Options
	ledger office.Ledger
	push   parcel.Push
}

func newStick(t *testing.T) *stick {
	t.Helper()
	_, public, err := wire.GenerateKey()
	fatal(t, err)
	sealer, err := wire.NewSealer(public)
	fatal(t, err)
	dir := t.TempDir()
	ledger, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	fatal(t, err)
	t.Cleanup(func() { fatal(t, ledger.Close()) })
	desk := ingest.NewDesk(ledger, nil, slog.New(slog.DiscardHandler), time.Now, func() {})
	return &stick{
		t: t, path: filepath.Join(dir, "linli.db"), ledger: ledger,
		opts: &store.Options{Device: "K9", Sealer: sealer, Numbers: store.Block{First: 1, Last: 999}},
		push: func(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
			resp, err := desk.Push(ctx, connect.NewRequest(b))
			if err != nil {
				return nil, err
			}
			return resp.Msg, nil
		},
	}
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// work opens the store, has n tickets taken, lets line have it, and closes it.
func (s *stick) work(from, n int, line func(*store.Store)) {
	s.t.Helper()
	books, err := store.Open(s.path, s.opts)
	fatal(s.t, err)
	for i := range n {
		_, err := books.Submit(context.Background(), kiosk.Submission{
			Visit: kiosk.VisitID(fmt.Sprint("V", from+i)), Prefix: "A", Day: "2026-03-02",
		})
		fatal(s.t, err)
	}
	line(books)
	fatal(s.t, books.Close())
}

// lineUp pushes until nothing waits.
func (s *stick) lineUp(books *store.Store) {
	ctx := context.Background()
	for {
		b, err := books.Next(ctx, linlipb.Stream_STREAM_LIVE, 7, 1<<19)
		fatal(s.t, err)
		if b == nil {
			return
		}
		resp, err := s.push(ctx, b)
		fatal(s.t, err)
		last := b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1
		if resp.GetFork() || resp.GetDurableThrough() < last {
			s.t.Fatalf("the office answers %v", resp)
		}
		books.Acked(linlipb.Stream_STREAM_LIVE, b.GetEpoch(), last)
	}
}

func lineDown(*store.Store) {}

// carry exports and imports.
func (s *stick) carry(name string) []parcel.Line {
	s.t.Helper()
	out := filepath.Join(filepath.Dir(s.path), name)
	_, err := store.Export(context.Background(), s.path, out)
	fatal(s.t, err)
	return s.bring(out)
}

func (s *stick) bring(path string) []parcel.Line {
	s.t.Helper()
	f, err := os.Open(path)
	fatal(s.t, err)
	defer f.Close()
	lines, err := parcel.Take(context.Background(), f, s.push, parcel.Options{})
	fatal(s.t, err)
	return lines
}

// each wants n records, each once, in the order of their chain.
func (s *stick) each(n int) {
	s.t.Helper()
	entries, err := s.ledger.Read(context.Background(), 0, time.Time{}, 10000)
	fatal(s.t, err)
	if len(entries) != n {
		s.t.Errorf("%d records at the office, want %d", len(entries), n)
	}
	seen := map[string]bool{}
	for i, e := range entries {
		if seen[string(e.Sealed)] {
			s.t.Errorf("record %d stands twice", i)
		}
		seen[string(e.Sealed)] = true
		if e.Header.GetSeq() != uint64(i+1) {
			s.t.Errorf("record %d has sequence %d", i, e.Header.GetSeq())
		}
	}
}

func TestStickBroughtTwiceAndThenTheLine(t *testing.T) {
	s := newStick(t)
	s.work(0, 30, lineDown)
	first := s.carry("one.parcel")
	if len(first) != 1 || first[0].Taken != 30 || first[0].Known != 0 {
		t.Errorf("%+v", first)
	}
	if again := s.bring(filepath.Join(filepath.Dir(s.path), "one.parcel")); again[0].Taken != 0 || again[0].Known != 30 {
		t.Errorf("again: %+v", again)
	}
	s.each(30)
	// The terminal went on meanwhile: its start ended 30 jobs, and 5 more
	// tickets were taken.
	s.work(100, 5, lineDown)
	if second := s.carry("two.parcel"); second[0].Taken != 35 || second[0].Known != 30 {
		t.Errorf("second: %+v", second)
	}
	s.work(200, 2, s.lineUp)
	s.each(30 + 35 + 5 + 2)
	books, err := store.Open(s.path, s.opts)
	fatal(t, err)
	defer books.Close()
	if n, err := books.Pending(linlipb.Stream_STREAM_LIVE); n > 2 || err != nil {
		t.Errorf("%d wait though the office has them, %v", n, err)
	}
}
