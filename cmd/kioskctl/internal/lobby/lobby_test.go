package lobby_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/cmd/kioskctl/internal/lobby"
)

// served is a lobby that runs until the test ends.
type served struct {
	*testing.T
	ready lobby.Ready
	stop  func() error // ends it; may be called once more
}

func serve(t *testing.T) *served { return serveWith(t, lobby.Options{}) }

// serveWith opens a lobby as opts says, at free addresses.
func serveWith(t *testing.T, opts lobby.Options) *served {
	t.Helper()
	font, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		t.Fatal(err)
	}
	opts.Dir, opts.HTTP, opts.Line, opts.Office = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0", echo(t)
	if opts.VPCD == "" {
		opts.VPCD = "127.0.0.1:1" // nobody is there
	}
	opts.A4, opts.Font, opts.WidthDots, opts.Log = "127.0.0.1:0", font, 576, slog.New(slog.DiscardHandler)
	l, err := lobby.Open(opts)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- l.Serve(ctx) }()
	var result error
	over := false
	s := &served{T: t, ready: l.Ready(), stop: func() error {
		if !over {
			cancel()
			result, over = <-ended, true
		}
		return result
	}}
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return s
}

// ask sends one request and returns status and body.
func (s *served) ask(method, path string) (int, []byte) {
	s.Helper()
	req, err := http.NewRequestWithContext(s.Context(), method, s.ready.HTTP+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.Fatal(err)
	}
	return resp.StatusCode, body
}

func (s *served) do(path string) {
	s.Helper()
	if code, body := s.ask(http.MethodPost, path); code != http.StatusNoContent {
		s.Fatalf("%s: %d: %s", path, code, body)
	}
}

func (s *served) state() (st lobby.State) {
	s.Helper()
	_, body := s.ask(http.MethodGet, "/api/state")
	if err := json.Unmarshal(body, &st); err != nil {
		s.Fatal(err)
	}
	return st
}

// open opens a device as a driver does.
func (s *served) open(path string) *os.File {
	s.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() { f.Close() })
	if err := f.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		s.Fatal(err)
	}
	return f
}

// Frames of a card module, written out by hand (SAM-V frame, softs.im protocol
// page): preamble, length, command or status, checksum over all but preamble.
var (
	findFrame   = []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x03, 0x20, 0x01, 0x22}
	noCardReply = []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x04, 0x00, 0x00, 0x80, 0x84}
	cardReply   = []byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x08, 0x00, 0x00, 0x9F, 0, 0, 0, 0, 0x97}
)

func (s *served) find(port *os.File, want []byte) {
	s.Helper()
	if _, err := port.Write(findFrame); err != nil {
		s.Fatal(err)
	}
	got := make([]byte, len(want))
	if _, err := io.ReadFull(port, got); err != nil || !bytes.Equal(got, want) {
		s.Fatalf("find answered % X, %v; want % X", got, err, want)
	}
}

func TestCardLaidOnThePageIsFoundOnTheSerialLine(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.IDCard)
	s.find(port, noCardReply)
	s.do("/api/card/lay?card=B")
	if got := s.state().IDCard.Card; got != "B" {
		t.Errorf("card on the reader: %q", got)
	}
	s.find(port, cardReply)
	s.do("/api/card/lift")
	s.find(port, noCardReply)
}

func TestUnpluggedReaderHangsUpAndComesBackUnderTheSamePath(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.IDCard)
	s.find(port, noCardReply)
	s.do("/api/unplug?device=idcard")
	if n, err := port.Read(make([]byte, 1)); err == nil {
		t.Errorf("read %d bytes from a pulled cable", n)
	}
	if _, err := os.Stat(s.ready.IDCard); err == nil || s.state().IDCard.Plugged {
		t.Error("the device is still there")
	}
	s.do("/api/replug?device=idcard")
	s.find(s.open(s.ready.IDCard), noCardReply)
}

// print sends one line and a cut: ESC @, text, LF, GS V 66 0 (Epson command
// reference).
func (s *served) print(text string) {
	s.Helper()
	s.send("\x1b@" + text + "\n\x1dV\x42\x00")
}

// send sends commands to the printer.
func (s *served) send(commands string) {
	s.Helper()
	if _, err := s.open(s.ready.Printer).WriteString(commands); err != nil {
		s.Fatal(err)
	}
}

// paperReads waits until paper n is cut and compares what can be read on it.
func (s *served) paperReads(n, want string) {
	s.Helper()
	var paper struct {
		Lines []string
		Cut   bool
	}
	for deadline := time.Now().Add(5 * time.Second); !paper.Cut; {
		code, body := s.ask(http.MethodGet, "/api/paper/"+n+".json")
		if time.Now().After(deadline) {
			s.Fatalf("paper %s: %d: %s", n, code, body)
		}
		if code == http.StatusNotFound {
			continue // not out yet
		}
		if err := json.Unmarshal(body, &paper); err != nil {
			s.Fatalf("paper %s: %s: %v", n, body, err)
		}
	}
	if len(paper.Lines) != 1 || paper.Lines[0] != want {
		s.Errorf("paper %s reads %q, want %q", n, paper.Lines, want)
	}
}

