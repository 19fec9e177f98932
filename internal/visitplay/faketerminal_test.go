package visitplay_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// Places of the fake terminal's controls. They do not overlap, so a touch that
// comes too late hits nothing on the next screen.
var (
	beginAt = flow.Place{Control: flow.Begin, X: 0, Y: 0, W: 200, H: 100}
	tileAt  = flow.Place{Control: "entry:queue", X: 10, Y: 10, W: 60, H: 30}
	itemAt  = flow.Place{Control: "item:demo", X: 100, Y: 10, W: 60, H: 30}
	langAt  = flow.Place{Control: flow.SwitchLang, X: 10, Y: 60, W: 60, H: 20}
	skipAt  = flow.Place{Control: flow.SkipCard, X: 100, Y: 60, W: 60, H: 20}
)

// fakeTerminal is a terminal, its lobby and its office in few lines: it paints
// each screen in a colour of its own, feels real touches, and writes a trace.
type fakeTerminal struct {
	t       *testing.T
	painter *painter
	trace   string
	deaf    int              // touches it does not answer
	outcome kiosk.PrintState // how paper ends
	fewer   bool             // nothing comes out of the printer
	deny    bool             // the office never has the record

	mu      sync.Mutex // protects the fields below
	trouble kiosk.Code // what the first card that is laid gives
	view    flow.View
	shown   flow.Shown
	papers  int
	acts    []string // what the lobby was asked to do
}

func newFakeTerminal(t *testing.T, painter *painter) *fakeTerminal {
	t.Helper()
	return &fakeTerminal{
		t: t, painter: painter, trace: filepath.Join(t.TempDir(), "trace.jsonl"), outcome: kiosk.Printed,
		view: flow.View{Lang: kiosk.Chinese},
	}
}

// run answers touches until the test ends.
func (f *fakeTerminal) run() {
	f.show(flow.Attract, beginAt)
	go func() {
		for {
			select {
			case at := <-f.painter.releases:
				f.touched(at)
			case <-f.t.Context().Done():
				return
			}
		}
	}()
}

func (f *fakeTerminal) touched(at image.Point) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.deaf > 0 {
		f.deaf--
		return
	}
	hit := func(p flow.Place) bool {
		return at.In(image.Rect(p.X, p.Y, p.X+p.W, p.Y+p.H))
	}
	switch screen := f.view.Screen; {
	case screen == flow.Attract:
		f.view.Visit = "01VISIT"
		f.showLocked(flow.Home, tileAt, langAt)
	case screen == flow.Home && hit(langAt):
		f.view.Lang = kiosk.English
		f.showLocked(flow.Home, tileAt, langAt)
	case screen == flow.Home && hit(tileAt):
		f.showLocked(flow.ChooseItem, itemAt)
	case screen == flow.ChooseItem && hit(itemAt):
		f.view.Card = &flow.CardView{Phase: flow.CardAwaited}
		f.showLocked(flow.Identify, skipAt)
	case screen == flow.Identify && hit(skipAt):
		f.submit()
	}
}

// submit prints and shows the number; f.mu is held.
func (f *fakeTerminal) submit() {
	f.view.Card, f.view.Trouble = nil, ""
	f.view.Ticket = &flow.TicketView{Number: "A007", Print: kiosk.Printing}
	f.showLocked(flow.Number)
	if !f.fewer {
		f.papers++
	}
	f.view.Ticket = &flow.TicketView{Number: "A007", Print: f.outcome}
	f.showLocked(flow.Number)
	if f.fewer || f.outcome != kiosk.Printed {
		f.finish()
	}
}

// finish ends the visit; f.mu is held.
func (f *fakeTerminal) finish() {
	f.view = flow.View{Seq: f.view.Seq, Lang: kiosk.Chinese}
	f.showLocked(flow.Attract, beginAt)
}

func (f *fakeTerminal) show(s flow.Screen, places ...flow.Place) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.showLocked(s, places...)
}

func (f *fakeTerminal) showLocked(s flow.Screen, places ...flow.Place) {
	f.view.Seq++
	f.view.Screen = s
	f.view.Tiles = nil
	for _, p := range places {
		if p == tileAt || p == itemAt {
			f.view.Tiles = append(f.view.Tiles, flow.Tile{Control: p.Control})
		}
	}
	f.shown = flow.Shown{Width: 200, Height: 100, Controls: places}
	f.painter.fill(image.Rect(0, 0, 200, 100), colourOf(s))
	appendLines(f.t, f.trace, visitplay.Line{
		Seq: f.view.Seq, Screen: s, Visit: f.view.Visit, View: f.view, Shown: f.shown,
	})
}

func colourOf(s flow.Screen) color.RGBA {
	var sum uint8
	for _, c := range []byte(s) {
		sum = sum*31 + c
	}
	return color.RGBA{R: sum, G: ^sum, B: 0x40, A: 0xFF}
}

// lobby serves what the player asks of a lobby.
func (f *fakeTerminal) lobby() *visitplay.Lobby {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.acts = append(f.acts, r.URL.RequestURI())
		switch r.URL.Path {
		case "/api/card/lay":
			if f.trouble != "" {
				f.view.Trouble, f.trouble = f.trouble, ""
				f.showLocked(flow.Identify, skipAt)
				return
			}
			f.view.Trouble = ""
			f.view.Card = &flow.CardView{Phase: flow.CardRead}
			f.showLocked(flow.Identify)
			f.submit()
		case "/api/printer/take":
			f.finish()
		}
	})
	mux.HandleFunc("GET /api/state", func(w http.ResponseWriter, _ *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		fmt.Fprintf(w, `{"papers":%d}`, f.papers)
	})
	mux.HandleFunc("GET /api/paper/1.json", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"lines":["demo","A007"],"qr":["X"],"cut":true}`)
	})
	mux.HandleFunc("GET /api/paper/1.png", func(w http.ResponseWriter, _ *http.Request) {
		var b bytes.Buffer
		_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
		_, _ = w.Write(b.Bytes())
	})
	return visitplay.LobbyAt(f.serve(mux))
}

// office serves the list of tickets.
func (f *fakeTerminal) office() *visitplay.Office {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/tickets", func(w http.ResponseWriter, _ *http.Request) {
		all := []visitplay.OfficeTicket{{Visit: "01OTHER", Number: "A006"}}
		if !f.deny {
			all = append(all, visitplay.OfficeTicket{Visit: "01VISIT", Number: "A007"})
		}
		_ = json.NewEncoder(w).Encode(all)
	})
	return visitplay.OfficeAt(f.serve(mux))
}

func (f *fakeTerminal) serve(h http.Handler) string {
	s := httptest.NewServer(h)
	f.t.Cleanup(s.Close)
	return s.URL
}
