// Package terminal is one running kiosk: it feeds what happens (touches, cards,
// paper, time) to flow, performs the effects that flow answers with, and keeps
// the drawing process supplied with the newest View.
//
// It refuses to decide what comes next (flow does), to draw, to speak to any
// device by name, and to reach the office: those stand behind the interfaces
// in devices.go. A personal detail lives here for one visit and is wiped with
// it.
package terminal

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/paper"
	"linli/kiosk/voice"
)

// Options says which terminal this is and where it stands.
type Options struct {
	Place       kiosk.Text
	Device      kiosk.DeviceID
	Demo        bool // the content is 示例: said on screen and paper
	Zone        *time.Location
	Hours       Hours
	ReaderSide  string // left, right or below
	PrinterSide string
	PaperWidth  paper.Width
	TrackURL    string // in the ticket's QR, before the tracking code
	GuideURL    string // in the QR of a guide on paper, before the item; empty leaves it out
	CaseURL     string // in the QR of a receipt, before its code; empty leaves it out
	NoticeURL   string // in the QR of an entry without a link, before listing and entry; empty leaves it out
	Custodian   string // telephone of whoever looks after the terminal; may be empty
	// Diagnose names the condition of the store that an error of Submit shows,
	// or "" for none. Nil takes every error for health.StoreFailed.
	Diagnose   func(error) health.Code
	Lamps      Indicator     // nil for none
	Ratings    Ratings       // asked only where the catalogue has grades
	Voice      Speaker       // nil for none
	Hearing    voice.Hearing // who hears Voice, where nobody knows about Headphones
	Headphones Headphones    // nil: the jack is not watched
	Trace      io.Writer     // one TraceLine per presented picture; nil for none
	Log        *slog.Logger

	Desk        Desk         // nil: the office is never asked
	Sheets      SheetPrinter // nil: there is no A4 printer
	Papers      PaperBook    // with Sheets
	SheetSide   string       // where A4 paper comes out: left, right or below
	OfficePhone string       // shown where the office does not answer; may be empty
	Visits      VisitMark    // nil: a visit that is broken off is not known of
	Outage      flow.Outage  // what was cut off when the terminal went down
	ClockRight  func() bool  // it was compared with the office's; nil: it is believed
	Scanner     Scanner      // nil: there is none
	ScanSide    string       // where it sits: left, right or below
}

// Terminal joins flow, store and devices. Make it with New, then call Run.
type Terminal struct {
	opts    Options
	machine flow.Machine
	cards   CardReader
	printer Printer
	store   Store
	hall    Hall

	events  chan happening       // everything that can change the visit
	screens chan *display        // drawing processes that came
	jobs    chan printJob        // paper waits here: one sheet at a time
	looks   chan context.Context // the printer is asked here how it is, for as long as the context lasts
	wrong   conditions
	present atomic.Bool // somebody stands before the terminal
	offered offers

	// What follows belongs to the goroutine of Run alone.
	state    flow.State
	opening  Opening
	seq      uint64
	display  *display
	begun    kiosk.PrintJobID // the latest sheet that its commit began
	stopCard context.CancelFunc
	cardIdle chan struct{} // closed when the last Watch has returned
	taken    map[string]int
	takenAt  time.Time // Heard of the HallState that taken counts from
	traced   TraceLine // the newest line of the trace; zero before the first
	looked   time.Time // when the devices were asked last
	stopLook context.CancelFunc
	lineUp   time.Time // when the line was up last, or when Run began
	newest   flow.View // for the voice
	voice    narrator
	asking   asking
	sheets   sync.WaitGroup // papers on their way to the A4 printer

	marked    chan kiosk.VisitID // the newest visit to mark; holds one
	toldUntil time.Time          // until when Outage is told; zero for not at all

	signed    Signs // what Lamps show
	indicated bool  // signed was shown
}

// happening is an Event with the visit it belongs to. Results of an earlier
// visit that come late are dropped by it.
type happening struct {
	visit kiosk.VisitID
	event flow.Event
	touch *touchOn   // set instead of event for a line from the screen
	scan  flow.Event // set instead of event for what was held before the scanner
	lost  *lostEnd   // set instead of event for the end of a reprint of no visit
}

// New returns a terminal that has not begun. The devices are used only while
// Run runs.
func New(c *catalogue.Catalogue, cards CardReader, printer Printer, store Store, hall Hall, opts Options) *Terminal {
	idle := make(chan struct{})
	close(idle)
	if opts.Diagnose == nil {
		opts.Diagnose = func(error) health.Code { return health.StoreFailed }
	}
	t := &Terminal{
		opts: opts, machine: flow.Machine{Catalogue: c, Voice: opts.Voice != nil, NoticeURL: opts.NoticeURL, Outage: opts.Outage},
		marked: make(chan kiosk.VisitID, 1),
		cards:  cards, printer: printer, store: store, hall: hall,
		events: make(chan happening, 64), screens: make(chan *display), jobs: make(chan printJob, 16),
		looks: make(chan context.Context, 1), wrong: conditions{changed: make(chan struct{}, 1), held: map[health.Code]Held{}},
		state: flow.Start(), opening: opts.Hours, cardIdle: idle, taken: map[string]int{},
	}
	t.voice.teller.Hearing = t.hearing()
	return t
}