func TestPapersKeepTheirNumberAfterTheyAreTaken(t *testing.T) {
	s := serve(t)
	s.print("ONE")
	s.paperReads("1", "ONE")
	s.do("/api/printer/take")
	s.print("TWO")
	s.paperReads("2", "TWO")
	s.paperReads("1", "ONE")
	if st := s.state(); st.Papers != 2 || st.Printer.Tray != 1 {
		t.Errorf("state %+v", st)
	}
	_, picture := s.ask(http.MethodGet, "/api/paper/1.png")
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil || img.Bounds().Dx() < 576 {
		t.Errorf("picture: %v, %v", img, err)
	}
	for _, nothing := range []string{"0.png", "3.png", "-1.json", "x.png", "1.gif", "1"} {
		if code, _ := s.ask(http.MethodGet, "/api/paper/"+nothing); code != http.StatusNotFound {
			t.Errorf("/api/paper/%s: %d", nothing, code)
		}
	}
}

func TestPaperRollPutInLetsThePrinterGoOn(t *testing.T) {
	s := serve(t)
	s.do("/api/printer/fault?f=paper-out")
	s.print("LATE")
	if got := s.state().Printer.Faults; len(got) != 1 || got[0] != "paper-out" {
		t.Fatalf("faults %q", got)
	}
	s.do("/api/printer/fault?f=paper-out&on=false")
	s.paperReads("1", "LATE")
}

// statusQuery is DLE EOT 1, which a printer with power answers at once (Epson
// command reference).
const statusQuery = "\x10\x04\x01"

func TestPrinterWithoutPowerSaysNothingUntilItIsSwitchedOn(t *testing.T) {
	s := serve(t)
	port := s.open(s.ready.Printer)
	ask := func(patience time.Duration) error {
		if err := port.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		if _, err := port.WriteString(statusQuery); err != nil {
			t.Fatal(err)
		}
		_, err := port.Read(make([]byte, 1))
		return err
	}
	if err := ask(5 * time.Second); err != nil {
		t.Fatalf("before: %v", err)
	}
	s.do("/api/printer/fault?f=power-loss")
	s.print(strings.Repeat("LOST", 100))
	if err := ask(200 * time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("without power: %v", err)
	}
	s.do("/api/printer/fault?f=none")
	if err := ask(5 * time.Second); err != nil {
		t.Fatalf("switched on: %v", err)
	}
	if got := s.state().Printer.Faults; len(got) > 0 {
		t.Errorf("faults %q", got)
	}
}

func TestLineIsCutAndJoinedFromThePage(t *testing.T) {
	s := serve(t)
	s.do("/api/line/cut")
	if s.state().Line.Up {
		t.Error("line is up after the cut")
	}
	s.do("/api/line/join")
	if !s.state().Line.Up {
		t.Error("line is down after it was joined")
	}
}

func TestWhatDoesNotExistIsRefused(t *testing.T) {
	s := serve(t)
	for _, path := range []string{
		"/api/card/lay?card=E", "/api/card/lay", "/api/card/fault?f=nonsense", "/api/printer/fault?f=nonsense",
		"/api/printer/fault?f=paper-out&on=perhaps", "/api/unplug?device=toaster", "/api/replug",
		"/api/printer/fault?f=output-jam", "/api/qr/show", "/api/qr/show?text=" + strings.Repeat("9", 7090),
		"/api/qr/fault?f=nonsense", "/api/nfc/lay", "/api/nfc/lay?uid=0102", "/api/nfc/lay?uid=nothex",
		"/api/nfc/fault?f=nonsense", "/api/a4/fault?f=nonsense", "/api/a4/fault?f=busy&on=perhaps",
	} {
		if code, body := s.ask(http.MethodPost, path); code != http.StatusBadRequest || len(body) == 0 {
			t.Errorf("%s: %d %q", path, code, body)
		}
	}
	if code, _ := s.ask(http.MethodGet, "/api/card/lift"); code == http.StatusNoContent {
		t.Error("a GET lifted the card")
	}
}

func TestAnotherSiteCannotWorkTheDevices(t *testing.T) {
	s := serve(t)
	for name, spoil := range map[string]func(*http.Request){
		"foreign origin": func(r *http.Request) { r.Header.Set("Origin", "https://elsewhere.example") },
		"foreign host":   func(r *http.Request) { r.Host = "elsewhere.example:80" },
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.ready.HTTP+"/api/line/cut", nil)
		if err != nil {
			t.Fatal(err)
		}
		spoil(req)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
	if !s.state().Line.Up {
		t.Error("the line was cut")
	}
}

func TestLobbyRemovesItsLinksWhenItEnds(t *testing.T) {
	s := serve(t)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(s.ready.IDCard), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestLobbyRefusesAddressesThatOthersCanReach(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "nonsense"} {
		for _, opts := range []lobby.Options{
			{HTTP: addr, Line: "127.0.0.1:0", A4: "127.0.0.1:0"},
			{HTTP: "127.0.0.1:0", Line: addr, A4: "127.0.0.1:0"},
			{HTTP: "127.0.0.1:0", Line: "127.0.0.1:0", A4: addr},
		} {
			opts.Dir = t.TempDir()
			if l, err := lobby.Open(opts); err == nil {
				l.Close()
				t.Errorf("opened with page %q, line %q, A4 printer %q", opts.HTTP, opts.Line, opts.A4)
			}
		}
	}
}
