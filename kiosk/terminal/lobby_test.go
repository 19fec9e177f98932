package terminal_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/health"
	"linli/kiosk/paper"
	"linli/kiosk/terminal"
)

// lobby is a terminal with everything around it, inside a synctest bubble.
type lobby struct {
	t       *testing.T
	term    *terminal.Terminal
	stop    context.CancelFunc
	ended   chan struct{}
	cards   *reader
	printer *printer
	store   *books
	hall    *hall
	glass   *glass
	lamps   *lamps
	history *history
	trace   *bytes.Buffer // read it only while nothing runs
	log     bytes.Buffer  // the same
}

// history is the order in which things were done to the world.
type history struct {
	mu    sync.Mutex
	lines []string
}

func (h *history) add(line string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lines = append(h.lines, line)
}

func (h *history) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.lines...)
}

func open(t *testing.T, change ...func(*terminal.Options)) *lobby {
	t.Helper()
	h := &history{}
	l := &lobby{
		t: t, history: h, ended: make(chan struct{}),
		cards:   &reader{reports: make(chan terminal.CardReport)},
		printer: &printer{history: h, state: kiosk.Printed},
		store:   &books{history: h, receipts: map[kiosk.VisitID]kiosk.Receipt{}},
		hall:    &hall{changed: make(chan struct{})},
		lamps:   &lamps{},
	}
	l.trace = &bytes.Buffer{}
	opts := terminal.Options{
		Place: kiosk.Text{ZH: "示例社区"}, Device: "K1", Zone: time.UTC,
		ReaderSide: "right", PrinterSide: "below", PaperWidth: paper.Wide, TrackURL: "LINLI.EXAMPLE/T/",
		Custodian: "0000-0002", Diagnose: diagnose, Lamps: l.lamps,
		Trace: l.trace, Log: slog.New(slog.NewTextHandler(&l.log, nil)),
	}
	for _, c := range change {
		c(&opts)
	}
	l.term = terminal.New(shelf, l.cards, l.printer, l.store, l.hall, opts)
	ctx, cancel := context.WithCancel(t.Context())
	l.stop = cancel
	go func() {
		defer close(l.ended)
		if err := l.term.Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
	}()
	l.glass = l.plugScreen(ctx)
	t.Cleanup(l.close)
	return l
}

func (l *lobby) close() {
	l.stop()
	<-l.ended
}

// plugScreen attaches a drawing process.
func (l *lobby) plugScreen(ctx context.Context) *glass {
	ours, theirs := net.Pipe()
	go func() { _ = l.term.ServeScreen(ctx, ours) }()
	g := &glass{link: theirs}
	go g.read()
	synctest.Wait()
	return g
}

// touch presses a control on the picture that is on the glass now.
func (l *lobby) touch(c flow.Control) { l.glass.touch(l.glass.view().Seq, c) }

// want checks the screen and returns its view.
func (l *lobby) want(s flow.Screen) flow.View {
	l.t.Helper()
	synctest.Wait()
	v := l.glass.view()
	if v.Screen != s {
		l.t.Fatalf("the screen is %s, not %s", v.Screen, s)
	}
	return v
}

// glass is a drawing process that draws nothing.
type glass struct {
	link net.Conn
	mu   sync.Mutex
	last flow.View
}

func (g *glass) read() {
	in := json.NewDecoder(g.link)
	for {
		var v flow.View
		if in.Decode(&v) != nil {
			return
		}
		g.mu.Lock()
		g.last = v
		g.mu.Unlock()
	}
}

func (g *glass) view() flow.View {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.last
}

// shown reports the newest View as presented.
func (g *glass) shown() {
	v := g.view()
	_ = json.NewEncoder(g.link).Encode(flow.FromScreen{Seq: v.Seq, Shown: &flow.Shown{Width: 1, Height: 1, Pages: 1, Page: v.Page}})
	synctest.Wait()
}

func (g *glass) touch(seq uint64, c flow.Control) {
	_ = json.NewEncoder(g.link).Encode(flow.FromScreen{Seq: seq, Touched: c})
	synctest.Wait()
}

// reader reports what the test tells it to.
type reader struct {
	reports chan terminal.CardReport
	mu      sync.Mutex
	watches int
	looks   int
	found   []health.Finding
}

// Examine takes a tenth of a second.
func (r *reader) Examine(ctx context.Context) []health.Finding {
	r.mu.Lock()
	r.watches++
	if r.watches > 1 {
		panic("a look while a watch has the reader")
	}
	r.looks++
	found := r.found
	r.mu.Unlock()
	time.Sleep(100 * time.Millisecond)
	r.mu.Lock()
	r.watches--
	r.mu.Unlock()
	return found
}