// Run serves residents until ctx ends. Sheets that have begun are waited for.
func (t *Terminal) Run(ctx context.Context) error {
	printing := make(chan struct{})
	go func() {
		defer close(printing)
		t.printJobs(ctx)
	}()
	scanning, marking, hearing := t.watchScans(ctx), t.marks(ctx), t.watchHeadphones(ctx)
	defer func() {
		t.endLook()
		t.wipe()
		<-t.cardIdle
		<-printing
		<-scanning
		<-hearing
		<-marking
		t.sheets.Wait()
	}()

	patience := time.NewTimer(time.Hour)
	patience.Stop()
	defer patience.Stop()
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	t.lineUp, t.toldUntil = time.Now(), time.Now().Add(outageFor)
	t.exchange() // before anybody sees another one
	t.answer(patience)
	for {
		t.exchange()
		t.indicate()
		select {
		case <-ctx.Done():
			return nil
		case h := <-t.events:
			switch t.happened(ctx, h) {
			case answered:
				t.answer(patience)
			case stirred:
				t.wait(patience)
			case told:
				t.show()
			case reported:
				t.show()
				t.wait(patience)
			}
		case <-patience.C:
			t.ranOut(ctx, patience)
		case d := <-t.screens:
			t.display = d
			t.show()
		case <-t.hall.Changed():
			t.show()
		case <-t.wrong.changed:
			t.show()
		case <-clock.C:
			t.look(ctx)
			t.lookAtOutage()
			t.show()
			t.retrace()
		}
	}
}

// outcome says what a happening asks of Run.
type outcome int

const (
	ignored  outcome = iota
	stirred          // somebody is here: patience begins again
	answered         // a new View goes out
	told             // the same screen says something else; nobody has stirred
	reported         // so it does, and patience begins again
)

// happened feeds one happening to flow.
func (t *Terminal) happened(ctx context.Context, h happening) outcome {
	if h.touch != nil {
		return t.touched(ctx, *h.touch)
	}
	if h.scan != nil {
		return t.scanned(ctx, h.scan)
	}
	if h.lost != nil {
		t.lostPaper(h.lost.job, h.lost.state)
		return told
	}
	if e, ok := h.event.(flow.Headphones); ok {
		return t.plugged(ctx, e)
	}
	switch h.event.(type) {
	case flow.PrintEnded, flow.SlipEnded:
		t.looked = time.Time{} // the printer may have news
	}
	if h.visit != t.state.Visit {
		return ignored
	}
	if c, ok := h.event.(flow.Committed); ok && c.Receipt.Case == nil && c.Receipt.Payment == nil {
		t.taken[c.Receipt.Ticket.Prefix]++
	}
	before, could := t.state.Screen, t.can()
	t.step(ctx, t.inHours(h.event))
	switch {
	case t.state.Screen != before:
		return answered
	case standing(h.event):
		return told
	case slices.Equal(t.can(), could):
		return reported // a touch that is on its way means the same as before
	}
	return answered
}

// can lists what is live now.
func (t *Terminal) can() []flow.Control {
	return t.machine.View(t.state, flow.Ambient{}).Can
}

// step asks flow what comes next and performs what it answers.
func (t *Terminal) step(ctx context.Context, e flow.Event) {
	before := t.state.Screen
	next, effects := t.machine.Next(t.state, e)
	visit := t.state.Visit
	if next.Visit != "" {
		visit = next.Visit
	}
	if next.Visit != t.state.Visit {
		t.mark(next.Visit)
	}
	t.state = next
	if next.Screen != flow.Attract {
		t.endLook()
	}
	if before != next.Screen {
		t.opts.Log.Info(kiosk.EventVisitScreen, "visit", string(visit), "screen", string(next.Screen), "trouble", string(next.Trouble))
	}
	for _, effect := range effects {
		t.perform(ctx, visit, effect)
	}
}

// answer numbers a new View, shows it, and starts the patience of the state.
func (t *Terminal) answer(patience *time.Timer) {
	t.seq++
	t.show()
	t.wait(patience)
}

func (t *Terminal) wait(patience *time.Timer) {
	if d := flow.Patience(t.state); d > 0 {
		patience.Reset(d)
	} else {
		patience.Stop()
	}
}
