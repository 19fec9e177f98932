package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/sync/office/parcel"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// writeStick writes a parcel with one ticket of an invented terminal, sealed
// to the office at data, at sequence seq.
func writeStick(t *testing.T, data, path string, seq uint64) {
	t.Helper()
	public := readKey(t, filepath.Join(data, "sealing.pub"), wire.DecodePublicKey)
	sealer, err := wire.NewSealer([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	payload, err := wire.TicketTakenPayload(kiosk.Ticket{
		ID: "01J000000000000000000000ZZ", Visit: "V1", Number: "A001", Prefix: "A", Day: "2026-03-02",
	}, kiosk.Resident{}, kiosk.Chinese, 1)
	if err != nil {
		t.Fatal(err)
	}
	h := &linlipb.Header{Device: "K9", Stream: linlipb.Stream_STREAM_LIVE}
	sealed, err := sealer.Seal(h, payload)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := wire.NewParcelWriter(f)
	if err != nil {
		t.Fatal(err)
	}
	err = w.Add(&linlipb.PushRequest{
		Device: h.Device, Stream: h.Stream, Epoch: make([]byte, wire.EpochSize), FirstSeq: seq, Prev: make([]byte, wire.HashSize),
		Records: []*linlipb.Record{{Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: h.SealingKey, Sealed: sealed}},
	})
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
}

func importing(t *testing.T, data string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := command(context.Background(), append([]string{"import", "-data", data}, args...), &out, io.Discard)
	return out.String(), err
}

func TestStickIsImportedBesideARunningOffice(t *testing.T) {
	data := filepath.Join(t.TempDir(), "office")
	_, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	defer stop()
	stick := filepath.Join(t.TempDir(), "k9.parcel")
	writeStick(t, data, stick, 1)
	if _, err := importing(t, data, stick); !errors.Is(err, parcel.ErrTerminal) {
		t.Errorf("of a terminal nobody has let in: %v", err)
	}
	if out, err := importing(t, data, "-any-terminal", stick); err != nil || !strings.Contains(out, "terminal K9, stream live: 1 taken, 0 known already") {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := importing(t, data, "-any-terminal", "-json", stick, stick); err != nil || strings.Count(out, `"taken":0,"known":1`) != 2 {
		t.Errorf("again: %q, %v", out, err)
	}
}

func TestStickWithAHoleNeedsAWord(t *testing.T) {
	data := filepath.Join(t.TempDir(), "office")
	_, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	defer stop()
	stick := filepath.Join(t.TempDir(), "k9.parcel")
	writeStick(t, data, stick, 7)
	if out, err := importing(t, data, "-any-terminal", stick); !errors.Is(err, parcel.ErrHole) {
		t.Errorf("%q, %v", out, err)
	}
	if out, err := importing(t, data, "-any-terminal", "-after-hole", stick); err != nil || !strings.Contains(out, "1 taken") {
		t.Errorf("%q, %v", out, err)
	}
}

func TestImportOfNothingOrIntoNothingIsRefused(t *testing.T) {
	data := t.TempDir()
	if _, err := importing(t, data); err == nil {
		t.Error("without a file")
	}
	if _, err := importing(t, filepath.Join(data, "none"), "x"); err == nil {
		t.Error("into a folder that is not there")
	}
	if _, err := importing(t, data, filepath.Join(data, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error("of a file that is not there")
	}
}
