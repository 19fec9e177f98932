package ingest_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/pgtest"
	"linli/sync/office/ledger/postgres"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// One round of the benchmark: a district's terminals after an outage.
const (
	benchTerminals = 64
	benchBatches   = 2 // of wire.MaxRecords each
	benchSealed    = 1024
	benchRows      = benchTerminals * benchBatches * wire.MaxRecords
)

// backlog is what one terminal has to send, in batches.
type backlog struct {
	device  string
	sealed  []byte
	batches []*linlipb.PushRequest
	seq     uint64
	prev    []byte
}

func (k *backlog) queue(batches int) {
	k.batches = nil
	for range batches {
		b := &linlipb.PushRequest{Device: k.device, Stream: live, Epoch: bytes.Repeat([]byte{1}, wire.EpochSize), FirstSeq: k.seq + 1, Prev: k.prev}
		for range wire.MaxRecords {
			b.Records = append(b.Records, &linlipb.Record{Clock: &linlipb.Clock{Boot: 1, BoottimeMs: k.seq}, Suite: 1, SealingKey: k.sealed[:8], Sealed: k.sealed})
			k.seq++
		}
		for _, hash := range wire.Chain(b) {
			k.prev = bytes.Clone(hash[:])
		}
		k.batches = append(k.batches, b)
	}
}

func backlogs(n int) []*backlog {
	all := make([]*backlog, n)
	for i := range all {
		all[i] = &backlog{device: fmt.Sprint("K", i), sealed: make([]byte, benchSealed), prev: make([]byte, wire.HashSize)}
		rand.Read(all[i].sealed)
	}
	return all
}

// drain pushes what all terminals have, each in order and all at once.
func drain(b *testing.B, d *ingest.Desk, all []*backlog) {
	var pushing sync.WaitGroup
	for _, k := range all {
		pushing.Go(func() {
			for _, batch := range k.batches {
				if resp := push(b, d, batch); resp.DurableThrough != batch.FirstSeq+wire.MaxRecords-1 {
					b.Errorf("%s: through %d after batch %d", k.device, resp.DurableThrough, batch.FirstSeq)
				}
			}
		})
	}
	pushing.Wait()
}

func benchDesk(l office.Ledger) *ingest.Desk {
	return ingest.NewDesk(l, hall.New(nil, time.UTC, l, time.Now), quiet(), time.Now, func() {})
}

// BenchmarkIngestPostgres holds what terminals push against a raw binary COPY
// of as many rows of that size in the same run, into a table that is not
// logged and has no index. The target is 0.45 of it, the goal 0.7.
func BenchmarkIngestPostgres(b *testing.B) {
	url := pgtest.Start(b).Database(b, "office")
	l, err := postgres.Open(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(b.Context(), `CREATE UNLOGGED TABLE raw (LIKE entry)`); err != nil {
		b.Fatal(err)
	}
	desk, all := benchDesk(l), backlogs(benchTerminals)
	var ours time.Duration
	var ratios []float64
	for b.Loop() {
		begin := time.Now()
		rawCopy(b, conn, all[0].sealed)
		raw := time.Since(begin)
		for _, k := range all {
			k.queue(benchBatches)
		}
		begin = time.Now()
		drain(b, desk, all)
		round := time.Since(begin)
		ours += round
		ratios = append(ratios, raw.Seconds()/round.Seconds())
	}
	report(b, ours)
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "of-raw-COPY") // the median: others use this machine too
}

func rawCopy(b *testing.B, conn *pgx.Conn, sealed []byte) {
	hash, epoch := make([]byte, wire.HashSize), make([]byte, wire.EpochSize)
	n := int64(0)
	_, err := conn.CopyFrom(b.Context(), pgx.Identifier{"raw"}, []string{"batch", "n", "received_ms", "device", "stream", "epoch", "seq",
		"prev", "hash", "boot", "boottime_ms", "wall_ms", "quality", "suite", "dictionary", "sealing_key", "sealed", "made_ms", "made_how"},
		pgx.CopyFromFunc(func() ([]any, error) {
			if n++; n > benchRows {
				return nil, nil
			}
			return []any{n, int32(n), n, "K1", int16(1), epoch, n, hash, hash, n, n, n, int32(1), int64(1), int64(0), sealed[:8], sealed, n, int16(1)}, nil
		}))
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkIngestSQLite holds the ledger that needs no set-up against plain
// INSERTs of as many rows of that size, 4096 in a commit, into a table without
// an index.
func BenchmarkIngestSQLite(b *testing.B) {
	folder := b.TempDir()
	l, err := sqlite.Open(filepath.Join(folder, "ledger.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	plain, err := sql.Open("sqlite", filepath.Join(folder, "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	if _, err := plain.Exec(`CREATE TABLE raw (n INTEGER PRIMARY KEY, received_ms, device, stream, epoch, seq, prev, hash,
		boot, boottime_ms, wall_ms, quality, suite, dictionary, sealing_key, sealed, made_ms, made_how)`); err != nil {
		b.Fatal(err)
	}
	desk, all := benchDesk(l), backlogs(benchTerminals)
	var ours time.Duration
	var ratios []float64
	for b.Loop() {
		begin := time.Now()
		rawInsert(b, plain, all[0].sealed)
		raw := time.Since(begin)
		for _, k := range all {
			k.queue(benchBatches)
		}
		begin = time.Now()
		drain(b, desk, all)
		round := time.Since(begin)
		ours += round
		ratios = append(ratios, raw.Seconds()/round.Seconds())
	}
	report(b, ours)
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "of-raw-INSERT")
}

func rawInsert(b *testing.B, db *sql.DB, sealed []byte) {
	hash, epoch := make([]byte, wire.HashSize), make([]byte, wire.EpochSize)
	for first := 0; first < benchRows; first += 4096 {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		st, err := tx.Prepare(`INSERT INTO raw (received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms,
			wall_ms, quality, suite, dictionary, sealing_key, sealed, made_ms, made_how) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		for n := first; n < min(first+4096, benchRows); n++ {
			if _, err := st.Exec(n, "K1", 1, epoch, n, hash, hash, n, n, n, 1, 1, 0, sealed[:8], sealed, n, 1); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func report(b *testing.B, ours time.Duration) {
	b.ReportMetric(float64(b.N)*benchRows/ours.Seconds(), "rows/s")
	b.ReportMetric(0, "ns/op") // a round is no operation of anybody
}
