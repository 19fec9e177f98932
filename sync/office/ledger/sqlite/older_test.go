package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"linli/sync/office/ledger/sqlite"
)

// A file of the first version has entries and no table of papers.
func TestOlderFileGetsTheTablesOfPapers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := openAndClose(path); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{`DROP TABLE withdrawal`, `DROP TABLE issuer`, `DROP TABLE head`,
		`DROP TABLE number_series`, `DROP TABLE number_lease`, `DROP TABLE number_holder`, `DROP TABLE roster`, `DROP TABLE publication`, `DROP TABLE sign`,
		`ALTER TABLE entry DROP COLUMN made_ms`, `ALTER TABLE entry DROP COLUMN made_how`,
		`ALTER TABLE high_water DROP COLUMN boot`, `ALTER TABLE high_water DROP COLUMN boottime_ms`, `ALTER TABLE high_water DROP COLUMN wall_ms`,
		`ALTER TABLE high_water DROP COLUMN made_ms`, `ALTER TABLE high_water DROP COLUMN made_how`, `DELETE FROM goose_db_version WHERE version_id >= 2`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l := open(t, path)
	if _, err := l.Issuers(t.Context(), 0); err != nil {
		t.Error(err)
	}
}

func openAndClose(path string) error {
	l, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	return l.Close()
}
