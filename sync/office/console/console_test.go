package console_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/console"
	"linli/sync/office/hall"
)

var zone = time.FixedZone("office", 8*3600)

// desk is a hall and a quarantine as a test wants them.
type desk struct {
	mu     sync.Mutex
	state  hall.State
	change chan struct{}
	called []kiosk.CounterID
	err    error
	aside  []office.Quarantined
	broken error
}

func (d *desk) State() hall.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

func (d *desk) WaitChange(ctx context.Context, after uint64) {
	d.mu.Lock()
	revision, change := d.state.Revision, d.change
	d.mu.Unlock()
	if revision != after {
		return
	}
	select {
	case <-ctx.Done():
	case <-change:
	}
}

func (d *desk) CallNext(_ context.Context, id kiosk.CounterID) (hall.Ticket, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.called = append(d.called, id)
	return hall.Ticket{Number: "A001"}, d.err
}

func (d *desk) Quarantined(context.Context, int) ([]office.Quarantined, error) {
	return d.aside, d.broken
}

// moveTo changes the hall's revision and wakes who waits for it.
func (d *desk) moveTo(revision uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Revision = revision
	close(d.change)
	d.change = make(chan struct{})
}

func busyDesk() *desk {
	at := time.Date(2026, 11, 20, 2, 15, 30, 0, time.UTC)
	waiting := hall.Ticket{ID: "ID1", Visit: "V1", Number: "A002", Prefix: "A", Item: "residence-permit", Day: "2026-11-20",
		Device: "K1", Seq: 7, ReceivedAt: at, TakenAt: at, Print: kiosk.PrintUncertain, Document: kiosk.ResidentCard, Who: "张*"}
	nameless := hall.Ticket{ID: "ID2", Number: "B001", Prefix: "B", Item: "gone-from-catalogue", Day: "2026-11-20",
		Device: "<K2>", ReceivedAt: at, TakenAt: at.Add(-26 * time.Hour), About: true, Print: "of-a-newer-terminal", Document: kiosk.NoDocument}
	called := hall.Ticket{ID: "ID3", Number: "A001", Prefix: "A", Item: "residence-permit", Day: "2026-11-20",
		Device: "K1", ReceivedAt: at, TakenAt: at, Print: kiosk.Printed, Called: &hall.Call{Counter: "1", At: at.Add(time.Minute), Seq: 1}}
	late := hall.Ticket{ID: "ID4", Number: "A099", Prefix: "A", Day: "2026-11-18", Device: "K1", ReceivedAt: at}
	return &desk{change: make(chan struct{}), state: hall.State{
		Revision: 5, Day: "2026-11-20",
		Counters: []hall.CounterState{
			{Counter: kiosk.Counter{ID: "1", Prefix: "A", Name: kiosk.Text{ZH: "综合窗口", EN: "General"}}, Waiting: 1, Serving: &called},
			{Counter: kiosk.Counter{ID: "2", Prefix: "C", Name: kiosk.Text{ZH: "居住"}}},
		},
		Tickets: []hall.Ticket{late, called, waiting, nameless},
	}}
}

func serve(t *testing.T, d *desk) string {
	t.Helper()
	c, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler),
		Item: func(id kiosk.ItemID) kiosk.Text {
			if id == "residence-permit" {
				return kiosk.Text{ZH: "居住证", EN: "Residence permit"}
			}
			return kiosk.Text{}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// get returns status, body and header of one answer.
func get(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b), resp.Header
}

func TestPageShowsWhoWaitsAndWhatCameOfThePaper(t *testing.T) {
	d := busyDesk()
	base := serve(t, d)
	status, page, header := get(t, base+"/")
	if status != http.StatusOK || !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatalf("status %d, header %v", status, header)
	}
	for _, want := range []string{
		`<html lang="zh">`, "叫下一号", "综合窗口", "A002", "居住证", "张*", "10:15:30", "不确定，请问居民",
		"未刷证", "gone-from-catalogue", "&lt;K2&gt;", "of-a-newer-terminal", "无人等候", "disabled",
		"10:16:30", "约 11-19 08:15", "1 张号票今天才传到", `data-revision="2026-11-20.5.0.0"`, "示例街道办事处",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, no := range []string{"A099", "打不开", "<K2>"} {
		if strings.Contains(page, no) {
			t.Errorf("%q is on the page", no)
		}
	}
	if _, page, _ := get(t, base+"/?lang=en"); !strings.Contains(page, "Call next") || !strings.Contains(page, "Residence permit") {
		t.Error("the English page lacks its words")
	}
	if _, part, _ := get(t, base+"/hall"); !strings.Contains(part, "A002") || strings.Contains(part, "<html") {
		t.Error("the part that is refreshed is not the hall alone")
	}
	if status, _, _ := get(t, base+"/web/texts.yaml"); status != http.StatusNotFound {
		t.Errorf("an unknown page answers %d", status)
	}
}

