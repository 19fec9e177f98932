package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/sync/identity"
	"linli/sync/office/trust"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// staff runs "streetoffice" with args beside a server, on its folder.
func staff(t *testing.T, data string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	verb := 2
	args = append(append(append([]string{}, args[:verb]...), "-data", data), args[verb:]...)
	err := command(context.Background(), args, &out, io.Discard)
	return out.String(), err
}

// freePort returns an address that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// enrol lets a terminal in as its technician and staff do.
func enrol(t *testing.T, data, address, device string) *identity.Holder {
	t.Helper()
	text, err := staff(t, data, "device", "code", "-json", "-terminals", address, device)
	if err != nil {
		t.Fatal(err)
	}
	var code struct{ QR string }
	if err := json.Unmarshal([]byte(text), &code); err != nil {
		t.Fatal(err)
	}
	p, err := wire.ParsePairing(code.QR)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "identity")
	e, err := identity.Begin(dir, p)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if done, _, err := e.Ask(t.Context(), ""); done || err != nil {
		t.Fatal(done, err)
	}
	if list, err := staff(t, data, "device", "list"); err != nil || !strings.Contains(list, "waiting") || !strings.Contains(list, e.Words()) {
		t.Fatalf("staff see %q, %v", list, err)
	}
	if _, err := staff(t, data, "device", "approve", "-words", "babab babab babab babab", device); err == nil {
		t.Error("other keys were approved")
	}
	if _, err := staff(t, data, "device", "approve", "-words", e.Words(), device); err != nil {
		t.Fatal(err)
	}
	if done, _, err := e.Ask(t.Context(), ""); !done || err != nil {
		t.Fatal(done, err)
	}
	h, err := identity.Hold(dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.CloseIdleConnections)
	return h
}

// ticket is a batch with the ticket of one invented visit, in an epoch of its
// own.
func ticket(t *testing.T, h *identity.Holder, number string) *linlipb.PushRequest {
	t.Helper()
	payload, err := wire.TicketTakenPayload(kiosk.Ticket{
		ID: "01J000000000000000000" + number + "0", Visit: "V1", Number: number, Prefix: "A",
		Day: kiosk.BusinessDayOf(time.Now(), time.FixedZone("office", 8*3600)),
	}, kiosk.Resident{}, kiosk.Chinese, 1)
	if err != nil {
		t.Fatal(err)
	}
	header := &linlipb.Header{Device: "K1", Stream: linlipb.Stream_STREAM_LIVE}
	e, err := h.Sealer().Envelope()
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := e.Seal(header, payload)
	if err != nil {
		t.Fatal(err)
	}
	epoch := make([]byte, wire.EpochSize)
	copy(epoch, number)
	return &linlipb.PushRequest{
		Device: "K1", Stream: header.Stream, Epoch: epoch, FirstSeq: 1, Prev: make([]byte, wire.HashSize),
		Records: []*linlipb.Record{{Suite: header.Suite, Dictionary: header.Dictionary, SealingKey: header.SealingKey, Sealed: sealed}},
	}
}

