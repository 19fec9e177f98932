package console_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/office/console"
	"linli/sync/office/trust"
	"linli/sync/wire"
)

// book is a list of terminals as a test wants it.
type book struct {
	devices []trust.Device
	did     []string
	err     error
}

func (b *book) Devices(context.Context) ([]trust.Device, error) { return b.devices, nil }

func (b *book) Invite(_ context.Context, device string) (string, time.Time, error) {
	b.did = append(b.did, "invite "+device)
	return "7K3QF0M2XT", time.Date(2026, 11, 20, 2, 15, 0, 0, time.UTC), b.err
}

func (b *book) Approve(_ context.Context, device, words string) error {
	b.did = append(b.did, "approve "+device+" "+words)
	return b.err
}

func (b *book) Refuse(_ context.Context, device, words string) error {
	b.did = append(b.did, "refuse "+device+" "+words)
	return b.err
}

func (b *book) Revoke(_ context.Context, device string) error {
	b.did = append(b.did, "revoke "+device)
	return b.err
}

func serveTerminals(t *testing.T, b *book, address string) string {
	t.Helper()
	d := busyDesk()
	c, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Terminals: b,
		Item: func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} },
		Pairing: func(device string) (wire.Pairing, error) {
			if address == "" {
				return wire.Pairing{}, errors.New("no address")
			}
			return wire.Pairing{Office: address, Device: device}, nil
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

func post(t *testing.T, address string, form url.Values) (int, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var b strings.Builder
	if err := resp.Write(&b); err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, b.String()
}

func TestPageOfTerminalsShowsWhereEachStands(t *testing.T) {
	until := time.Date(2027, 2, 18, 2, 15, 0, 0, time.UTC)
	b := &book{devices: []trust.Device{
		{Name: "K2", State: trust.Waiting, Words: "gajoj zajor bilab talab", From: "192.0.2.9", Software: "v1<2", Replaces: true},
		{Name: "K1", State: trust.Admitted, Words: "lusab babad gutih tugad", Until: until},
		{Name: "K3", State: trust.Revoked},
		{Name: "K4", State: trust.Invited, Until: until}, {Name: "K5", State: trust.Expired}, {Name: "K6", State: trust.Granted}, {Name: "K7", State: trust.Refused},
	}}
	base := serveTerminals(t, b, "https://192.0.2.7:8443")
	_, page, _ := get(t, base+"/terminals")
	for _, want := range []string{
		"等待批准", "gajoj zajor bilab talab", "192.0.2.9", "v1&lt;2", "核对一致，批准", "不能再接入",
		"已接入", "2027-02-18", "这台终端丢了", "/terminals/K1/revoke", "已停用", "已取注册码", "注册码已过期", "已批准", "已拒绝",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, no := range []string{"/terminals/K3/revoke", "/terminals/K1/approve", "v1<2"} {
		if strings.Contains(page, no) {
			t.Errorf("%q is on the page", no)
		}
	}
	if _, page, _ := get(t, base+"/terminals?lang=en"); !strings.Contains(page, "waits for approval") {
		t.Error("the English page lacks its words")
	}
	if _, page, _ := get(t, base+"/"); !strings.Contains(page, `href="/terminals?lang=zh"`) {
		t.Error("no way leads from the calling page to the terminals")
	}
	if status, _, _ := get(t, serve(t, busyDesk())+"/terminals"); status != http.StatusNotFound {
		t.Errorf("without a list the page answers %d", status)
	}
}

func TestCodeIsShownOnceWithItsPicture(t *testing.T) {
	b := &book{}
	base := serveTerminals(t, b, "https://192.0.2.7:8443")
	status, page := post(t, base+"/terminals", url.Values{"name": {" k1 "}})
	for _, want := range []string{"7K3QF-0M2XT", "<path d=\"M4 4h1v1h-1z", "-office https://192.0.2.7:8443 -ca 0000", "-device K1", "10:15"} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("status %d, and %q is not on the page", status, want)
		}
	}
	if _, page, _ := get(t, base+"/terminals"); strings.Contains(page, "7K3QF") {
		t.Error("the code is shown again")
	}
	if !slices.Equal(b.did, []string{"invite K1"}) {
		t.Errorf("did %v", b.did)
	}
	b.err = trust.ErrName
	if status, page := post(t, base+"/terminals", url.Values{"name": {"终端"}}); status != http.StatusBadRequest || !strings.Contains(page, "例如 K1") {
		t.Errorf("a wrong name: %d", status)
	}
	b.did = nil
	if status, _ := post(t, serveTerminals(t, b, "")+"/terminals", url.Values{"name": {"K1"}}); status != http.StatusConflict || len(b.did) > 0 {
		t.Errorf("an office without a line: %d, did %v", status, b.did)
	}
}

func TestStaffDecideFromThePage(t *testing.T) {
	words := url.Values{"words": {"gajoj zajor"}}
	for name, c := range map[string]struct {
		path   string
		form   url.Values
		err    error
		status int
		did    string
	}{
		"approve":           {"/terminals/K1/approve", words, nil, http.StatusSeeOther, "approve K1 gajoj zajor"},
		"refuse":            {"/terminals/K1/refuse", words, nil, http.StatusSeeOther, "refuse K1 gajoj zajor"},
		"revoke":            {"/terminals/K1/revoke", nil, nil, http.StatusSeeOther, "revoke K1"},
		"without words":     {"/terminals/K1/approve", nil, nil, http.StatusConflict, ""},
		"other keys":        {"/terminals/K1/approve", words, trust.ErrWords, http.StatusConflict, "approve K1 gajoj zajor"},
		"nobody waits":      {"/terminals/K1/refuse", words, trust.ErrNoRequest, http.StatusConflict, "refuse K1 gajoj zajor"},
		"unknown":           {"/terminals/K1/revoke", nil, trust.ErrNoDevice, http.StatusNotFound, "revoke K1"},
		"list out of reach": {"/terminals/K1/revoke", nil, errors.New("disk"), http.StatusServiceUnavailable, "revoke K1"},
		"unknown verb":      {"/terminals/K1/admire", words, nil, http.StatusNotFound, ""},
	} {
		b := &book{err: c.err}
		status, _ := post(t, serveTerminals(t, b, "")+c.path, c.form)
		if got := strings.Join(b.did, ", "); status != c.status || got != c.did {
			t.Errorf("%s: status %d, did %q", name, status, got)
		}
	}
}
