package parcel_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/office"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/parcel"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// desk is a real desk over a real ledger. What is in the records plays no part.
type desk struct {
	t      *testing.T
	ledger office.Ledger
	push   parcel.Push
	calls  int
}

func newDesk(t *testing.T) *desk {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	in := ingest.NewDesk(l, nil, slog.New(slog.DiscardHandler), time.Now, func() {})
	d := &desk{t: t, ledger: l}
	d.push = func(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
		d.calls++
		resp, err := in.Push(ctx, connect.NewRequest(b))
		if err != nil {
			return nil, err
		}
		return resp.Msg, nil
	}
	return d
}

// sealed returns what the ledger keeps, in order.
func (d *desk) sealed() []string {
	entries, err := d.ledger.Read(context.Background(), 0, time.Time{}, 100000)
	if err != nil {
		d.t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, string(e.Sealed))
	}
	return all
}

func (d *desk) take(opts parcel.Options, batches ...*linlipb.PushRequest) ([]parcel.Line, error) {
	return parcel.Take(context.Background(), bytes.NewReader(pack(d.t, batches...)), d.push, opts)
}

func (d *desk) mustTake(opts parcel.Options, batches ...*linlipb.PushRequest) parcel.Line {
	d.t.Helper()
	lines, err := d.take(opts, batches...)
	if err != nil || len(lines) != 1 {
		d.t.Fatalf("%+v, %v", lines, err)
	}
	return lines[0]
}

func pack(t *testing.T, batches ...*linlipb.PushRequest) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := wire.NewParcelWriter(&out)
	for _, b := range batches {
		err = errors.Join(err, w.Add(b))
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// run is a chain of records with the given words as their sealed bytes.
func run(words ...string) *linlipb.PushRequest {
	b := &linlipb.PushRequest{
		Device: "K2", Stream: linlipb.Stream_STREAM_LIVE, Epoch: bytes.Repeat([]byte{7}, wire.EpochSize),
		FirstSeq: 1, Prev: make([]byte, wire.HashSize),
	}
	for _, w := range words {
		b.Records = append(b.Records, &linlipb.Record{Sealed: []byte(w)})
	}
	return b
}

// from is the part of a chain from sequence seq on.
func from(b *linlipb.PushRequest, seq uint64) *linlipb.PushRequest {
	part := &linlipb.PushRequest{
		Device: b.GetDevice(), Stream: b.GetStream(), Epoch: b.GetEpoch(),
		FirstSeq: seq, Prev: b.GetPrev(), Records: b.GetRecords()[seq-b.GetFirstSeq():],
	}
	for h, hash := range wire.Chain(b) {
		if h.GetSeq() == seq-1 {
			part.Prev = hash[:]
		}
	}
	return part
}

func words(prefix string, n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("%s%d", prefix, i))
	}
	return all
}

func TestParcelBroughtTwiceIsKeptOnce(t *testing.T) {
	d := newDesk(t)
	chain := run(words("r", 9)...)
	parts := []*linlipb.PushRequest{chain, from(chain, 10)}
	parts[0].Records = parts[0].Records[:9]
	if l := d.mustTake(parcel.Options{}, parts...); l != (parcel.Line{Device: "K2", Stream: "live", Taken: 9}) {
		t.Errorf("%+v", l)
	}
	if l := d.mustTake(parcel.Options{}, chain); l.Taken != 0 || l.Known != 9 {
		t.Errorf("again: %+v", l)
	}
	if n := len(d.sealed()); n != 9 {
		t.Errorf("%d records", n)
	}
}

func TestParcelThatOverlapsTheLineTakesTheRest(t *testing.T) {
	d := newDesk(t)
	chain := run(words("r", 9)...)
	head := run(words("r", 4)...)
	if _, err := d.push(context.Background(), head); err != nil {
		t.Fatal(err)
	}
	if l := d.mustTake(parcel.Options{}, from(chain, 3)); l.Taken != 5 || l.Known != 2 {
		t.Errorf("%+v", l)
	}
}