func TestPageSaysThatRecordsAreSetAside(t *testing.T) {
	d := busyDesk()
	d.aside = make([]office.Quarantined, 3)
	if _, page, _ := get(t, serve(t, d)+"/"); !strings.Contains(page, "3 条记录打不开") {
		t.Error("the page is silent")
	}
}

func TestPageOfTheQuarantineSaysWhatAndWhy(t *testing.T) {
	d := busyDesk()
	base := serve(t, d)
	if _, page, _ := get(t, base+"/quarantine"); !strings.Contains(page, "没有打不开的记录") {
		t.Errorf("empty: %s", page)
	}
	d.aside = []office.Quarantined{{Position: 9, Device: "K7", Seq: 31, Reason: "sealed to <another> key",
		ReceivedAt: time.Date(2026, 11, 20, 2, 15, 30, 0, time.UTC)}}
	_, page, _ := get(t, base+"/quarantine?lang=en")
	for _, want := range []string{"K7", "31", "sealed to &lt;another&gt; key", "11-20 10:15", "quarantine retry"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	d.broken = errors.New("disk full; secret detail")
	if code, page, _ := get(t, base+"/quarantine"); code != http.StatusServiceUnavailable || strings.Contains(page, "secret") {
		t.Errorf("broken: %d %s", code, page)
	}
}

func TestButtonCallsAndShowsThePageAgain(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		status int
	}{
		"called":               {nil, http.StatusSeeOther},
		"another was quicker":  {hall.ErrNobodyWaits, http.StatusSeeOther},
		"no such counter":      {hall.ErrNoCounter, http.StatusNotFound},
		"ledger does not keep": {errors.New("disk full"), http.StatusServiceUnavailable},
	} {
		d := busyDesk()
		d.err = c.err
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		resp, err := client.PostForm(serve(t, d)+"/counters/1/call?lang=en", url.Values{})
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.status || len(d.called) != 1 || d.called[0] != "1" {
			t.Errorf("%s: status %d, called %v", name, resp.StatusCode, d.called)
		}
		if c.status == http.StatusSeeOther && resp.Header.Get("Location") != "/?lang=en" {
			t.Errorf("%s: goes to %q", name, resp.Header.Get("Location"))
		}
	}
}

func TestAnotherSitesPageCannotCall(t *testing.T) {
	d := busyDesk()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, serve(t, d)+"/counters/1/call", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden || len(d.called) != 0 {
		t.Errorf("status %d, called %v", resp.StatusCode, d.called)
	}
}

func TestPageIsToldOfEachChange(t *testing.T) {
	d := busyDesk()
	resp, err := http.Get(serve(t, d) + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return ""
	}
	if got := next(); got != "2026-11-20.5.0.0" {
		t.Errorf("first event %q", got)
	}
	d.moveTo(6)
	if got := next(); got != "2026-11-20.6.0.0" {
		t.Errorf("second event %q", got)
	}
}

func TestTicketsForMachinesNameNobody(t *testing.T) {
	_, body, header := get(t, serve(t, busyDesk())+"/api/tickets")
	if !strings.HasPrefix(header.Get("Content-Type"), "application/json") || strings.Contains(body, "张") {
		t.Errorf("%s: %s", header.Get("Content-Type"), body)
	}
	var all []map[string]any
	if err := json.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 4 {
		t.Fatalf("%d tickets", len(all))
	}
	for key, want := range map[string]any{
		"id": "ID1", "visit": "V1", "number": "A002", "prefix": "A", "device": "K1", "seq": 7.0, "item": "residence-permit",
		"day": "2026-11-20", "documentKind": "resident", "printOutcome": "uncertain", "receivedAt": "2026-11-20T10:15:30+08:00",
	} {
		if got := all[2][key]; got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	if all[1]["counter"] != "1" {
		t.Errorf("called ticket: %v", all[1])
	}
	if _, body, _ := get(t, serve(t, &desk{})+"/api/tickets"); strings.TrimSpace(body) != "[]" {
		t.Errorf("no tickets: %s", body)
	}
}

func TestHealthFollowsTheLedger(t *testing.T) {
	d := busyDesk()
	base := serve(t, d)
	if status, body, _ := get(t, base+"/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("well: %d %q", status, body)
	}
	d.broken = errors.New("disk gone: secret detail")
	for _, page := range []string{"/healthz", "/"} {
		status, body, _ := get(t, base+page)
		if status != http.StatusServiceUnavailable || strings.Contains(body, "secret") {
			t.Errorf("%s with a broken ledger: %d %q", page, status, body)
		}
	}
}
