package printing_test

import (
	"bytes"
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"linli/cmd/kioskctl/internal/printing"
	"linli/drivers/drivertest"
	"linli/kiosk/paper"
)

// onDesk starts an A4 printer and returns its address.
func onDesk(t *testing.T) (*drivertest.IPPPrinter, string) {
	t.Helper()
	printer := drivertest.NewIPPPrinter(drivertest.IPPPrinterOpts{})
	server := httptest.NewServer(printer)
	t.Cleanup(func() {
		printer.Close()
		server.Close()
	})
	return printer, "ipp://" + server.Listener.Addr().String() + "/ipp/print"
}

func TestEverySheetComesOutOnA4(t *testing.T) {
	printer, address := onDesk(t)
	p := open(t, address, printing.Options{})
	all := []printing.Sheet{printing.TestSheet("A4", noon), printing.TicketSheet(noon), printing.TextSheet("取号 hello\n\nend")}
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
	if r.Outcome != "not-printed" || !errors.Is(err, paper.ErrTooMuch) || len(printer.Operations()) > 0 {
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
