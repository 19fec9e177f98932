package lobby

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"linli/drivers/drivertest"
)

// State is what GET /api/state answers.
type State struct {
	IDCard  CardState    `json:"idcard"`
	Printer PrinterState `json:"printer"`
	QRScan  QRScanState  `json:"qrscan"`
	NFC     NFCState     `json:"nfc"`
	A4      A4State      `json:"a4"`
	Lines   LinesState   `json:"lines"`
	Social  SocialState  `json:"social"`
	Line    LineState    `json:"line"`
	Till    TillState    `json:"till"`
	Papers  int          `json:"papers"` // that came out since the lobby was opened
}

// CardState is the card reader's part of State.
type CardState struct {
	Plugged bool   `json:"plugged"`
	Card    string `json:"card"` // specimen on the reader; empty for none
	Reads   int    `json:"reads"`
	Fault   string `json:"fault"`
}

// PrinterState is the printer's part of State.
type PrinterState struct {
	Plugged bool     `json:"plugged"`
	Faults  []string `json:"faults"`
	Tray    int      `json:"tray"` // papers nobody took

	DrawnBack []int `json:"drawnBack"` // papers the presenter took back, by number
}

// QRScanState is the QR scanner's part of State.
type QRScanState struct {
	Plugged bool   `json:"plugged"`
	Fault   string `json:"fault"`
	Codes   int    `json:"codes"` // that were shown
}

// NFCState is the community card reader's part of State.
type NFCState struct {
	Plugged bool     `json:"plugged"`
	UIDs    []string `json:"uids"` // of the cards that lie there, in hexadecimal
	Fault   string   `json:"fault"`
}

// A4State is the A4 printer's part of State.
type A4State struct {
	Plugged bool     `json:"plugged"`
	Faults  []string `json:"faults"`
	Waiting int      `json:"waiting"` // jobs that are not over
	Tray    int      `json:"tray"`    // documents nobody took
	Pages   int      `json:"pages"`   // documents that came out since the lobby was opened
}

// A4Page is what GET /api/a4/page/N.json answers: what was asked for a
// document that came out. All fields are as the printer received them.
type A4Page struct {
	Job    int    `json:"job"`
	Name   string `json:"name"`
	User   string `json:"user"`
	Format string `json:"format"`
	Media  string `json:"media"`
	Sides  string `json:"sides"`
	Copies int    `json:"copies"`
	Bytes  int    `json:"bytes"`
}

// LineState is the line's part of State.
type LineState struct {
	Up   bool `json:"up"`
	Open int  `json:"open"` // connections running through it
}

// handler serves the page and the API. Requests that another site made a
// browser send are refused, and so is a name that only pretends to be us.
func (l *Lobby) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", l.servePage)
	mux.HandleFunc("GET /api/state", l.serveState)
	mux.HandleFunc("GET /api/paper/{file}", l.servePaper)
	mux.HandleFunc("POST /api/card/lay", act(l.layCard))
	mux.HandleFunc("POST /api/card/lift", act(func(*http.Request) error { l.card.Lift(); return nil }))
	mux.HandleFunc("POST /api/card/fault", act(func(r *http.Request) error {
		return l.card.Fault(drivertest.CardFault(r.FormValue("f")))
	}))
	mux.HandleFunc("POST /api/printer/fault", act(switchFault(l.printer.set)))
	mux.HandleFunc("POST /api/printer/take", act(func(*http.Request) error { l.papers.take(); return nil }))
	mux.HandleFunc("POST /api/qr/show", act(l.showCode))
	mux.HandleFunc("POST /api/qr/fault", act(func(r *http.Request) error { return l.scanner.set(r.FormValue("f")) }))
	mux.HandleFunc("POST /api/nfc/lay", act(l.layCommunityCards))
	mux.HandleFunc("POST /api/nfc/lift", act(func(*http.Request) error { return l.nfc.lay(nil) }))
	mux.HandleFunc("POST /api/nfc/fault", act(func(r *http.Request) error { return l.nfc.set(r.FormValue("f")) }))
	mux.HandleFunc("POST /api/lines/presence", act(l.wires.switchInput(presenceInput, false)))
	mux.HandleFunc("POST /api/lines/door", act(l.wires.switchInput(doorInput, true)))
	mux.HandleFunc("POST /api/lines/restart", act(func(*http.Request) error { l.wires.Restart(); return nil }))
	mux.HandleFunc("POST /api/lines/fault", act(func(r *http.Request) error { return l.wires.set(r.FormValue("f")) }))
	mux.HandleFunc("POST /api/social/lay", act(func(r *http.Request) error { return l.social.lay(r.Context()) }))
	mux.HandleFunc("POST /api/social/lift", act(func(*http.Request) error { return l.social.take() }))
	mux.HandleFunc("POST /api/social/fault", act(func(r *http.Request) error { return l.social.set(r.FormValue("f")) }))
	mux.HandleFunc("POST /api/a4/fault", act(switchFault(l.a4.set)))
	mux.HandleFunc("POST /api/a4/take", act(func(*http.Request) error { l.a4.take(); return nil }))
	mux.HandleFunc("GET /api/a4/page/{file}", func(w http.ResponseWriter, r *http.Request) { l.a4.servePage(w, r, l.answer) })
	mux.HandleFunc("POST /till/{what}", l.till.serve)
	mux.HandleFunc("POST /api/till/pay", act(func(*http.Request) error { return l.till.pay() }))
	mux.HandleFunc("POST /api/till/fault", act(func(r *http.Request) error { return l.till.set(r.FormValue("f")) }))
	mux.HandleFunc("POST /api/line/cut", act(func(*http.Request) error { return l.line.Cut() }))
	mux.HandleFunc("POST /api/line/join", act(func(*http.Request) error { return l.line.Join() }))
	mux.HandleFunc("POST /api/unplug", act(l.unplug))
	mux.HandleFunc("POST /api/replug", act(l.replug))
	return onlyHere(http.NewCrossOriginProtection().Handler(mux))
}

