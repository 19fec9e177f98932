package postgres_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"linli/sync/office"
	"linli/sync/office/ledger/ledgertest"
	"linli/sync/office/ledger/pgtest"
	"linli/sync/office/ledger/postgres"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func open(t testing.TB, url string) *postgres.Ledger {
	t.Helper()
	l, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// One server for all: starting one takes longer than most of these.
func TestOnAServer(t *testing.T) {
	cluster := pgtest.Start(t)
	if err := open(t, cluster.Database(t, "first")).Close(); err != nil { // migrated once, then copied
		t.Fatal(err)
	}
	urls := map[ledgertest.Ledger]string{}
	fresh := func(t *testing.T) *postgres.Ledger {
		url := cluster.Copy(t, fmt.Sprint("office", len(urls)), "first")
		l := open(t, url)
		urls[l] = url
		return l
	}
	t.Run("contract", func(t *testing.T) {
		ledgertest.Run(t, ledgertest.Ledgers{
			Open: func(t *testing.T) ledgertest.Ledger { return fresh(t) },
			Reopen: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger {
				if err := l.(*postgres.Ledger).Close(); err != nil {
					t.Fatal(err)
				}
				return open(t, urls[l])
			},
			Second: func(t *testing.T, l ledgertest.Ledger) ledgertest.Ledger { return open(t, urls[l]) },
		})
	})
	t.Run("an office may have a schema of its own", func(t *testing.T) { ownSchema(t, cluster) })
	t.Run("a database that answers before its disk is refused", func(t *testing.T) { notDurable(t, cluster) })
	t.Run("processes that start together migrate once", func(t *testing.T) { startTogether(t, cluster) })
	t.Run("connections that were cut are made anew", func(t *testing.T) { cutConnections(t, cluster, fresh(t)) })
	t.Run("a batch that is under way hides none that committed", func(t *testing.T) { slowBatch(t, fresh(t)) })
}

func ownSchema(t *testing.T, cluster *pgtest.Cluster) {
	url := cluster.Database(t, "city")
	for i, schema := range []string{"office7", "office8"} {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(t.Context(), "CREATE SCHEMA "+schema); err != nil {
			t.Fatal(err)
		}
		conn.Close(t.Context())
		l := open(t, url+"&search_path="+schema)
		for range i + 1 {
			appendOne(t, l, nil)
		}
		if all, err := l.Read(t.Context(), 0, time.Time{}, 10); err != nil || len(all) != i+1 {
			t.Errorf("%s holds %d entries, %v", schema, len(all), err)
		}
	}
}

func notDurable(t *testing.T, cluster *pgtest.Cluster) {
	url := cluster.Database(t, "hasty")
	cluster.Do(t, "ALTER DATABASE hasty SET synchronous_commit = off")
	l, err := postgres.Open(t.Context(), url)
	if !errors.Is(err, postgres.ErrNotDurable) {
		t.Errorf("opened %v: %v", l, err)
	}
}

func startTogether(t *testing.T, cluster *pgtest.Cluster) {
	url := cluster.Database(t, "together")
	var starting sync.WaitGroup
	for range 3 {
		starting.Go(func() {
			l, err := postgres.Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	starting.Wait()
}

// appendOne adds an entry to a line of its own kind; during is called while
// the line is locked.
func appendOne(t *testing.T, l *postgres.Ledger, during func()) {
	t.Helper()
	line := office.Line{Device: "K1"}
	if during != nil {
		line.Device = "K2"
	}
	claim := &office.Claim{Line: line, Admit: func(m office.Mark) ([]office.Entry, error) {
		if during != nil {
			during()
		}
		h := &linlipb.Header{Device: line.Device, Epoch: line.Epoch[:], Seq: m.Through + 1, Prev: m.Hash[:]}
		return []office.Entry{{ReceivedAt: time.UnixMilli(1), Header: h, Hash: wire.Hash(h, nil)}}, nil
	}}
	if err := l.Append(t.Context(), claim); err != nil || claim.Err != nil {
		t.Fatal(err, claim.Err)
	}
}

// slowBatch begins one, has another come and commit, and then goes on: the
// later commit has the higher place.
func slowBatch(t *testing.T, l *postgres.Ledger) {
	appendOne(t, l, func() {
		appendOne(t, l, nil)
		all, err := l.Read(t.Context(), 0, time.Time{}, 10)
		if err != nil || len(all) != 1 || all[0].Header.Device != "K1" || all[0].Position != 1 {
			t.Errorf("while the slow one is under way: %v, %v", all, err)
		}
	})
	all, err := l.Read(t.Context(), 1, time.Time{}, 10)
	if err != nil || len(all) != 1 || all[0].Header.Device != "K2" || all[0].Position != 2 {
		t.Errorf("after it: %v, %v", all, err)
	}
}

// cutConnections restarts nothing but ends every connection, as a fail-over
// does. A call may fail then; the terminal asks again.
func cutConnections(t *testing.T, cluster *pgtest.Cluster, l *postgres.Ledger) {
	appendOne(t, l, nil)
	cluster.Do(t, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
	for try := 1; ; try++ {
		all, err := l.Read(t.Context(), 0, time.Time{}, 10)
		if err == nil && len(all) == 1 {
			break
		}
		if try == 10 {
			t.Fatalf("%d entries, %v", len(all), err)
		}
	}
	appendOne(t, l, nil)
}

func TestServerThatIsNotThereIsAnError(t *testing.T) {
	for _, url := range []string{"postgres://127.0.0.1:1/office?user=x", "postgres://%zz"} {
		if l, err := postgres.Open(t.Context(), url); err == nil {
			t.Errorf("%s: opened %v", url, l)
		}
	}
}
