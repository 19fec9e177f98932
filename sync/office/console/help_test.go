package console_test

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strconv"
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
	visits := 0
	call := func() bool {
		visits++
		resp, err := help.CallHelp(t.Context(), connect.NewRequest(&linlipb.CallHelpRequest{Device: "K-lobby-2", Visit: strconv.Itoa(visits), Screen: "form"}))
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
	if _, page, _ := get(t, server.URL+"/"); !strings.Contains(page, "在填申请") {
		t.Error("staff do not read at which step")
	}
	said, err := http.PostForm(server.URL+"/help/2/answer", url.Values{"words": {"我这就来"}})
	if err != nil {
		t.Fatal(err)
	}
	said.Body.Close()
	visits-- // the resident still waits
	if call(); said.StatusCode != http.StatusOK {
		t.Errorf("words are answered with %d", said.StatusCode)
	}
	if _, page, _ := get(t, server.URL+"/"); !strings.Contains(page, "K-lobby-2") {
		t.Error("a call that was answered with words alone is gone")
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
