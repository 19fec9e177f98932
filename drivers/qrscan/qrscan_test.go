package qrscan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/qrscan"
	"linli/drivers/serialport"
)

const code = "HTTPS://OFFICE.EXAMPLE/C/2KCE3IQBE4CEQSEH2ZSE5Q"

// piece is what a scanner sends after a pause.
type piece struct {
	after time.Duration
	bytes string
}

// scan runs one Scan on a clock of its own. The pieces are sent once Scan
// waits; the line stays open.
func scan(t *testing.T, opts *qrscan.Opts, pieces ...piece) (got qrscan.Content, took time.Duration, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ours, scanner := net.Pipe()
		defer ours.Close()
		defer scanner.Close()
		d, newErr := qrscan.New(ours, opts)
		if newErr != nil {
			t.Fatal(newErr)
		}
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			for _, p := range append([]piece{{10 * time.Millisecond, ""}}, pieces...) {
				wait(p.after)
				if _, err := io.WriteString(scanner, p.bytes); err != nil {
					return
				}
			}
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begin := time.Now()
		got, err = d.Scan(ctx)
		took = time.Since(begin)
		ours.Close()
		<-sent
	})
	return got, took, err
}

// wait lets the bubble's clock go on.
func wait(d time.Duration) { <-time.NewTimer(d).C }

func TestCodeEndsWithItsSuffix(t *testing.T) {
	for _, suffix := range []string{"\r", "\n", "\r\n"} {
		got, took, err := scan(t, nil, piece{0, code + suffix})
		if err != nil || got.Reveal() != code || took > 50*time.Millisecond {
			t.Errorf("%q: %q after %v, %v", suffix, got.Reveal(), took, err)
		}
	}
}

func TestCodeInPiecesIsOneCode(t *testing.T) {
	for at := range len(code) {
		got, _, err := scan(t, nil, piece{0, code[:at]}, piece{299 * time.Millisecond, code[at:] + "\r"})
		if err != nil || got.Reveal() != code {
			t.Errorf("parted at %d: %q, %v", at, got.Reveal(), err)
		}
	}
}

func TestEmptyLinesAreNoCode(t *testing.T) {
	got, _, err := scan(t, nil, piece{0, "\r\n\r\n"}, piece{5 * time.Second, "\n" + code + "\r\n"})
	if err != nil || got.Reveal() != code {
		t.Errorf("%q, %v", got.Reveal(), err)
	}
}

func TestCodeThatBreaksOffIsRefused(t *testing.T) {
	got, took, err := scan(t, nil, piece{0, code})
	if !errors.Is(err, qrscan.ErrCutShort) || got != "" || took < 300*time.Millisecond || took > 400*time.Millisecond {
		t.Errorf("%q after %v, %v", got.Reveal(), took, err)
	}
}

func TestSilenceEndsACodeWithoutSuffix(t *testing.T) {
	got, _, err := scan(t, &qrscan.Opts{NoSuffix: true}, piece{0, code[:9]}, piece{200 * time.Millisecond, code[9:]})
	if err != nil || got.Reveal() != code {
		t.Errorf("%q, %v", got.Reveal(), err)
	}
}

func TestLongestCodePassesAndOneMoreByteDoesNot(t *testing.T) {
	most := strings.Repeat("A", 4096)
	got, _, err := scan(t, nil, piece{0, most + "\r"})
	if err != nil || got.Reveal() != most {
		t.Errorf("%d bytes, %v", len(got.Reveal()), err)
	}
	got, _, err = scan(t, nil, piece{0, most + "A\r"})
	if !errors.Is(err, qrscan.ErrTooLong) || got != "" {
		t.Errorf("%d bytes, %v", len(got.Reveal()), err)
	}
}

func TestLineThatNeverFallsSilentIsGivenUp(t *testing.T) {
	flood := make([]piece, 200)
	for i := range flood {
		flood[i] = piece{100 * time.Millisecond, strings.Repeat("A", 100)}
	}
	_, took, err := scan(t, nil, flood...)
	if !errors.Is(err, qrscan.ErrTooLong) || took > 15*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
}

