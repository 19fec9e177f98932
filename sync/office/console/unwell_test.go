package console_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/health"
	"linli/sync/office/console"
	"linli/sync/office/fleet"
)

// terminals are what a test says of them.
type terminals []fleet.Terminal

func (t terminals) Unwell() ([]fleet.Terminal, uint64) { return t, uint64(len(t)) }

func pages(t *testing.T, f console.Fleet) *httptest.Server {
	t.Helper()
	d := busyDesk()
	c, err := console.New(d, d, console.Options{Zone: zone, Logger: slog.New(slog.DiscardHandler), Fleet: f,
		Item: func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

func TestTerminalsThatNeedALookAreOnThePage(t *testing.T) {
	since := time.Date(2020, 3, 5, 1, 2, 3, 0, time.UTC)
	server := pages(t, terminals{{Device: "K7", Conditions: []fleet.Condition{
		{Code: "paper-near-end", Detail: "about 1.9 m <left>", Since: since}, {Code: "a-new-thing", Since: since},
	}}})
	_, page, _ := get(t, server.URL+"/")
	for _, want := range []string{"要去看看的终端", "K7", "号票纸快用完了", "about 1.9 m &lt;left&gt;", "03-05 09:02", "a-new-thing"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if _, page, _ := get(t, pages(t, terminals{}).URL+"/"); strings.Contains(page, "要去看看的终端") {
		t.Error("the page names a panel without terminals")
	}
}

func TestEveryConditionHasWordsForStaff(t *testing.T) {
	var all []fleet.Condition
	for _, row := range health.Table() {
		all = append(all, fleet.Condition{Code: string(row.Code)})
	}
	server := pages(t, terminals{{Device: "K7", Conditions: all}})
	for _, lang := range []string{"zh", "en"} {
		_, page, _ := get(t, server.URL+"/?lang="+lang)
		for _, c := range all {
			if strings.Contains(page, c.Code) {
				t.Errorf("%s has no words in %s", c.Code, lang)
			}
		}
	}
}
