package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/publish"
)

// TestDueDatesGoByTheHoursThatArePublished publishes hours without years, then
// with them, then none.
func TestDueDatesGoByTheHoursThatArePublished(t *testing.T) {
	data := emptyOffice(t)
	ledger, err := openLedger(t.Context(), settings{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	desk := publish.NewDesk(ledger, slog.New(slog.DiscardHandler), time.Now)
	o, err := newOffered(desk)
	if err != nil {
		t.Fatal(err)
	}
	d := o.dues(time.UTC)
	now := time.Now()
	c := casework.Case{Case: kiosk.Case{Item: "subsistence-allowance", OpenedAt: now}, State: kiosk.CaseSubmitted}
	if due, known := d.Of(c); known {
		t.Errorf("without hours: %+v", due)
	}
	const hours = "words: {zh: 周一至周五}\nweek: [{days: [mon, tue, wed, thu, fri], from: \"09:00\", to: \"17:00\"}]\n"
	years := "years: [" + strconv.Itoa(now.Year()) + ", " + strconv.Itoa(now.Year()+1) + "]\n"
	for i, text := range []string{hours, hours + years} {
		path := filepath.Join(t.TempDir(), "hours.yaml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := staff(t, data, "publish", "hours", path); err != nil {
			t.Fatal(out, err)
		}
		if err := desk.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		due, known := d.Of(c)
		item, _ := o.Item(c.Item)
		if known != (i == 1) || known && (due.Left != item.TimeLimit.Days.N || due.Overdue) {
			t.Errorf("with %q: %+v of %v, known is %v", text, due, item.TimeLimit.Days, known)
		}
	}
	if out, err := staff(t, data, "publish", "withdraw", "hours"); err != nil {
		t.Fatal(out, err)
	}
	if err := desk.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if due, known := d.Of(c); known {
		t.Errorf("hours that were withdrawn: %+v", due)
	}
}
