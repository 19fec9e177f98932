package sealing_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/sync/office/sealing"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// sealed is one record of a terminal that knows a public key.
type sealed struct {
	header *linlipb.Header
	text   []byte
}

func seal(t *testing.T, public []byte) sealed {
	t.Helper()
	s, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.Envelope()
	if err != nil {
		t.Fatal(err)
	}
	h := &linlipb.Header{Device: "K1"}
	text, err := e.Seal(h, []byte("payload"))
	if err != nil {
		t.Fatal(err)
	}
	return sealed{h, text}
}

func open(t *testing.T, folder string, now func() time.Time) *sealing.Ring {
	t.Helper()
	r, err := sealing.Open(folder, now)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func opens(t *testing.T, r *sealing.Ring, s sealed) {
	t.Helper()
	if text, err := r.Open(s.header, s.text); err != nil || string(text) != "payload" {
		t.Errorf("opened %q, %v", text, err)
	}
}

func TestRecordsOfEachKeyOpenForEver(t *testing.T) {
	folder := t.TempDir()
	r := open(t, folder, time.Now)
	records := []sealed{seal(t, r.Current())}
	for range 3 {
		public, err := r.Rotate()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(public, r.Current()) {
			t.Error("the new key is not the one of now")
		}
		records = append(records, seal(t, public))
	}
	for _, ring := range []*sealing.Ring{r, open(t, folder, time.Now)} {
		for _, s := range records {
			opens(t, ring, s)
		}
	}
	_, stranger, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s := seal(t, stranger)
	if _, err := r.Open(s.header, s.text); !errors.Is(err, wire.ErrKey) {
		t.Errorf("another office's record: %v", err)
	}
	s.header.SealingKey = s.header.SealingKey[:3]
	if _, err := r.Open(s.header, s.text); !errors.Is(err, wire.ErrKey) {
		t.Errorf("a torn name of a key: %v", err)
	}
}

func TestKeyMadeByAnotherProcessIsSeen(t *testing.T) {
	folder, at := t.TempDir(), time.Now()
	r := open(t, folder, func() time.Time { return at })
	r.Current()
	public, err := open(t, folder, time.Now).Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(r.Current(), public) {
		t.Error("the folder was read within the second")
	}
	s := seal(t, public)
	at = at.Add(2 * time.Second)
	opens(t, r, s) // before anybody asked for the key of now
	if !bytes.Equal(r.Current(), public) {
		t.Error("the key of now is the old one")
	}
}

func TestLostOrReadableKeyIsAFault(t *testing.T) {
	folder := t.TempDir()
	r := open(t, folder, time.Now)
	if _, err := r.Rotate(); err != nil {
		t.Fatal(err)
	}
	private := filepath.Join(folder, "sealing.key")
	text, err := os.ReadFile(private)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		spoil func() error
		want  string
	}{
		"torn":     {func() error { return os.WriteFile(private, []byte("torn"), 0o600) }, "sealing.key"},
		"readable": {func() error { return os.Chmod(private, 0o644) }, "others"},
		"lost":     {func() error { return os.Remove(private) }, "backup"},
		"lost with its public half": {func() error {
			return errors.Join(os.Remove(private), os.Remove(filepath.Join(folder, "sealing.pub")))
		}, "backup"},
	} {
		if err := c.spoil(); err != nil {
			t.Fatal(err)
		}
		if _, err := sealing.Open(folder, time.Now); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", what, err)
		}
		if err := errors.Join(os.RemoveAll(private), os.WriteFile(private, text, 0o600)); err != nil {
			t.Fatal(err)
		}
		open(t, folder, time.Now)
	}
}

// A power cut leaves the files as they were before one of the steps.
func TestRotationThatIsCutShortLosesNoKey(t *testing.T) {
	folder := t.TempDir()
	r := open(t, folder, time.Now)
	s := seal(t, r.Current())
	files := map[string][]byte{}
	for _, name := range []string{"sealing.key", "sealing.pub"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = text
	}
	if _, err := r.Rotate(); err != nil {
		t.Fatal(err)
	}
	for _, undone := range []string{"sealing.pub", "sealing.key"} { // the last step was not done, nor the one before
		if err := os.WriteFile(filepath.Join(folder, undone), files[undone], 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, folder, time.Now)
		opens(t, again, s)
		opens(t, again, seal(t, again.Current()))
		text, err := os.ReadFile(again.PublicPath())
		if err != nil {
			t.Fatal(err)
		}
		if public, err := wire.DecodePublicKey(text); err != nil || !bytes.Equal(public, again.Current()) {
			t.Errorf("without %s the public file holds another key: %v", undone, err)
		}
	}
}
