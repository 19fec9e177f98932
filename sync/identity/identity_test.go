package identity_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/kiosk/verify"
	"linli/sync/identity"
	"linli/sync/office"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// lists is a roster in memory.
type lists struct {
	mu    sync.Mutex
	notes map[string]office.Note
	last  uint64
}

func (l *lists) ChangeNote(_ context.Context, device string, change func([]byte) ([]byte, error)) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	body, err := change(l.notes[device].Body)
	if err != nil || body == nil {
		return err
	}
	l.last++
	l.notes[device] = office.Note{Device: device, Revision: l.last, Body: body}
	return nil
}

func (l *lists) Notes(_ context.Context, after uint64) ([]office.Note, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []office.Note
	for _, n := range l.notes { // in no order: the tests change one at a time
		if n.Revision > after {
			all = append(all, n)
		}
	}
	return all, nil
}

type noPapers struct{}

func (noPapers) Certify(context.Context, verify.Certificate) ([]byte, error) {
	return []byte("certified"), nil
}

// enrolled returns the folder of a terminal that a real desk let in, and the
// private sealing key of that office.
func enrolled(t *testing.T) (dir string, private []byte) {
	t.Helper()
	dir, private, _ = enrolledBy(t)
	return dir, private
}

// enrolledBy also returns what the office signs with.
func enrolledBy(t *testing.T) (dir string, private []byte, authority *trust.Authority) {
	t.Helper()
	der, key, err := trust.MakeRoot(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	authority, err = trust.NewAuthority(der, key, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	desk := trust.NewDesk(&lists{notes: map[string]office.Note{}}, authority, trust.Options{
		SealingKey: func() []byte { return public }, Papers: noPapers{}, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	})
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewTrustHandler(desk))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: desk.Identify(mux), TLSConfig: desk.TLS(), ConnContext: desk.ConnContext}
	go server.ServeTLS(l, "", "")
	t.Cleanup(func() { server.Close() })
	code, _, err := desk.Book().Invite(t.Context(), "K1")
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "identity")
	e, err := identity.Begin(dir, wire.Pairing{Office: "https://" + l.Addr().String(), Root: wire.RootID(der), Device: "K1", Code: code})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if done, _, err := e.Ask(t.Context(), ""); done || err != nil {
		t.Fatal(done, err)
	}
	if err := desk.Book().Approve(t.Context(), "K1", ""); err != nil {
		t.Fatal(err)
	}
	if done, _, err := e.Ask(t.Context(), ""); !done || err != nil {
		t.Fatal(done, err)
	}
	return dir, private, authority
}

func TestTerminalWithoutIdentityIsToldSo(t *testing.T) {
	for what, f := range map[string]func(string) error{
		"load":   func(dir string) error { _, err := identity.Load(dir); return err },
		"resume": func(dir string) error { _, err := identity.Resume(dir); return err },
		"hold":   func(dir string) error { _, err := identity.Hold(dir, "", slog.New(slog.DiscardHandler)); return err },
	} {
		if err := f(filepath.Join(t.TempDir(), "none")); !errors.Is(err, identity.ErrNone) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestChangedIdentityIsRefused(t *testing.T) {
	dir, _ := enrolled(t)
	path := filepath.Join(dir, "identity.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other, _ := enrolled(t)
	for what, spoil := range map[string]func(map[string]any){
		"another name":        func(m map[string]any) { m["device"] = "K2" },
		"another key":         func(m map[string]any) { m["key"] = fieldOf(t, other, "key") },
		"another root":        func(m map[string]any) { m["root"] = fieldOf(t, other, "root") },
		"no certificate":      func(m map[string]any) { m["chain"] = []string{} },
		"torn certificate":    func(m map[string]any) { m["chain"] = []string{"AAAA"} },
		"torn sealing key":    func(m map[string]any) { m["sealingKey"] = "AAAA" },
		"key of another kind": func(m map[string]any) { m["paperKey"] = m["key"] },
	} {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		spoil(m)
		spoilt, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, spoilt, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := identity.Load(dir); err == nil || !strings.Contains(err.Error(), "identity.json") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.Load(dir); err != nil {
		t.Errorf("as it was: %v", err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.Load(dir); err == nil || !strings.Contains(err.Error(), "others") {
		t.Errorf("readable by a group: %v", err)
	}
}

func fieldOf(t *testing.T, dir, name string) any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "identity.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m[name]
}

func TestHalfWrittenFileIsNotTaken(t *testing.T) {
	dir, _ := enrolled(t)
	if err := os.WriteFile(filepath.Join(dir, "identity.json.new"), []byte(`{"device":"K`), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := identity.Hold(dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Renew(t.Context()); err != nil {
		t.Error(err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.new")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOfficesNewSealingKeyIsKeptAndUsed(t *testing.T) {
	dir, old := enrolled(t)
	h, err := identity.Hold(dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	opens(t, h, old, true)
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := h.SealTo(nil); err != nil {
		t.Errorf("an office that says nothing: %v", err)
	}
	if err := h.SealTo(public[:31]); err == nil {
		t.Error("a torn key was taken")
	}
	opens(t, h, old, true)
	if err := h.SealTo(public); err != nil {
		t.Fatal(err)
	}
	opens(t, h, private, true)
	opens(t, h, old, false)
	if h, err = identity.Hold(dir, "", slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	opens(t, h, private, true)
	if err := h.Renew(t.Context()); err != nil {
		t.Fatal(err)
	}
	opens(t, h, private, true)
}

// opens checks whether the holder of a private key can open what h seals.
func opens(t *testing.T, h *identity.Holder, private []byte, want bool) {
	t.Helper()
	e, err := h.Sealer().Envelope()
	if err != nil {
		t.Fatal(err)
	}
	header := &linlipb.Header{Device: "K1"}
	sealed, err := e.Seal(header, []byte("张示例"))
	if err != nil {
		t.Fatal(err)
	}
	o, err := wire.NewOpener(private)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := o.Open(header, sealed); (err == nil && string(text) == "张示例") != want {
		t.Errorf("opened %q, %v; want %v", text, err, want)
	}
}

// A stolen terminal must not be able to read its own queue: no 32 bytes in
// its folder are the private half of the key it seals to.
func TestNothingInTheFolderOpensARecord(t *testing.T) {
	dir, private := enrolled(t)
	if secrets := secretsIn(t, dir); len(secrets) < 3 {
		t.Fatalf("only %d values were looked at", len(secrets))
	} else if holds(t, secrets, private) {
		t.Error("the folder holds the office's private key")
	}
	planted, err := json.Marshal(map[string][]byte{"x": append([]byte{1, 2, 3}, private...)})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "planted.json"), planted, 0o600); err != nil {
		t.Fatal(err)
	}
	if !holds(t, secretsIn(t, dir), private) {
		t.Error("the search does not find a key that is there")
	}
}

// secretsIn returns every value of every file in base64, decoded.
func secretsIn(t *testing.T, dir string) [][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var all [][]byte
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
		for _, word := range bytes.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(`"[]{}:,`, r) }) {
			if raw, err := base64.StdEncoding.DecodeString(string(word)); err == nil {
				all = append(all, raw)
			}
		}
	}
	return all
}

func holds(t *testing.T, secrets [][]byte, private []byte) bool {
	t.Helper()
	public, err := wire.PublicKeyOf(private)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range secrets {
		for i := 0; i+32 <= len(s); i++ {
			if half, err := wire.PublicKeyOf(s[i : i+32]); err == nil && bytes.Equal(half, public) {
				return true
			}
		}
	}
	return false
}
