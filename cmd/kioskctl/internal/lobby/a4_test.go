package lobby_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/lobby"
	"linli/drivers/ipp"
)

// document begins and ends as a PDF; the printer looks no further.
var document = []byte("%PDF-1.7\n% an invented page\n%%EOF\n")

func (s *served) a4() *ipp.Dev {
	s.Helper()
	dev, err := ipp.New(s.ready.A4, &ipp.Opts{
		User: "kiosk-K2", Poll: 10 * time.Millisecond, ReplyTimeout: 2 * time.Second, JobTimeout: 10 * time.Second,
	})
	if err != nil {
		s.Fatal(err)
	}
	s.Cleanup(func() {
		if err := dev.Halt(); err != nil {
			s.Error(err)
		}
	})
	return dev
}

func TestA4PagesAreOfferedAsTheyWereReceived(t *testing.T) {
	s := serve(t)
	if o, err := s.a4().Print(t.Context(), document, ipp.JobOptions{Name: "示例证明"}); o != ipp.Printed || err != nil {
		t.Fatalf("%v, %v", o, err)
	}
	if st := s.state().A4; st.Pages != 1 || st.Tray != 1 || st.Waiting != 0 || !st.Plugged {
		t.Errorf("printed: %+v", st)
	}
	s.do("/api/a4/take")
	if st := s.state().A4; st.Pages != 1 || st.Tray != 0 {
		t.Errorf("taken: %+v", st)
	}
	code, body := s.ask(http.MethodGet, "/api/a4/page/1.pdf")
	if code != http.StatusOK || string(body) != string(document) {
		t.Errorf("page 1: %d %q", code, body)
	}
	var page lobby.A4Page
	_, body = s.ask(http.MethodGet, "/api/a4/page/1.json")
	if err := json.Unmarshal(body, &page); err != nil {
		t.Fatal(err)
	}
	want := lobby.A4Page{
		Job: 1, Name: "示例证明", User: "kiosk-K2", Format: "application/pdf", Media: "iso_a4_210x297mm",
		Sides: "one-sided", Copies: 1, Bytes: len(document),
	}
	if page != want {
		t.Errorf("asked for %+v, want %+v", page, want)
	}
	for _, nothing := range []string{"0.pdf", "2.pdf", "-1.json", "x.pdf", "1.png", "1"} {
		if code, _ := s.ask(http.MethodGet, "/api/a4/page/"+nothing); code != http.StatusNotFound {
			t.Errorf("/api/a4/page/%s: %d", nothing, code)
		}
	}
}

func TestCancelledA4JobStaysInWhenPaperIsPutIn(t *testing.T) {
	s := serveWith(t, lobby.Options{A4Time: time.Hour})
	dev := s.a4()
	type end struct {
		o   ipp.Outcome
		err error
	}
	ended := make(chan end, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		o, err := dev.Print(ctx, document, ipp.JobOptions{})
		ended <- end{o, err}
	}()
	for deadline := time.Now().Add(5 * time.Second); s.state().A4.Waiting == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the job does not come")
		}
	}
	s.do("/api/a4/fault?f=media-empty")
	cancel()
	if e := <-ended; e.o == ipp.Printed || e.err == nil {
		t.Errorf("cancelled for want of paper: %v, %v", e.o, e.err)
	}
	s.do("/api/a4/fault?f=media-empty&on=false")
	if st := s.state().A4; st.Pages != 0 || st.Waiting != 0 {
		t.Errorf("state %+v", st)
	}
}

func TestA4FaultsAreSwitchedOnAndOff(t *testing.T) {
	s := serve(t)
	for _, f := range lobby.A4Faults() {
		s.do("/api/a4/fault?f=" + f)
	}
	if got := s.state().A4.Faults; !slices.Equal(got, lobby.A4Faults()) {
		t.Errorf("faults %q", got)
	}
	s.do("/api/a4/fault?f=stall&on=false")
	status, err := s.a4().Status(t.Context())
	if err != nil || status.IsReady() || !strings.Contains(status.String(), "media-empty") {
		t.Errorf("status %s, %v", status, err)
	}
	s.do("/api/a4/fault?f=none")
	if got := s.state().A4.Faults; len(got) != 0 {
		t.Errorf("faults %q", got)
	}
	if o, err := s.a4().Print(t.Context(), document, ipp.JobOptions{}); o != ipp.Printed || err != nil {
		t.Errorf("%v, %v", o, err)
	}
}

func TestA4PrinterOffTheNetworkComesBackAtItsAddress(t *testing.T) {
	s := serve(t)
	dev := s.a4()
	s.do("/api/unplug?device=a4")
	if _, err := dev.Status(t.Context()); !errors.Is(err, ipp.ErrSilent) || s.state().A4.Plugged {
		t.Errorf("cable out: %v", err)
	}
	s.do("/api/replug?device=a4")
	if status, err := dev.Status(t.Context()); err != nil || !status.IsReady() {
		t.Errorf("cable in: %s, %v", status, err)
	}
}

func TestLobbyEndsWhileTheA4PrinterStalls(t *testing.T) {
	s := serve(t)
	s.do("/api/a4/fault?f=stall")
	dev := s.a4()
	asked := make(chan error, 1)
	go func() {
		_, err := dev.Status(t.Context())
		asked <- err
	}()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if err := <-asked; err == nil {
		t.Error("a printer that stalls answered")
	}
}

func TestForeignHostCannotPrint(t *testing.T) {
	s := serve(t)
	address := "http" + strings.TrimPrefix(s.ready.A4, "ipp")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "elsewhere.example:631"
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusForbidden {
		t.Errorf("status %s", resp.Status)
	}
}