func TestTextThatIsNotPlainIsRefused(t *testing.T) {
	for _, bad := range []string{
		"a\x00b", "a\x1b[2Jb", "a\tb", "a\x7fb", "a\u202eb", "a\u200bb", "a\u2028b", "a\u00a0b", "\xff\xfe", "\xc4\xe3", "a\ufeff",
	} {
		got, _, err := scan(t, nil, piece{0, bad + "\r"})
		if !errors.Is(err, qrscan.ErrCharacters) || got != "" {
			t.Errorf("%q: %q, %v", bad, got.Reveal(), err)
		}
		if strings.Contains(fmt.Sprint(err), bad) {
			t.Errorf("the error repeats %q", bad)
		}
	}
	if got, _, err := scan(t, nil, piece{0, "社区 連心卡 #1\r"}); err != nil || got.Reveal() != "社区 連心卡 #1" {
		t.Errorf("%q, %v", got.Reveal(), err)
	}
}

func TestWhatWasScannedBeforeIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, scanner := net.Pipe()
		defer ours.Close()
		defer scanner.Close()
		d, err := qrscan.New(ours, nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			io.WriteString(scanner, "OF-SOMEBODY-BEFORE\r\nAND-HIS-SE") // waits until Scan reads
			wait(100 * time.Millisecond)
			io.WriteString(scanner, "COND\r\n")
			wait(time.Second)
			io.WriteString(scanner, code+"\r\n")
		}()
		synctest.Wait()
		got, err := d.Scan(t.Context())
		if err != nil || got.Reveal() != code {
			t.Errorf("%q, %v", got.Reveal(), err)
		}
	})
}

func TestScanEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, scanner := net.Pipe()
		defer ours.Close()
		defer scanner.Close()
		d, err := qrscan.New(ours, nil)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Minute+time.Millisecond)
		defer cancel()
		begin := time.Now()
		if _, err := d.Scan(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != 90*time.Minute+time.Millisecond {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		if _, err := d.Scan(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("with an ended context: %v", err)
		}
	})
}

func TestDayOfWaitingLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, scanner := net.Pipe()
		defer ours.Close()
		defer scanner.Close()
		d, err := qrscan.New(ours, nil)
		if err != nil {
			t.Fatal(err)
		}
		before := runtime.NumGoroutine()
		for range 24 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			if _, err := d.Scan(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatal(err)
			}
			cancel()
		}
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before+8 { // the test runner has some that come and go
			t.Errorf("%d goroutines became %d", before, after)
		}
		sent := make(chan error, 1)
		go func() {
			wait(10 * time.Millisecond)
			_, err := io.WriteString(scanner, code+"\r")
			sent <- err
		}()
		if got, err := d.Scan(t.Context()); err != nil || got.Reveal() != code {
			t.Errorf("after a day: %q, %v", got.Reveal(), err)
		}
		if err := <-sent; err != nil {
			t.Error(err)
		}
	})
}

func TestContentIsMaskedByWhateverPrintsIt(t *testing.T) {
	c := qrscan.Content(code)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "c", c)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{log.String(), string(encoded), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q %x", c, c, c, c, c, c)} {
		if strings.Contains(out, "OFFICE") || strings.Contains(out, "4854545") {
			t.Errorf("revealed in %s", out)
		}
	}
	if qrscan.Content("").String() != "" {
		t.Error("nothing is masked as something")
	}
}

