package sqlite_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"linli/sync/wire"
)

// A file of the first version, with one entry, gets all that came later; its
// entry keeps the time that its terminal told.
func TestOlderFileIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	made := time.UnixMilli(1_790_000_000_000)
	writeFirstVersion(t, path, made)
	l := open(t, path)
	if _, err := l.Issuers(t.Context(), 0); err != nil {
		t.Error(err)
	}
	all, err := l.Read(t.Context(), 0, time.Time{}, 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	if got := all[0].Made; !got.At.Equal(made) || got.How != wire.ByWallClock {
		t.Errorf("made at %v, %v", got.At, got.How)
	}
}

func writeFirstVersion(t *testing.T, path string, made time.Time) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`INSERT INTO entry (received_ms, device, stream, epoch, seq, prev, hash, boot, boottime_ms, wall_ms, quality,
		suite, dictionary, sealing_key, sealed) VALUES (?, 'K1', 1, ?, 1, ?, ?, 1, 1000, ?, 1, 2, 1, ?, ?)`,
		made.Add(time.Hour).UnixMilli(), make([]byte, wire.EpochSize), make([]byte, wire.HashSize), make([]byte, wire.HashSize),
		made.UnixMilli(), []byte{}, []byte{})
	if err != nil {
		t.Fatal(err)
	}
}
