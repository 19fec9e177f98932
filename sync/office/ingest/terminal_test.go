package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Residents in these tests are invented: 张示例 is nobody.

const live = linlipb.Stream_STREAM_LIVE

var today = time.Date(2026, 11, 20, 10, 0, 0, 0, time.FixedZone("office", 8*3600))

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// terminal is a queue in memory that seals and chains like the real one.
type terminal struct {
	device string
	epoch  []byte
	sealer *wire.Sealer

	mu      sync.Mutex
	records []*linlipb.Record
	hashes  [][]byte // of each record; hashes[i] belongs to seq i+1
	acked   uint64
	wake    chan struct{}
}

func newTerminal(t testing.TB, device string, public []byte) *terminal {
	t.Helper()
	s, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	return &terminal{device: device, epoch: bytes.Repeat([]byte{1}, wire.EpochSize), sealer: s, wake: make(chan struct{}, 1)}
}

// clone is the terminal as an image restored elsewhere.
func (k *terminal) clone() *terminal {
	k.mu.Lock()
	defer k.mu.Unlock()
	return &terminal{device: k.device, epoch: k.epoch, sealer: k.sealer, acked: k.acked, wake: make(chan struct{}, 1),
		records: append([]*linlipb.Record(nil), k.records...), hashes: append([][]byte(nil), k.hashes...)}
}

// queue seals payload as the next record.
func (k *terminal) queue(payload []byte) {
	k.queueAt(&linlipb.Clock{Boot: 1, BoottimeMs: uint64(len(k.records)) + 1}, payload)
}

// queueAt seals payload as the next record, made when the clock was so.
func (k *terminal) queueAt(clock *linlipb.Clock, payload []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	seq := uint64(len(k.records)) + 1
	h := &linlipb.Header{Device: k.device, Stream: live, Epoch: k.epoch, Seq: seq, Prev: k.before(seq), Clock: clock}
	sealed, err := k.sealer.Seal(h, payload)
	if err != nil {
		panic(err) // only for a payload no test has
	}
	hash := wire.Hash(h, sealed)
	k.records = append(k.records, &linlipb.Record{Clock: h.Clock, Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: h.SealingKey, Sealed: sealed})
	k.hashes = append(k.hashes, hash[:])
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

func (k *terminal) before(seq uint64) []byte {
	if seq == 1 {
		return make([]byte, wire.HashSize)
	}
	return k.hashes[seq-2]
}

// take queues a ticket with the given number.
func (k *terminal) take(number string) {
	b, err := wire.TicketTakenPayload(kiosk.Ticket{
		ID: "ID-" + k.device + "-" + number, Visit: kiosk.VisitID("V-" + number), Number: number, Prefix: number[:1],
		Item: "residence-permit", Day: "2026-11-20", IssuedAt: today,
	}, kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "8100000000"}, kiosk.Chinese, 1)
	if err != nil {
		panic(err) // only for a message that cannot be encoded
	}
	k.queue(b)
}

func (k *terminal) printed(number string, s kiosk.PrintState) {
	b, err := wire.PrintEndedPayload(kiosk.VisitID("V-"+number), "ID-"+k.device+"-"+number, 1, s)
	if err != nil {
		panic(err) // only for a message that cannot be encoded
	}
	k.queue(b)
}

// batch is records from seq first to seq last.
func (k *terminal) batch(first, last uint64) *linlipb.PushRequest {
	k.mu.Lock()
	defer k.mu.Unlock()
	return &linlipb.PushRequest{Device: k.device, Stream: live, Epoch: k.epoch, FirstSeq: first,
		Prev: k.before(first), Records: k.records[first-1 : last]}
}

func (k *terminal) Next(_ context.Context, stream linlipb.Stream, maxRecords, _ int) (*linlipb.PushRequest, error) {
	k.mu.Lock()
	last := min(uint64(len(k.records)), k.acked+uint64(maxRecords))
	first := k.acked + 1
	k.mu.Unlock()
	if stream != live || first > last {
		return nil, nil
	}
	return k.batch(first, last), nil
}

func (k *terminal) Acked(_ linlipb.Stream, _ []byte, through uint64) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.acked = max(k.acked, through)
}

func (k *terminal) Wake() <-chan struct{} { return k.wake }

// streetOffice is an office on a ledger file, without HTTP.
type streetOffice struct {
	ledger   office.Ledger
	hall     *hall.Hall
	desk     *ingest.Desk
	follower *ingest.Follower
	private  []byte
	public   []byte
}

func newOffice(t testing.TB) *streetOffice {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return openOffice(t, l, private, public)
}

// openOffice is an office that starts on a ledger which may hold something.
func openOffice(t testing.TB, l office.Ledger, private, public []byte) *streetOffice {
	t.Helper()
	o := &streetOffice{ledger: l, private: private, public: public}
	opener, err := wire.NewOpener(private)
	if err != nil {
		t.Fatal(err)
	}
	counters := []kiosk.Counter{{ID: "1", Prefix: "A"}, {ID: "2", Prefix: "A"}, {ID: "3", Prefix: "B"}}
	now := func() time.Time { return today }
	o.hall = hall.New(counters, today.Location(), l, now)
	o.follower = ingest.NewFollower(l, opener, o.hall, quiet(), today.Add(-hall.Keep))
	o.desk = ingest.NewDesk(l, o.hall, quiet(), now, o.follower.Wake)
	return o
}

// numbers lists the tickets of the hall after it has caught up.
func (o *streetOffice) numbers(t testing.TB) []string {
	t.Helper()
	if err := o.follower.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	return o.shown()
}

// shown lists the tickets of the hall as they stand.
func (o *streetOffice) shown() []string {
	var all []string
	for _, tk := range o.hall.State().Tickets {
		all = append(all, tk.Number)
	}
	return all
}

// kept lists the sealed bytes of one device in the ledger, in order.
func (o *streetOffice) kept(t testing.TB, device string) []string {
	t.Helper()
	entries, err := o.ledger.Read(context.Background(), 0, time.Time{}, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		if e.Header.GetDevice() == device {
			all = append(all, string(e.Sealed))
		}
	}
	return all
}

func payloadOf(t *testing.T, p *linlipb.Payload) []byte {
	t.Helper()
	b, err := proto.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func number(i int) string { return fmt.Sprintf("A%03d", i) }