// shows waits until the office shows a ticket.
func shows(t *testing.T, base, number string) {
	t.Helper()
	over := time.After(30 * time.Second)
	for {
		resp, err := http.Get(base + "/api/tickets")
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err == nil && strings.Contains(string(text), number) {
			return
		}
		select {
		case <-over:
			t.Fatalf("the office does not show %s: %s", number, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestTerminalFromItsCodeToItsLoss(t *testing.T) {
	data, address := t.TempDir(), freePort(t)
	base, stop := start(t, "-listen", "127.0.0.1:0", "-terminals", address, "-data", data)
	h := enrol(t, data, address, "K1")
	k := uplink.NewClientOver(h, h.Office())
	push := func(number string) {
		t.Helper()
		if _, err := k.Push(t.Context(), ticket(t, h, number)); err != nil {
			t.Fatalf("%s: %v", number, err)
		}
		shows(t, base, number)
	}
	push("A001")

	before := h.Identity().SealingKey
	if _, err := staff(t, data, "key", "rotate"); err != nil {
		t.Fatal(err)
	}
	old := ticket(t, h, "A002") // sealed before the terminal heard of the new key
	for bytes.Equal(h.Identity().SealingKey, before) {
		resp, err := k.Pull(t.Context(), &linlipb.PullRequest{Device: "K1"})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.SealTo(resp.GetSealingKey()); err != nil {
			t.Fatal(err)
		}
	}
	push("A003")
	if _, err := k.Push(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	shows(t, base, "A002")

	if err := stop(); err != nil {
		t.Fatal(err)
	}
	base, stop = start(t, "-listen", "127.0.0.1:0", "-terminals", address, "-data", data)
	for _, number := range []string{"A001", "A002", "A003"} { // rebuilt with the keys of their time
		shows(t, base, number)
	}
	push("A004")

	if _, err := staff(t, data, "device", "revoke", "K1"); err != nil {
		t.Fatal(err)
	}
	revoked, last := time.Now(), ticket(t, h, "A005")
	for {
		began := time.Now()
		if _, err := k.Push(t.Context(), last); err != nil {
			break
		}
		if late := began.Sub(revoked); late > trust.DefaultFresh {
			t.Fatalf("a revoked terminal pushed after %v", late)
		}
	}
	if list, err := staff(t, data, "device", "list"); err != nil || !strings.Contains(list, "revoked") {
		t.Errorf("staff see %q, %v", list, err)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestOtherMachinesSeeNoPagesForStaff(t *testing.T) {
	address := freePort(t)
	_, stop := start(t, "-listen", "127.0.0.1:0", "-terminals", address, "-data", t.TempDir())
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for path, want := range map[string]int{
		"/": http.StatusNotFound, "/terminals": http.StatusNotFound, "/api/tickets": http.StatusNotFound,
		"/api/papers/withdrawals": http.StatusNotFound, "/c/roots.txt": http.StatusOK,
	} {
		resp, err := client.Get("https://" + address + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, resp.StatusCode, want)
		}
	}
	client.CloseIdleConnections()
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestRootOfTheOfficeIsMadeOnceAndKept(t *testing.T) {
	data := t.TempDir()
	first, _, err := officeRoot(data, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	private, public := filepath.Join(data, "ca.key"), filepath.Join(data, "ca.crt")
	if err := os.Remove(public); err != nil { // power was cut before it was written
		t.Fatal(err)
	}
	if again, _, err := officeRoot(data, time.Now()); err != nil || !bytes.Equal(again, first) {
		t.Errorf("the second start has another root: %v", err)
	}
	for _, c := range []struct {
		spoil func() error
		want  string
	}{
		{func() error { return os.Chmod(private, 0o644) }, "others"},
		{func() error {
			return errors.Join(os.Remove(private), os.WriteFile(private, []byte("torn"), 0o600))
		}, "ca.key"},
		{func() error { return os.Remove(private) }, "backup"},
	} {
		if err := c.spoil(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := officeRoot(data, time.Now()); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestStaffAreToldWhatIsWrongWithACall(t *testing.T) {
	data := t.TempDir()
	_, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"terminals.listen": {"device", "code", "K1"},
		"capital letters":  {"device", "code", "-terminals", "127.0.0.1:8443", "k1"},
		"does not ask":     {"device", "approve", "K1"},
		"no terminal":      {"device", "revoke", "K1"},
		"takes 1 name":     {"device", "revoke"},
		"unknown \"fly\"":  {"device", "fly", "K1"},
		"unexpected \"x\"": {"key", "rotate", "x"},
	} {
		if out, err := staff(t, data, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %q, %v", args, out, err)
		}
	}
	if _, err := staff(t, filepath.Join(data, "none"), "device", "list"); err == nil || !strings.Contains(err.Error(), "start streetoffice once") {
		t.Errorf("a folder that is not there: %v", err)
	}
	for _, verb := range []string{"device", "key"} {
		if err := command(t.Context(), []string{verb}, io.Discard, io.Discard); err == nil {
			t.Errorf("%s alone did something", verb)
		}
	}
}