func TestLimitsBelowZeroAreRefused(t *testing.T) {
	for _, o := range []qrscan.Opts{{MaxBytes: -1}, {Gap: -1}} {
		if _, err := qrscan.New(nil, &o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

// On a pseudo terminal, through the serial port: the way it runs in a lobby.
func TestScannerOnASerialLine(t *testing.T) {
	link := filepath.Join(t.TempDir(), "qrscan")
	line, err := drivertest.OpenPTY(link)
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	scanner := drivertest.NewQRScanner(line)
	port, err := serialport.Open(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	waits := make(chan struct{})
	d, err := qrscan.New(attentive{port, waits}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "qrscan(serialport(" + link + "))"; d.String() != want || d.Halt() != nil {
		t.Errorf("%s, want %s", d, want)
	}
	for _, c := range []struct {
		fault drivertest.QRFault
		want  error
	}{
		{drivertest.QRFaultNone, nil},
		{drivertest.QRFaultCutShort, qrscan.ErrCutShort},
		{drivertest.QRFaultStutter, qrscan.ErrCutShort},
		{drivertest.QRFaultNoSuffix, qrscan.ErrCutShort},
		{drivertest.QRFaultNoise, qrscan.ErrCharacters},
		{drivertest.QRFaultNone, nil}, // and it is well again
	} {
		if err := scanner.SetFault(c.fault); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		done := make(chan error, 1)
		go func() { <-waits; done <- scanner.Show(ctx, code) }()
		got, err := d.Scan(ctx)
		if !errors.Is(err, c.want) || c.want == nil && got.Reveal() != code {
			t.Errorf("%s: %q, %v", c.fault, got.Reveal(), err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
		cancel()
	}
	if err := scanner.SetFault("on-fire"); err == nil {
		t.Error("an unknown fault was taken")
	}
	unplugged := make(chan error, 1)
	go func() { <-waits; unplugged <- line.Unplug() }()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := d.Scan(ctx); !errors.Is(err, serialport.ErrGone) {
		t.Errorf("unplugged: %v", err)
	}
	if err := <-unplugged; err != nil {
		t.Error(err)
	}
}

// On a pseudo terminal, as above. A Dev lives as long as its port.
func TestReplugHealsAScanner(t *testing.T) {
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "qrscan"))
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	scanner := drivertest.NewQRScanner(line)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range 3 {
		port, err := serialport.Open(line.Link(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer port.Close()
		waits := make(chan struct{})
		d, err := qrscan.New(attentive{port, waits}, nil)
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { <-waits; done <- scanner.Show(ctx, code) }()
		if got, err := d.Scan(ctx); err != nil || got.Reveal() != code {
			t.Fatalf("plugged in: %q, %v", got.Reveal(), err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		go func() { // the cable is pulled in the midst of a code
			<-waits
			_, err := io.WriteString(line, code[:20])
			done <- errors.Join(err, line.Unplug())
		}()
		if got, err := d.Scan(ctx); !errors.Is(err, serialport.ErrGone) || got != "" {
			t.Errorf("pulled: %q, %v", got.Reveal(), err)
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if _, err := d.Scan(ctx); !errors.Is(err, serialport.ErrGone) {
			t.Errorf("cable out: %v", err)
		}
		if err := line.Replug(); err != nil {
			t.Fatal(err)
		}
	}
}

// attentive is a port that tells when Scan waits for a code: what is there
// before would be given up.
type attentive struct {
	*serialport.Port
	waits chan struct{}
}

func (a attentive) SetReadDeadline(t time.Time) error {
	if time.Until(t) > 500*time.Millisecond {
		select {
		case a.waits <- struct{}{}:
		default:
		}
	}
	return a.Port.SetReadDeadline(t)
}

// FuzzScan looks for a panic, and for content that is longer or other than
// what is promised.
func FuzzScan(f *testing.F) {
	f.Add([]byte(code + "\r\n"))
	f.Add([]byte("\r\n\x00\xff\n"))
	f.Fuzz(func(t *testing.T, sent []byte) {
		d, err := qrscan.New(&tape{Reader: bytes.NewReader(sent)}, &qrscan.Opts{MaxBytes: 40})
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Scan(t.Context())
		if err == nil && (got == "" || len(got.Reveal()) > 40 || strings.ContainsAny(got.Reveal(), "\r\n\x00\x1b")) {
			t.Errorf("%q passes", got.Reveal())
		}
	})
}

// tape plays bytes to a driver once it has dropped what was there before.
type tape struct {
	*bytes.Reader
	begun bool
}

func (t *tape) Read(b []byte) (int, error) {
	if !t.begun {
		t.begun = true
		return 0, os.ErrDeadlineExceeded
	}
	return t.Reader.Read(b)
}

func (*tape) SetReadDeadline(time.Time) error { return nil }