func TestTornParcelKeepsNothing(t *testing.T) {
	d := newDesk(t)
	raw := pack(t, run("r1"), from(run("r1", "r2"), 2))
	_, err := parcel.Take(context.Background(), bytes.NewReader(raw[:len(raw)-1]), d.push, parcel.Options{})
	if !errors.Is(err, wire.ErrParcel) || d.calls != 0 {
		t.Errorf("%d calls, %v", d.calls, err)
	}
}

func TestParcelOfATerminalThatIsNotAdmittedKeepsNothing(t *testing.T) {
	d := newDesk(t)
	other := run("r1")
	other.Device = "K3"
	revoked := errors.New("revoked")
	admit := func(device string) error {
		if device == "K3" {
			return revoked
		}
		return nil
	}
	_, err := d.take(parcel.Options{Admit: admit}, run("r1"), other)
	if !errors.Is(err, parcel.ErrTerminal) || !errors.Is(err, revoked) || d.calls != 0 {
		t.Errorf("%d calls, %v", d.calls, err)
	}
	if l := d.mustTake(parcel.Options{Admit: admit}, run("r1")); l.Taken != 1 {
		t.Errorf("%+v", l)
	}
}

func TestHoleIsNotPassedUnlessToldTo(t *testing.T) {
	d := newDesk(t)
	chain := run(words("r", 9)...)
	head := run(words("r", 2)...)
	tail := from(chain, 6)
	lines, err := d.take(parcel.Options{}, head, tail)
	if !errors.Is(err, parcel.ErrHole) || len(lines) != 1 || lines[0].Taken != 2 {
		t.Fatalf("%+v, %v", lines, err)
	}
	for again := range 2 {
		l := d.mustTake(parcel.Options{AfterHole: true}, head, tail)
		if l.Moved != 4 || l.Taken+l.Known != 6 {
			t.Errorf("time %d: %+v", again, l)
		}
	}
	if n := len(d.sealed()); n != 6 {
		t.Errorf("%d records", n)
	}
}

// TestOtherHistoryIsKeptBesideTheOffices brings the records of a twin: what
// both have is dropped, what only the twin has stands in the epoch that the
// twin itself would choose.
func TestOtherHistoryIsKeptBesideTheOffices(t *testing.T) {
	d := newDesk(t)
	common := words("common", 5)
	ours := run(append(common, words("ours", 6)...)...)
	if _, err := d.push(context.Background(), ours); err != nil {
		t.Fatal(err)
	}
	twin := run(append(words("common", 5), words("twin", 7)...)...)
	second := from(twin, 9) // comes as two batches
	first := from(twin, 2)
	first.Records = first.Records[:7]
	if l := d.mustTake(parcel.Options{}, first, second); l.Taken != 7 || l.Known != 4 || l.Moved != 7 {
		t.Errorf("%+v", l)
	}
	if l := d.mustTake(parcel.Options{}, first, second); l.Taken != 0 {
		t.Errorf("again: %+v", l)
	}
	if got := d.sealed(); len(got) != 18 || got[17] != "twin6" {
		t.Errorf("%d records: %v", len(got), got)
	}
	// The twin itself, back on the line, moves its records to the same place.
	var epoch [wire.EpochSize]byte
	for h, hash := range wire.Chain(twin) {
		if h.GetSeq() == 6 {
			epoch = wire.NextEpoch(twin.GetEpoch(), hash)
		}
	}
	moved := run(words("twin", 7)...)
	moved.Epoch = epoch[:]
	resp, err := d.push(context.Background(), moved)
	if err != nil || resp.GetFork() || resp.GetDurableThrough() != 7 || len(d.sealed()) != 18 {
		t.Errorf("%v, %v", resp, err)
	}
}

func TestLedgerThatFailsEndsTheImportAndIsToldOf(t *testing.T) {
	d := newDesk(t)
	broken := errors.New("no disk")
	push := func(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
		if b.GetFirstSeq() > 1 {
			return nil, broken
		}
		return d.push(ctx, b)
	}
	chain := run("r1", "r2")
	head := run("r1")
	lines, err := parcel.Take(context.Background(), bytes.NewReader(pack(t, head, from(chain, 2))), push, parcel.Options{})
	if !errors.Is(err, broken) || len(lines) != 1 || lines[0].Taken != 1 {
		t.Errorf("%+v, %v", lines, err)
	}
}
