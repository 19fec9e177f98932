package console_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/console"
)

func TestEveryPageLeadsToEveryOther(t *testing.T) {
	d := busyDesk()
	c, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Cases: &drawer{state: kiosk.CaseSubmitted}, Terminals: &book{},
		Item:        func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return catalogue.ServiceItem{}, false },
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
	for path, here := range map[string]string{
		"/": "/", "/hall": "/", "/cases": "/cases", "/cases/" + caseID: "/cases", "/terminals": "/terminals", "/quarantine": "",
	} {
		_, page, _ := get(t, server.URL+path+"?lang=en")
		for _, to := range []string{"/", "/cases", "/terminals"} {
			if !strings.Contains(page, `<a href="`+to+`?lang=en"`) {
				t.Errorf("%s does not lead to %s", path, to)
			}
		}
		if marks := strings.Count(page, "aria-current"); (here == "") != (marks == 0) || marks > 1 {
			t.Errorf("%s says %d times where one is", path, marks)
		}
		if here != "" && !strings.Contains(page, `<a href="`+here+`?lang=en" aria-current="page"`) {
			t.Errorf("%s does not say that one is at %s", path, here)
		}
		if back := strings.Replace(path, "/hall", "/", 1); !strings.Contains(page, `<a id="lang" href="`+back+`?lang=zh"`) {
			t.Errorf("%s has no way to itself in Chinese", path)
		}
	}
}
