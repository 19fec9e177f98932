package printing_test

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/cmd/kioskctl/internal/printing"
	"linli/drivers/drivertest"
	"linli/drivers/ipp"
	"linli/kiosk/paper"
)

// onDesk starts an A4 printer and returns its address.
func onDesk(t *testing.T) (*drivertest.IPPPrinter, string) {
	t.Helper()
	return onDeskAs(t, drivertest.IPPPrinterOpts{})
}

func onDeskAs(t *testing.T, opts drivertest.IPPPrinterOpts) (*drivertest.IPPPrinter, string) {
	t.Helper()
	printer := drivertest.NewIPPPrinter(opts)
	server := httptest.NewServer(printer)
	t.Cleanup(func() {
		printer.Close()
		server.Close()
	})
	return printer, "ipp://" + server.Listener.Addr().String() + "/ipp/print"
}

// printJob is the operation that hands over a document (RFC 8011, 5.4.15).
const printJob = 0x0002

func TestEverySheetComesOutOnA4(t *testing.T) {
	printer, address := onDesk(t)
	p := open(t, address, printing.Options{})
	all := []printing.Sheet{printing.TestSheet(noon), printing.TicketSheet(noon), printing.TextSheet("取号 hello\n\nend")}
	for _, s := range all {
		r, err := p.Print(t.Context(), s)
		if err != nil || r.Outcome != "printed" || r.Sheet != s.Name || r.Printer != address {
			t.Errorf("%+v, %v", r, err)
		}
	}
	sheets := printer.Sheets()
	if len(sheets) != len(all) {
		t.Fatalf("%d sheets came out", len(sheets))
	}
	for _, s := range sheets {
		if !bytes.HasPrefix(s.Document, []byte("%PDF-")) || s.Media != "iso_a4_210x297mm" || s.User == "" {
			t.Errorf("%s came out on %q for %q", s.Name, s.Media, s.User)
		}
	}
}

func TestTextLongerThanASheetIsNotPrinted(t *testing.T) {
	printer, address := onDesk(t)
	r, err := open(t, address, printing.Options{}).Print(t.Context(), printing.TextSheet(strings.Repeat("line\n", 80)))
	if r.Outcome != "not-printed" || !errors.Is(err, paper.ErrTooMuch) || slices.Contains(printer.Operations(), printJob) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestA4PrinterTellsWhatIsWrong(t *testing.T) {
	printer, address := onDesk(t)
	p := open(t, address, printing.Options{})
	state, err := p.Status(t.Context())
	if err != nil || !state.Known || !state.Ready || state.Summary != "ready" || state.Conditions != nil {
		t.Errorf("%+v, %v", state, err)
	}
	printer.SetFault(drivertest.IPPMediaEmpty, true)
	printer.SetFault(drivertest.IPPTonerLow, true)
	state, err = p.Status(t.Context())
	if err != nil || state.Ready || !state.PaperOut || !slices.Equal(state.Conditions, []string{"media-empty", "toner-low"}) {
		t.Errorf("%+v, %v", state, err)
	}
	r, err := p.Print(t.Context(), printing.TicketSheet(noon))
	if err == nil || r.Outcome != "not-printed" || r.Error == "" {
		t.Errorf("%+v, %v", r, err)
	}
}

// pdfFile writes a document, of which only the beginning is one, to a file
// that is named after an invented person.
func pdfFile(t *testing.T, document []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "张示例.pdf")
	if err := os.WriteFile(path, document, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFinishedDocumentComesOutAsItIs(t *testing.T) {
	document := append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 0xFF, '\r'}, 40_000)...)
	sheet, err := printing.PDFSheet(pdfFile(t, document))
	if err != nil {
		t.Fatal(err)
	}
	printer, address := onDesk(t)
	r, err := open(t, address, printing.Options{}).Print(t.Context(), sheet)
	if err != nil || r.Outcome != "printed" || r.Sheet != "pdf" {
		t.Errorf("%+v, %v", r, err)
	}
	out := printer.Sheets()
	if len(out) != 1 || !bytes.Equal(out[0].Document, document) || out[0].Format != "application/pdf" || strings.Contains(out[0].Name, "张") {
		t.Errorf("%d sheets, or one that was changed or bears the file's name", len(out))
	}
}

func TestPrinterWithoutPDFGetsNone(t *testing.T) {
	sheet, err := printing.PDFSheet(pdfFile(t, []byte("%PDF-1.7\n")))
	if err != nil {
		t.Fatal(err)
	}
	desk, desktop := onDeskAs(t, drivertest.IPPPrinterOpts{Formats: []string{"image/urf"}})
	receipts, kiosk := simulated(t, drivertest.ReceiptPrinterOpts{})
	for address, want := range map[string]error{desktop: ipp.ErrFormat, kiosk: printing.ErrFinished} {
		r, err := open(t, address, printing.Options{}).Print(t.Context(), sheet)
		if r.Outcome != "not-printed" || !errors.Is(err, want) || r.Error == "" {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if len(desk.Sheets()) > 0 || len(receipts.Papers()) > 0 {
		t.Error("something came out")
	}
}

func TestFileThatIsNoPDFIsNamed(t *testing.T) {
	for name, path := range map[string]string{
		"no such file": filepath.Join(t.TempDir(), "none.pdf"), "is no PDF": pdfFile(t, []byte("PK\x03\x04")), "is a directory": t.TempDir(),
	} {
		if _, err := printing.PDFSheet(path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCompletedMeansWhatTheTechnicianSays(t *testing.T) {
	direct, queue := drivertest.IPPPrinterOpts{}, drivertest.IPPPrinterOpts{DeviceURI: "socket://192.0.2.7"}
	for _, c := range []struct {
		printer    drivertest.IPPPrinterOpts
		completion ipp.Completion
		want       string
	}{
		{direct, ipp.CompletionAuto, "printed"}, {direct, ipp.CompletionTransmission, "sent-unconfirmed"},
		{queue, ipp.CompletionAuto, "sent-unconfirmed"}, {queue, ipp.CompletionPaper, "printed"},
	} {
		_, address := onDeskAs(t, c.printer)
		r, err := open(t, address, printing.Options{Completion: c.completion}).Print(t.Context(), printing.TicketSheet(noon))
		if err != nil || r.Outcome != c.want {
			t.Errorf("%+v: %+v, %v", c, r, err)
		}
	}
}

func TestTestPageNamesThePrinterItIsOn(t *testing.T) {
	_, kiosk := simulated(t, drivertest.ReceiptPrinterOpts{})
	_, desk := onDesk(t)
	_, odd := onDeskAs(t, drivertest.IPPPrinterOpts{Model: " 邻里\u202eJet\u2122 \ufffc"})
	for address, want := range map[string]string{kiosk: "58mm", desk: "Linli simulated A4", odd: "邻里Jet", "ipp://127.0.0.1:9/ipp/print": "127.0.0.1"} {
		sheet, got := printing.TestSheet(noon), ""
		lay := sheet.Lay
		sheet.Lay = func(to printing.Target) (paper.Page, error) {
			page, err := lay(to)
			for _, e := range page.Elements {
				if l, ok := e.(paper.Line); ok && strings.HasSuffix(l.Text, noon.Format("  2006-01-02 15:04")) {
					got, _, _ = strings.Cut(l.Text, "  ")
				}
			}
			return page, err
		}
		_, _ = open(t, address, printing.Options{Profile: "58mm"}).Print(t.Context(), sheet) // one of them is not there
		if got != want {
			t.Errorf("the test page of %s names %q, want %q", address, got, want)
		}
	}
}