func (r *reader) Watch(ctx context.Context, report func(terminal.CardReport)) {
	r.mu.Lock()
	r.watches++
	if r.watches > 1 {
		panic("two watches at once")
	}
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		r.watches--
		r.mu.Unlock()
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-r.reports:
			report(c)
		}
	}
}

// say gives one report if somebody watches.
func (r *reader) say(c terminal.CardReport) {
	select {
	case r.reports <- c:
	case <-time.After(time.Millisecond):
	}
	synctest.Wait()
}

// printer takes a second a sheet and ends as the test says.
type printer struct {
	history *history
	mu      sync.Mutex
	state   kiosk.PrintState
	pages   []paper.Page
	looks   int
	found   []health.Finding
	silent  bool // asked how it is, it says nothing
}

func (p *printer) Examine(ctx context.Context) []health.Finding {
	p.mu.Lock()
	p.looks++
	silent, found := p.silent, p.found
	p.mu.Unlock()
	if silent {
		<-ctx.Done()
	}
	return found
}

func (p *printer) Print(_ context.Context, page paper.Page) (kiosk.PrintState, error) {
	p.history.add("print")
	time.Sleep(time.Second)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages = append(p.pages, page)
	return p.state, nil
}

// books is a store in memory that notes the order of calls.
type books struct {
	history  *history
	mu       sync.Mutex
	broken   error
	receipts map[kiosk.VisitID]kiosk.Receipt
	taken    []kiosk.Submission
}

var (
	errDisk    = errors.New("disk")
	errFull    = errors.New("full")
	errNumbers = errors.New("no number left")
)

// diagnose knows the errors above.
func diagnose(err error) health.Code {
	switch {
	case errors.Is(err, errFull):
		return health.StoreFull
	case errors.Is(err, errNumbers):
		return ""
	}
	return health.StoreFailed
}

func (b *books) Submit(_ context.Context, s kiosk.Submission) (kiosk.Receipt, error) {
	time.Sleep(5 * time.Millisecond)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.broken != nil {
		return kiosk.Receipt{}, b.broken
	}
	b.history.add("submit")
	b.taken = append(b.taken, s)
	r := kiosk.Receipt{Job: kiosk.PrintJobID(len(b.taken)), Ticket: kiosk.Ticket{
		ID: "01J0000000000000000000000", Visit: s.Visit, Prefix: s.Prefix, Item: s.Item, Number: s.Prefix + "001", Day: s.Day, IssuedAt: s.At,
	}}
	if s.Application != nil {
		c := kiosk.Case{ID: "01KAQ3V5D8Z6P2M9R4T7W0X1YB", Code: "7W0X-1YBM", Visit: s.Visit, Item: s.Item, Day: s.Day, OpenedAt: s.At}
		r.Ticket, r.Case = kiosk.Ticket{}, &c
	}
	if _, again := b.receipts[s.Visit]; s.PrintNow && !again {
		r.Begun = true
	}
	b.receipts[s.Visit] = r
	return r, nil
}

func (b *books) BeginPrint(context.Context, kiosk.PrintJobID) error {
	b.history.add("begin")
	return nil
}

func (b *books) EndPrint(_ context.Context, _ kiosk.PrintJobID, s kiosk.PrintState) error {
	b.history.add("end " + string(s))
	return nil
}

func (b *books) BeginReprint(context.Context, kiosk.PrintJobID) error {
	b.history.add("begin again")
	return nil
}

func (b *books) submissions() []kiosk.Submission {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]kiosk.Submission(nil), b.taken...)
}

// hall says what the test sets.
type hall struct {
	mu      sync.Mutex
	state   terminal.HallState
	pending int
	changed chan struct{}
}

func (h *hall) Look() terminal.HallState {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

func (h *hall) Changed() <-chan struct{} { return h.changed }

func (h *hall) Pending() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pending
}

func (h *hall) tell(s terminal.HallState) {
	h.mu.Lock()
	h.state = s
	h.mu.Unlock()
	h.changed <- struct{}{}
	synctest.Wait()
}

// shelf is a small catalogue: tickets for two items.
var shelf = &catalogue.Catalogue{
	Entries: []catalogue.Entry{{ID: "ticket", Name: kiosk.Text{ZH: "取号"}, Steps: []catalogue.Step{
		{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepIdentify, Optional: true},
		{Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
	}}},
	Counters: []kiosk.Counter{{ID: "1", Prefix: "A", Name: kiosk.Text{ZH: "综合窗口"}}},
	Items: []catalogue.ServiceItem{
		{ID: "allowance", Counter: "1", Name: kiosk.Text{ZH: "津贴"}},
		{ID: "residence", Counter: "1", Name: kiosk.Text{ZH: "登记"}},
	},
}
