package console_test

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/console"
	helpdesk "linli/sync/office/desk"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/signs"
	"linli/sync/wire/linlipb"
)

func TestCallForHelpShowsOnOpenPagesUntilItIsAnswered(t *testing.T) {
	d := busyDesk()
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	log, now := slog.New(slog.DiscardHandler), func() time.Time { return at }
	help := helpdesk.New(d, signs.New(ledger, log, now), log, now)
	c, err := console.New(d, d, console.Options{Zone: zone, Logger: slog.New(slog.DiscardHandler), Help: help,
		Item: func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} }})
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	call := func() bool {
		resp, err := help.CallHelp(t.Context(), connect.NewRequest(&linlipb.CallHelpRequest{Device: "K-lobby-2", Screen: "menu"}))
		if err != nil {
			t.Fatal(err)
		}
		return resp.Msg.GetHeard()
	}
	if call() {
		t.Error("heard although no page is open")
	}
	feed, err := http.Get(server.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer feed.Body.Close()
	lines := bufio.NewScanner(feed.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatalf("the feed ended: %v", lines.Err())
		return ""
	}
	first := next()
	if !call() {
		t.Error("not heard although a page is open")
	}
	if second := next(); second == first {
		t.Errorf("the open page is told %q again", second)
	}
	if _, page, _ := get(t, server.URL+"/"); !strings.Contains(page, "有居民请求帮助") || !strings.Contains(page, "K-lobby-2") {
		t.Error("the call is not on the page")
	}
	resp, err := http.Post(server.URL+"/help/2/answer", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if _, page, _ := get(t, server.URL+"/"); strings.Contains(page, "有居民请求帮助") {
		t.Error("the answered call is still on the page")
	}
	next()
	if resp, err = http.Post(server.URL+"/help/x/answer", "", nil); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("no number answers %d", resp.StatusCode)
	}
}
