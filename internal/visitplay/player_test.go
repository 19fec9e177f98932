package visitplay_test

import (
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// playAt plays one visit at the fake terminal that prepare has set up.
func playAt(t *testing.T, s visitplay.Script, prepare func(*fakeTerminal, *visitplay.Player)) (*fakeTerminal, string, visitplay.Summary, error) {
	t.Helper()
	t.Parallel() // a visit is mostly waiting
	display := virtualDisplay(t, image.Pt(200, 100))
	f := newFakeTerminal(t, openPainter(t, display))
	dir := t.TempDir()
	p := &visitplay.Player{
		Glass: openGlass(t, display), Trace: visitplay.FollowTrace(f.trace),
		Lobby: f.lobby(), Office: f.office(), Dir: dir,
		TouchAgain: 500 * time.Millisecond, OfficeWithin: 5 * time.Second,
	}
	if prepare != nil {
		prepare(f, p)
	}
	f.run()
	sum, err := p.Play(within(t, 30*time.Second), s)
	return f, dir, sum, err
}

func TestWholeVisitWithACard(t *testing.T) {
	f, dir, sum, err := playAt(t, visitplay.Script{Card: "A"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := visitplay.Summary{
		VisitID: "01VISIT", TicketNumber: "A007", DocumentKind: kiosk.ResidentCard,
		PrintOutcome: kiosk.Printed, OfficeHas: true,
		Screens: []string{"attract", "home", "choose-item", "identify", "number", "attract"},
	}
	if d := cmp.Diff(want, sum); d != "" {
		t.Errorf("summary (-want +got):\n%s", d)
	}
	if err := sum.Failure(true); err != nil {
		t.Error(err)
	}
	wantActs := []string{"/api/card/lay?card=A", "/api/card/lift", "/api/printer/take"}
	if d := cmp.Diff(wantActs, f.acts); d != "" {
		t.Errorf("at the lobby (-want +got):\n%s", d)
	}
	for i, screen := range sum.Screens {
		path := filepath.Join(dir, visitplay.PictureName(i, screen))
		if got, want := cornerOf(t, path), colourOf(flow.Screen(screen)); got != want {
			t.Errorf("%s has the colour %v, want %v: another screen was on the glass", path, got, want)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "ticket.png")); err != nil {
		t.Error(err)
	}
}

func cornerOf(t *testing.T, path string) any {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img.At(0, 0)
}

func TestVisitWithoutACardInEnglish(t *testing.T) {
	f, _, sum, err := playAt(t, visitplay.Script{Card: visitplay.NoCard, Lang: kiosk.English},
		func(f *fakeTerminal, p *visitplay.Player) { p.Office = nil })
	if err != nil {
		t.Fatal(err)
	}
	if sum.DocumentKind != kiosk.NoDocument || sum.OfficeHas {
		t.Errorf("summary %+v", sum)
	}
	if err := sum.Failure(false); err != nil {
		t.Error(err)
	}
	if slices.ContainsFunc(f.acts, func(a string) bool { return strings.Contains(a, "/card/") }) {
		t.Errorf("a resident without a card did %q", f.acts)
	}
}

func TestMovedCardIsLaidAgain(t *testing.T) {
	f, _, sum, err := playAt(t, visitplay.Script{Card: "A"},
		func(f *fakeTerminal, _ *visitplay.Player) { f.trouble = kiosk.CardMoved })
	if err != nil || sum.DocumentKind != kiosk.ResidentCard {
		t.Fatalf("%+v, %v", sum, err)
	}
	want := []string{"/api/card/lay?card=A", "/api/card/lift", "/api/card/lay?card=A", "/api/card/lift", "/api/printer/take"}
	if d := cmp.Diff(want, f.acts); d != "" {
		t.Errorf("at the lobby (-want +got):\n%s", d)
	}
}

func TestResidentGoesOnWithoutACardThatCannotBeRead(t *testing.T) {
	f, _, sum, err := playAt(t, visitplay.Script{Card: "D"},
		func(f *fakeTerminal, _ *visitplay.Player) { f.trouble = kiosk.CardUnsupported })
	if err != nil || sum.DocumentKind != kiosk.NoDocument || sum.TicketNumber != "A007" {
		t.Fatalf("%+v, %v", sum, err)
	}
	want := []string{"/api/card/lay?card=D", "/api/card/lift", "/api/printer/take"}
	if d := cmp.Diff(want, f.acts); d != "" {
		t.Errorf("at the lobby (-want +got):\n%s", d)
	}
}

func TestResidentTouchesAgainWhenTheGlassDoesNotAnswer(t *testing.T) {
	_, _, sum, err := playAt(t, visitplay.Script{Card: "A"}, func(f *fakeTerminal, _ *visitplay.Player) { f.deaf = 2 })
	if err != nil || sum.TicketNumber != "A007" {
		t.Fatalf("%+v, %v", sum, err)
	}
}

func TestVisitFailsWhenNoPaperCameOut(t *testing.T) {
	_, _, _, err := playAt(t, visitplay.Script{Card: "A"}, func(f *fakeTerminal, p *visitplay.Player) { f.fewer, p.Office = true, nil })
	if err == nil || !strings.Contains(err.Error(), "papers came out") {
		t.Fatalf("printed, says the screen, but no paper: %v", err)
	}
}

func TestVisitTellsAnUncertainPaper(t *testing.T) {
	_, _, sum, err := playAt(t, visitplay.Script{Card: "A"},
		func(f *fakeTerminal, p *visitplay.Player) { f.outcome, p.Office = kiosk.PrintUncertain, nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := sum.Failure(true); err == nil || !strings.Contains(err.Error(), "uncertain") {
		t.Errorf("verdict: %v", err)
	}
}

func TestVisitFailsWhenTheOfficeNeverHasTheRecord(t *testing.T) {
	_, _, sum, err := playAt(t, visitplay.Script{Card: "A"}, func(f *fakeTerminal, p *visitplay.Player) {
		f.deny, p.OfficeWithin = true, 500*time.Millisecond
	})
	if err == nil || !strings.Contains(err.Error(), "at the office") || sum.OfficeHas {
		t.Fatalf("%+v, %v", sum, err)
	}
}

func TestVisitThatDoesNotEndIsGivenUp(t *testing.T) {
	_, _, _, err := playAt(t, visitplay.Script{Card: "A"}, func(f *fakeTerminal, p *visitplay.Player) {
		f.deaf, p.VisitWithin = 1000, time.Second
	})
	if err == nil || !strings.Contains(err.Error(), `on screen "attract"`) {
		t.Fatalf("a deaf terminal: %v", err)
	}
}

func TestSummaryHasExactlyTheAgreedNames(t *testing.T) {
	dir := t.TempDir()
	if err := (visitplay.Summary{}).Write(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"visitID": "", "ticketNumber": "", "documentKind": "", "printOutcome": "",
		"recordsPending": 0.0, "officeHasRecord": false, "screens": []any{}, "deeds": []any{},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("summary.json (-want +got):\n%s", d)
	}
}

func TestHalfVisitsAreFailures(t *testing.T) {
	whole := visitplay.Summary{TicketNumber: "A001", PrintOutcome: kiosk.Printed, OfficeHas: true}
	if err := whole.Failure(true); err != nil {
		t.Errorf("whole visit: %v", err)
	}
	for name, spoil := range map[string]func(*visitplay.Summary){
		"no ticket":    func(s *visitplay.Summary) { s.TicketNumber = "" },
		"not printed":  func(s *visitplay.Summary) { s.PrintOutcome = kiosk.NotPrinted },
		"not arrived":  func(s *visitplay.Summary) { s.OfficeHas = false },
		"still queued": func(s *visitplay.Summary) { s.RecordsPending = 1 },
	} {
		s := whole
		spoil(&s)
		if s.Failure(true) == nil {
			t.Errorf("%s passes for a whole visit", name)
		}
	}
}
