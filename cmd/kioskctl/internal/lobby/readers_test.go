package lobby_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/drivertest"
	"linli/drivers/nfc"
	"linli/drivers/qrscan"
	"linli/drivers/serialport"
)

// port opens a device as the terminal does.
func (s *served) port(path string) *serialport.Port {
	s.Helper()
	p, err := serialport.Open(path, nil)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { p.Close() })
	return p
}

// reads waits for exactly these bytes.
func (s *served) reads(from io.Reader, want string) {
	s.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(from, got); err != nil || string(got) != want {
		s.Fatalf("read %q, %v; want %q", got[:n], err, want)
	}
}

func TestCodeShownOnThePageArrivesWithALineEnd(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.QRScan)
	s.do("/api/qr/show?text=%E7%A4%BA%E4%BE%8B%201")
	s.reads(port, "示例 1\r\n")
	s.do("/api/qr/fault?f=no-suffix")
	s.do("/api/qr/show?text=TWO")
	s.do("/api/qr/fault?f=noise")
	s.do("/api/qr/show?text=NEVER")
	s.reads(port, "TWO\xF8\x00\x1E\x80\xFE\r\n")
	if st := s.state().QRScan; st != (lobby.QRScanState{Plugged: true, Fault: "noise", Codes: 3}) {
		t.Errorf("state %+v", st)
	}
	s.do("/api/qr/fault?f=none")
	s.do("/api/qr/show?text=WELL")
	s.reads(port, "WELL\r\n")
}

func TestUnpluggedScannerLosesCodesAndComesBackUnderTheSamePath(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.QRScan)
	s.do("/api/unplug?device=qrscan")
	if n, err := port.Read(make([]byte, 1)); err == nil {
		t.Errorf("read %d bytes from a pulled cable", n)
	}
	if _, err := os.Stat(s.ready.QRScan); err == nil || s.state().QRScan.Plugged {
		t.Error("the device is still there")
	}
	s.do("/api/qr/show?text=LOST") // the scanner beeps all the same
	s.do("/api/replug?device=qrscan")
	s.do("/api/qr/show?text=WELL")
	s.reads(s.open(s.ready.QRScan), "WELL\r\n")
}

func TestDriverScansACodeShownOnThePage(t *testing.T) {
	s := serve(t)
	dev, err := qrscan.New(s.port(s.ready.QRScan), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Second)
	defer stop()
	scanned := make(chan qrscan.Content, 1)
	go func() {
		got, _ := dev.Scan(ctx)
		scanned <- got
	}()
	// What comes before the driver looks is stale, and dropped until the line
	// has been silent: the pauses between codes have to be longer than that.
	for again := time.NewTicker(700 * time.Millisecond); ; {
		s.do("/api/qr/show?text=EXAMPLE-0001")
		select {
		case got := <-scanned:
			if got.Reveal() != "EXAMPLE-0001" {
				t.Fatalf("scanned %q", got.Reveal())
			}
			return
		case <-again.C:
		}
	}
}

func TestScannerTakesNoNoticeOfWhatItIsSent(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.QRScan)
	if _, err := port.Write(bytes.Repeat([]byte("?"), 64<<10)); err != nil {
		t.Fatal(err)
	}
	s.do("/api/qr/show?text=WELL")
	s.reads(port, "WELL\r\n")
}

// uid asks the reader once more when it slept: the driver wakes it with the
// next attempt.
func uid(t *testing.T, d *nfc.Dev) (string, error) {
	t.Helper()
	u, err := d.UID(t.Context())
	if errors.Is(err, nfc.ErrTimeout) {
		u, err = d.UID(t.Context())
	}
	return u.Reveal(), err
}

func TestCommunityCardsLaidOnThePageAreReadByTheDriver(t *testing.T) {
	s := serve(t)
	dev := nfc.New(s.port(s.ready.NFC))
	if _, err := uid(t, dev); !errors.Is(err, nfc.ErrNoCard) {
		t.Errorf("empty: %v", err)
	}
	s.do("/api/nfc/lay?uid=04a1b2c3d4e5f6") // invented, as all UIDs here
	if got, err := uid(t, dev); err != nil || got != "04a1b2c3d4e5f6" {
		t.Errorf("one card: %q, %v", got, err)
	}
	if st := s.state().NFC; len(st.UIDs) != 1 || st.UIDs[0] != "04A1B2C3D4E5F6" {
		t.Errorf("state %+v", st)
	}
	s.do("/api/nfc/lay?uid=04A1B2C3D4E5F6&uid=01020304")
	if _, err := uid(t, dev); !errors.Is(err, nfc.ErrSeveral) {
		t.Errorf("two cards: %v", err)
	}
	s.do("/api/nfc/lift")
	if _, err := uid(t, dev); !errors.Is(err, nfc.ErrNoCard) {
		t.Errorf("lifted: %v", err)
	}
	s.do("/api/nfc/fault?f=checksum")
	if _, err := uid(t, dev); !errors.Is(err, nfc.ErrDamaged) || s.state().NFC.Fault != "checksum" {
		t.Errorf("with wrong checksums: %v, %+v", err, s.state().NFC)
	}
	s.do("/api/nfc/fault?f=none")
	if _, err := uid(t, dev); !errors.Is(err, nfc.ErrNoCard) {
		t.Errorf("well again: %v", err)
	}
}

func TestCommunityCardReaderLosesItsSupplyWithItsCable(t *testing.T) {
	s := serve(t)
	s.do("/api/nfc/lay?uid=01020304")
	if got, err := uid(t, nfc.New(s.port(s.ready.NFC))); err != nil || got != "01020304" {
		t.Fatalf("before: %q, %v", got, err)
	}
	s.do("/api/unplug?device=nfc")
	if _, err := os.Stat(s.ready.NFC); err == nil || s.state().NFC.Plugged {
		t.Error("the device is still there")
	}
	s.do("/api/replug?device=nfc")
	port := s.open(s.ready.NFC)
	// GetFirmwareVersion without a wake-up (NXP UM0701-02, section 6.2): a chip
	// that kept its supply would acknowledge.
	if _, err := port.Write([]byte{0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00}); err != nil {
		t.Fatal(err)
	}
	if err := port.SetReadDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := port.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a sleeping chip said %d bytes, %v", n, err)
	}
	if got, err := uid(t, nfc.New(s.port(s.ready.NFC))); err != nil || got != "01020304" {
		t.Errorf("after: %q, %v", got, err)
	}
}

func TestFaultsOfTheReadersAreThoseOfTheirDoubles(t *testing.T) {
	s := serve(t)
	for _, f := range append(lobby.QRFaults(), string(drivertest.QRFaultNone)) {
		s.do("/api/qr/fault?f=" + f)
	}
	for _, f := range append(lobby.NFCFaults(), string(drivertest.NFCFaultNone)) {
		s.do("/api/nfc/fault?f=" + f)
	}
}
