package printing_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/cmd/kioskctl/internal/printing"
	"linli/drivers/drivertest"
	"linli/drivers/escpos"
)

// simulate starts a printer that is on no line yet.
func simulate(t *testing.T, opts drivertest.ReceiptPrinterOpts) *drivertest.ReceiptPrinter {
	t.Helper()
	font, err := assets.Font("NotoSansSC-Regular.otf")
	if err != nil {
		t.Fatal(err)
	}
	opts.Font = font
	printer, err := drivertest.NewReceiptPrinter(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { printer.Close() })
	return printer
}

// simulated starts a printer on a pseudo terminal, whose path is returned. It
// outlives what the test opens.
func simulated(t *testing.T, opts drivertest.ReceiptPrinterOpts) (*drivertest.ReceiptPrinter, string) {
	t.Helper()
	printer := simulate(t, opts)
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "printer"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- printer.Serve(ctx, line) }()
	t.Cleanup(func() {
		stop()
		line.Close()
		<-ended
	})
	return printer, line.Link()
}

// open opens a printer for one test.
func open(t *testing.T, address string, opts printing.Options) printing.Printer {
	t.Helper()
	p, err := printing.Open(t.Context(), address, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestEverySheetComesOutOnEveryModel(t *testing.T) {
	models, err := escpos.Models()
	if err != nil || len(models) == 0 {
		t.Fatal(len(models), err)
	}
	for _, m := range models {
		t.Run(m.Name, func(t *testing.T) {
			simulator, path := simulated(t, drivertest.ReceiptPrinterOpts{
				WidthDots: m.Profile.WidthDots, ClearByENQ: m.Profile.Clear == escpos.ClearENQ,
				Presenter: strings.HasSuffix(m.Name, "ct"), TearBit: strings.HasSuffix(m.Name, "tear"),
			})
			p := open(t, "serial:"+path, printing.Options{Profile: m.Name})
			want := "printed"
			if m.Profile.Status == escpos.StatusNone {
				want = "sent-unconfirmed"
			}
			for _, s := range []printing.Sheet{printing.TestSheet(noon), printing.TicketSheet(noon), printing.TextSheet("取号 hello")} {
				r, err := p.Print(t.Context(), s)
				if err != nil || r.Outcome != want || r.PaperDots == 0 || r.Sheet != s.Name {
					t.Errorf("%+v, %v", r, err)
				}
				simulator.TakePaper()
			}
			if unknown := simulator.Unknown(); unknown != nil {
				t.Errorf("the printer did not know %q", unknown)
			}
		})
	}
}

func TestReportSaysHowASheetEnded(t *testing.T) {
	simulator, path := simulated(t, drivertest.ReceiptPrinterOpts{Presenter: true})
	p := open(t, path, printing.Options{Profile: "80mm-retract", Wait: time.Nanosecond})
	sheet := printing.TextSheet("hello")
	if r, err := p.Print(t.Context(), sheet); err != nil || r.Handover != "retracted" {
		t.Errorf("nobody takes it: %+v, %v", r, err)
	}
	simulator.SetFault(drivertest.PaperOut, true)
	r, err := p.Print(t.Context(), sheet)
	if !errors.Is(err, escpos.ErrNotReady) || r.Outcome != "not-printed" || r.PaperDots != 0 || !strings.Contains(r.Error, "paper out") {
		t.Errorf("no paper: %+v, %v", r, err)
	}
	if s, err := p.Status(t.Context()); err != nil || !s.Known || s.Ready || !s.PaperOut || !strings.Contains(s.Summary, "paper out") {
		t.Errorf("no paper: %+v, %v", s, err)
	}
	simulator.SetFault(drivertest.PaperOut, false)
	simulator.SetFault(drivertest.CutterJam, true)
	if r, err := p.Print(t.Context(), sheet); err == nil || r.Outcome != "printed-uncut" || r.PaperDots == 0 {
		t.Errorf("cutter: %+v, %v", r, err)
	}
}

func TestNetworkPrinterIsAsked(t *testing.T) {
	simulator := simulate(t, drivertest.ReceiptPrinterOpts{})
	simulator.SetFault(drivertest.CoverOpen, true)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			simulator.Serve(t.Context(), conn)
		}
	}()
	p := open(t, "tcp:"+listener.Addr().String(), printing.Options{})
	if s, err := p.Status(t.Context()); err != nil || !s.CoverOpen || !s.Offline || s.Ready || s.Sensors {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestFileTakesTheBytesAndIsWrittenAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.bin")
	if err := os.WriteFile(path, bytes.Repeat([]byte("old"), 9999), 0o600); err != nil {
		t.Fatal(err)
	}
	p := open(t, path, printing.Options{Profile: "58mm"})
	if r, err := p.Print(t.Context(), printing.TextSheet("hello")); err != nil || r.Outcome != "sent-unconfirmed" {
		t.Errorf("%+v, %v", r, err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(got, []byte("hello\n")) || bytes.Contains(got, []byte("old")) {
		t.Errorf("file % X, %v", got, err)
	}
}

func TestLongLinesAreBrokenAtThePapersEdge(t *testing.T) {
	simulator, path := simulated(t, drivertest.ReceiptPrinterOpts{WidthDots: 384})
	p := open(t, path, printing.Options{Profile: "58mm"})
	text := "a\tb\r\n\n" + strings.Repeat("街", 17) + "\n" + strings.Repeat("x", 32) + "y\n\n"
	if r, err := p.Print(t.Context(), printing.TextSheet(text)); err != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	want := []string{"a    b", strings.Repeat("街", 16), "街", strings.Repeat("x", 32), "y"}
	if papers := simulator.Papers(); len(papers) != 1 || !slices.Equal(papers[0].Text, want) {
		t.Errorf("papers %+v", papers)
	}
}

func TestWrongAddressesAreNamed(t *testing.T) {
	for _, address := range []string{
		"", "printer", "tcp:", "tcp:host", "tcp:host:", "ftp:host:1", "ipp:/ipp/print",
		"serial:/dev/ttyS0?baud=fast", "serial:/dev/ttyS0?baud=-1", "serial:/dev/ttyS0?speed=9600", "serial:/dev/ttyS0?flow=x", "serial:/dev/ttyS0?%zz",
	} {
		if p, err := printing.Open(t.Context(), address, printing.Options{}); !errors.Is(err, printing.ErrAddress) || p != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestProfileComesFromAFileToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "own.json")
	for content, want := range map[string]error{`{"base": "58mm"}`: nil, `{"width": 3}`: escpos.ErrProfile} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := printing.Open(t.Context(), os.DevNull, printing.Options{Profile: path})
		if !errors.Is(err, want) {
			t.Errorf("%s: %v", content, err)
		}
		if err == nil {
			p.Close()
		}
	}
	if _, err := printing.Open(t.Context(), os.DevNull, printing.Options{Profile: "missing.json"}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestEveryModelIsInTheTechniciansPage(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/devices/printer.md")
	if err != nil {
		t.Fatal(err)
	}
	models, err := escpos.Models()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if !strings.Contains(string(page), "`"+m.Name+"`") {
			t.Errorf("the page does not name %s", m.Name)
		}
	}
}