// onlyHere refuses requests whose Host is not this machine: a name of another
// site that was made to resolve to 127.0.0.1.
func onlyHere(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := loopback(r.Host); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// act makes a handler of something that is done or refused.
func act(do func(*http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(r); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// switchFault reads f, the name of a fault, and on, which ends it when it is
// false.
func switchFault(set func(name string, on bool) error) func(*http.Request) error {
	return func(r *http.Request) error {
		on := true
		if s := r.FormValue("on"); s != "" {
			var err error
			if on, err = strconv.ParseBool(s); err != nil {
				return fmt.Errorf("lobby: on=%q: must be true or false", s)
			}
		}
		return set(r.FormValue("f"), on)
	}
}

func (l *Lobby) layCard(r *http.Request) error {
	name := r.FormValue("card")
	card, ok := drivertest.SpecimenCard(name)
	if !ok {
		return fmt.Errorf("lobby: there is no specimen card %q; there are A, B, C and D", name)
	}
	l.card.Lay(card)
	l.opts.Log.Info("card laid", "specimen", name)
	return nil
}

func (l *Lobby) unplug(r *http.Request) error {
	cable, err := l.cable(r)
	if err != nil {
		return err
	}
	return cable.Unplug()
}

func (l *Lobby) replug(r *http.Request) error {
	cable, err := l.cable(r)
	if err != nil {
		return err
	}
	return cable.Replug()
}

func (l *Lobby) cable(r *http.Request) (plug, error) {
	name := r.FormValue("device")
	cable, ok := l.plugs[name]
	if !ok {
		return nil, fmt.Errorf("lobby: there is no device %q; there are %q", name, slices.Sorted(maps.Keys(l.plugs)))
	}
	return cable, nil
}

// state looks at everything now.
func (l *Lobby) state() State {
	card := l.card.State()
	all, tray, drawnBack := l.papers.count()
	return State{
		IDCard: CardState{
			Plugged: l.cables[IDCard].Plugged(), Card: card.Card, Reads: card.Reads, Fault: string(card.Fault),
		},
		Printer: PrinterState{
			Plugged: l.cables[Printer].Plugged(), Faults: l.printer.faults(), Tray: tray, DrawnBack: drawnBack,
		},
		QRScan: l.scanner.state(l.plugs[QRScan]),
		NFC:    l.nfc.state(l.plugs[NFC]),
		A4:     l.a4.state(),
		Lines:  l.wires.state(l.cables[Lines]),
		Social: l.social.state(),
		Line:   LineState{Up: l.line.Up(), Open: l.line.Open()},
		Till:   l.till.state(),
		Papers: all,
	}
}

func (l *Lobby) serveState(w http.ResponseWriter, _ *http.Request) { l.answer(w, l.state()) }

// servePaper answers N.png with the picture of a paper and N.json with what
// can be read on it.
func (l *Lobby) servePaper(w http.ResponseWriter, r *http.Request) {
	number, kind, _ := strings.Cut(r.PathValue("file"), ".")
	n, err := strconv.Atoi(number)
	paper, ok := l.papers.paper(n)
	if err != nil || !ok {
		http.NotFound(w, r)
		return
	}
	switch kind {
	case "json":
		l.answer(w, struct {
			Lines []string `json:"lines"`
			QR    []string `json:"qr"`
			Cut   bool     `json:"cut"`
		}{paper.Text, paper.QR, paper.Cut})
	case "png":
		picture, err := pictureOf(paper)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Cache-Control", "no-store")
		_, _ = w.Write(picture) // the browser that went away has no use for an error
	default:
		http.NotFound(w, r)
	}
}

func (l *Lobby) answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		l.opts.Log.Warn("answer not sent", "err", err)
	}
}
