package console_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
	"linli/sync/office/console"
)

func TestStaffSeeByWhenACaseIsPromised(t *testing.T) {
	h := busyDesk()
	var due casework.Due
	known := true
	c, err := console.New(h, h, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Cases: &drawer{state: kiosk.CaseAccepted},
		Item:        func(kiosk.ItemID) kiosk.Text { return kiosk.Text{ZH: "救助"} },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return catalogue.ServiceItem{}, true },
		Due:         func(casework.Case) (casework.Due, bool) { return due, known },
	})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	defer server.Close()
	read := func(path string) string {
		t.Helper()
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, resp.Status, err)
		}
		return string(body)
	}
	for _, tt := range []struct {
		due  casework.Due
		want string
		over bool
	}{
		{casework.Due{On: "2026-11-25", Left: 3, Counted: true}, "还剩 3 个工作日", false},
		{casework.Due{On: "2026-11-25", Counted: true}, "今天到期", false},
		{casework.Due{On: "2026-11-25"}, "2026-11-25</span>", false},
		{casework.Due{On: "2026-11-25", Overdue: true, Left: -2, Counted: true}, "已超 2 个工作日", true},
		{casework.Due{On: "2026-11-25", Overdue: true}, "已超期", true},
	} {
		due = tt.due
		for _, path := range []string{"/cases", "/cases/" + caseID} {
			page := read(path)
			if !strings.Contains(page, tt.want) || !strings.Contains(page, "2026-11-25") || strings.Contains(page, `class="over"`) != tt.over {
				t.Errorf("%s of %+v does not say %s:\n%s", path, tt.due, tt.want, page)
			}
		}
	}
	known = false
	if page := read("/cases/" + caseID); !strings.Contains(page, "最晚日期未知") || strings.Contains(page, "2026-11-25") {
		t.Errorf("what is not known:\n%s", page)
	}
}
