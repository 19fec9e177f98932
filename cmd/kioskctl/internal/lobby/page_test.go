package lobby_test

import (
	"net/http"
	"strings"
	"testing"

	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/drivertest"
)

func TestPageHasAButtonForEachFaultAndCard(t *testing.T) {
	s := serveWith(t, lobby.Options{Presenter: true})
	code, page := s.ask(http.MethodGet, "/")
	if code != http.StatusOK {
		t.Fatalf("page: %d: %.300s", code, page)
	}
	wanted := []string{s.ready.IDCard, s.ready.Printer, s.ready.QRScan, s.ready.NFC, s.ready.A4, s.ready.Lines,
		`"/api/nfc/lift"`, `"/api/social/lay"`, `"/api/social/lift"`, `"/api/lines/restart"`, `data-input="presence"`, `data-input="door"`}
	for _, f := range drivertest.CardFaults() {
		wanted = append(wanted, `data-post="/api/card/fault?f=`+string(f)+`"`)
	}
	for _, f := range lobby.PrinterFaults() {
		wanted = append(wanted, `data-toggle="`+f+`"`)
	}
	for _, f := range append(lobby.QRFaults(), "none") {
		wanted = append(wanted, `data-post="/api/qr/fault?f=`+f+`"`)
	}
	for _, f := range append(lobby.NFCFaults(), "none") {
		wanted = append(wanted, `data-post="/api/nfc/fault?f=`+f+`"`)
	}
	for _, f := range lobby.A4Faults() {
		wanted = append(wanted, `data-a4="`+f+`"`)
	}
	for _, f := range append(lobby.BoardFaults(), "none") {
		wanted = append(wanted, `data-post="/api/lines/fault?f=`+f+`"`)
	}
	for _, f := range append(lobby.SocialFaults(), "none") {
		wanted = append(wanted, `data-post="/api/social/fault?f=`+f+`"`)
	}
	for _, c := range []string{"A", "B", "C", "D"} {
		wanted = append(wanted, `/api/card/lay?card=`+c+`"`)
	}
	for _, device := range []string{lobby.IDCard, lobby.Printer, lobby.QRScan, lobby.NFC, lobby.Lines, lobby.A4} {
		wanted = append(wanted, `/api/unplug?device=`+device+`"`, `/api/replug?device=`+device+`"`)
	}
	for _, w := range wanted {
		if !strings.Contains(string(page), w) {
			t.Errorf("the page lacks %s", w)
		}
	}
}

func TestPageOffersNoPresenterFaultWithoutPresenter(t *testing.T) {
	if _, page := serve(t).ask(http.MethodGet, "/"); strings.Contains(string(page), string(drivertest.OutputJam)) {
		t.Error("the page offers it")
	}
}
