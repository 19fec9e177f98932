package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// scanEvent is what happens at the scanner in a script's words.
func scanEvent(words []string) (flow.Event, bool) {
	switch words[0] {
	case "scan":
		return flow.Scanned{Text: kiosk.Private(strings.Join(words[1:], " "))}, true
	case "scan-failed":
		return flow.ScanFailed{}, true
	case "ticket-is":
		t := flow.TicketFound{Number: words[1]}
		switch words[2] {
		case "called":
			t.Called, t.Counter = true, "2"
		case "shut":
			t.Shut = &flow.Shut{Opens: "09:00"}
		case "unknown":
			t.Number = ""
		default:
			_, _ = fmt.Sscan(words[2], &t.Ahead)
		}
		return flow.Answered{Reply: t}, true
	}
	return nil, false
}

// scanWords says what ScanShown shows.
func scanWords(v flow.View) []string {
	s := v.Scan
	if s == nil {
		return nil
	}
	words := []string{string(s.Phase)}
	if s.Number != "" {
		words = append(words, s.Number)
	}
	if s.Ahead > 0 {
		words = append(words, fmt.Sprintf("ahead=%d", s.Ahead))
	}
	if s.Shut != nil {
		words = append(words, "opens="+s.Shut.Opens)
	}
	if s.Counter != "" {
		words = append(words, "counter="+string(s.Counter))
	}
	return words
}

func TestWhatACodeNames(t *testing.T) {
	const ticket, code = "01KAQ3V5D8Z6P2M9R4T7W0X1YB", "7W0X-1YBF"
	m := flow.Machine{Catalogue: shelf}
	for text, want := range map[string]flow.Question{
		"LINLI.EXAMPLE/T/" + ticket:                          flow.TicketByID{Ticket: ticket},
		"https://linli.example/t/" + strings.ToLower(ticket): flow.TicketByID{Ticket: ticket},
		"HTTP://10.0.0.1:8480/a/b/T/" + ticket + "/":         flow.TicketByID{Ticket: ticket},
		ticket: flow.TicketByID{Ticket: ticket},
		"https://linli.example/c/7w0x-1ybf?lang=en#top": flow.CaseByCode{Code: code},
		"LINLI.EXAMPLE/C/7W0X1YBF":                      flow.CaseByCode{Code: code},
		" 7w0x 1ybf ":                                   flow.CaseByCode{Code: code},
		"":                                              nil,
		"7W0X-1YBM":                                     nil, // mistyped: the check digit is another's
		"LINLI.EXAMPLE/C/" + ticket:                     nil,
		"LINLI.EXAMPLE/T/" + code:                       nil,
		"LINLI.EXAMPLE/X/" + code:                       nil,
		"LINLI.EXAMPLE/T/" + ticket[:25] + "U":          nil, // no digit of these codes
		"LINLI.EXAMPLE/T/" + ticket + "0":               nil,
		strings.Repeat("A", 300) + "/C/" + code:         nil,
		"HTTPS://OFFICE.EXAMPLE/C/2KCE3IQBE4CEQSEH2ZSE5QGAYTMN": nil, // on a certificate
		"WIFI:T:WPA;S:示例;P:示例;;":                                nil,
	} {
		s, _ := m.Next(flow.Start(), flow.Began{Visit: "V1"})
		s, effects := m.Next(s, flow.Scanned{Text: kiosk.Private(text)})
		var got flow.Question
		for _, e := range effects {
			if ask, ok := e.(flow.Ask); ok {
				got = ask.Question
			}
		}
		if got != want || (want == nil) != (s.Screen == flow.ScanShown) {
			t.Errorf("%q asks %+v on %s, want %+v", text, got, s.Screen, want)
		}
	}
}

// TestScanTearsNobodyOutOfAnApplication: a code counts only where it is asked
// for, or where nothing is under way.
func TestScanTearsNobodyOutOfAnApplication(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	s, _ := m.Next(flow.Start(), flow.Began{Visit: "V1"})
	for _, e := range []flow.Event{
		flow.Touched{Control: "entry:apply"}, flow.Touched{Control: "item:aid"}, flow.Touched{Control: flow.SkipCard},
		flow.Typed{Field: "name", Text: "张示例"}, // an invented name
	} {
		s, _ = m.Next(s, e)
		before := s
		after, effects := m.Next(s, flow.Scanned{Text: "7W0X-1YBF"})
		if m.TakesScan(s) || len(effects) > 0 || after.Screen != before.Screen || after.Draft != before.Draft || after.Trouble != before.Trouble {
			t.Errorf("on %s a code leads to %s with %d effects", before.Screen, after.Screen, len(effects))
		}
	}
	if s.Draft != "张示例" {
		t.Fatalf("the way led to %s", s.Screen)
	}
}

// TestCodeIsOfferedOnlyWhereItIsTaken also without a scanner: then nowhere.
func TestCodeIsOfferedOnlyWhereItIsTaken(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	s, _ := m.Next(flow.Start(), flow.Began{Visit: "V1"})
	for _, step := range []struct {
		touch  flow.Control
		offers string
	}{{"entry:ticket", ""}, {"item:allowance", ""}, {flow.GoHome, ""}, {"entry:track", "left"}, {flow.SkipCard, "left"}, {flow.GoHome, ""}} {
		s, _ = m.Next(s, flow.Touched{Control: step.touch})
		if got := m.View(s, flow.Ambient{ScanSide: "left"}).ScanSide; got != step.offers {
			t.Errorf("after %s: %q is offered, not %q", step.touch, got, step.offers)
		}
		if m.View(s, flow.Ambient{}).ScanSide != "" {
			t.Errorf("after %s: offered without a scanner", step.touch)
		}
	}
}

// TestCodeWorksWithoutATileForCases: the code alone leads to the case.
func TestCodeWorksWithoutATileForCases(t *testing.T) {
	bare := *shelf
	bare.Entries = []catalogue.Entry{shelf.Entries[0]}
	m := flow.Machine{Catalogue: &bare}
	s, _ := m.Next(flow.Start(), flow.Began{Visit: "V1"})
	s, _ = m.Next(s, flow.Scanned{Text: "7W0X-1YBF"})
	if s, _ = m.Next(s, flow.Answered{Reply: flow.CasesFound{Cases: []flow.CaseFound{{Code: "7W0X-1YBF"}}}}); s.Screen != flow.CaseShown {
		t.Errorf("the code leads to %s", s.Screen)
	}
}

// TestScanChangesNothingBehindWhatCoversTheScreen: whoever reads that the voice
// has stopped would not see what came of it.
func TestScanChangesNothingBehindWhatCoversTheScreen(t *testing.T) {
	m := flow.Machine{Catalogue: shelf, Voice: true}
	s, _ := walk(t, m, flow.Start(), flow.Headphones{In: true}, flow.Began{Visit: "V1"}, flow.Headphones{})
	if !m.View(s, flow.Ambient{}).Silenced {
		t.Fatal("nothing is said of the headphones")
	}
	if after, effects := m.Next(s, flow.Scanned{Text: "7W0X-1YBF"}); m.TakesScan(s) || len(effects) > 0 || after.Screen != s.Screen {
		t.Errorf("a code leads to %s with %d effects", after.Screen, len(effects))
	}
	if s, _ = walk(t, m, s, flow.GoOnSilent); !m.TakesScan(s) {
		t.Error("no code is taken afterwards")
	}
}
