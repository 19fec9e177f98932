package drivertest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"sync"
	"time"
)

// Fault is something that can be wrong with a simulated printer.
type Fault string

// Faults that SetFault switches on and off.
const (
	PaperOut   Fault = "paper-out"  // stops; switching it off is putting in a new roll
	NearEnd    Fault = "near-end"   // still prints
	CoverOpen  Fault = "cover-open" // stops
	CutterJam  Fault = "cutter-jam" // shows at the next cut
	Overheated Fault = "overheated" // pauses
	Silent     Fault = "silent"     // prints and says nothing
	Stall      Fault = "stall"      // takes no data, prints nothing, says nothing
	OutputJam  Fault = "output-jam" // the presenter moves no paper
)

// ReceiptPrinterOpts describes a simulated printer. A zero field takes the
// value in brackets.
type ReceiptPrinterOpts struct {
	WidthDots   int    // printable width (576)
	MarginDots  int    // white paper on each side of a picture (32)
	Font        []byte // OpenType or TrueType file that stands for the ROM font; needed
	Speed       int    // paper speed in mm/s (no delay)
	Baud        int    // speed at which it takes data, bits per second (no delay)
	BufferBytes int    // input buffer (65536)
	Presenter   bool   // holds cut papers out on GS e 3, as the Custom KPM family does
	TearBit     bool   // tells in DLE EOT 1 while a cut paper was not torn off, as the Cashino A2L does
	Maker       string // answer to GS I 66 (LINLI); clones lie
	Model       string // answer to GS I 67 (SIMULATED)
	ClearByENQ  bool   // DLE ENQ 2 clears the buffer in every state, as on many clones; Epson only after an error
}

// gapDots is the way of the paper from the print head to the cutter: every
// paper begins with that much white.
const gapDots = 96

// Paper is one piece of paper that came out.
type Paper struct {
	Image *image.Paletted
	Text  []string  // printed lines of text, from top to bottom
	QR    []string  // texts of codes the printer drew itself
	Cut   bool      // parted by the cutter; otherwise hanging or torn
	Raw   []byte    // the bytes it was printed from, without real-time commands
	At    time.Time // when it was cut, or when its last row was printed
}

// ReceiptPrinter is a simulated ESC/POS printer. It is written from the
// command tables alone and shares no code with the driver. All methods may be
// called from several goroutines.
type ReceiptPrinter struct {
	opts  ReceiptPrinterOpts
	rom   *romFont
	stop  context.CancelFunc
	ended sync.WaitGroup

	mu       sync.Mutex // protects everything below
	changed  *sync.Cond // broadcast after each change
	faults   map[Fault]bool
	jammed   bool   // the cutter failed and waits for recovery
	dead     bool   // power is off
	lossAt   int    // bytes until power is lost; negative for never
	runOutAt int    // dots until the paper is out; negative for never
	held     []byte // beginning of what may be a real-time command
	queue    []byte // input buffer
	taken    []byte // bytes of the command being executed
	clears   int    // how often the buffer was cleared
	outgoing []byte // replies on their way
	asb      byte   // GS a mask; 0 is off
	lastASB  [4]byte
	format   format
	line     []cell
	strip    strip
	papers   []Paper
	output   bool    // the last of papers waits at the output
	inside   []Paper // drawn back
	unknown  []string
}

// NewReceiptPrinter makes a printer with paper in, cover closed and power on.
// Its mechanism runs until Close.
func NewReceiptPrinter(opts ReceiptPrinterOpts) (*ReceiptPrinter, error) {
	rom, err := newROMFont(opts.Font)
	if err != nil {
		return nil, fmt.Errorf("drivertest: receipt printer: %w", err)
	}
	if opts.WidthDots == 0 {
		opts.WidthDots = 576
	}
	if opts.MarginDots == 0 {
		opts.MarginDots = 32
	}
	if opts.BufferBytes == 0 {
		opts.BufferBytes = 64 << 10
	}
	if opts.Maker == "" {
		opts.Maker = "LINLI"
	}
	if opts.Model == "" {
		opts.Model = "SIMULATED"
	}
	p := &ReceiptPrinter{
		opts: opts, rom: rom, faults: map[Fault]bool{}, lossAt: -1, runOutAt: -1,
		format: initialFormat(), strip: newStrip(opts.WidthDots),
	}
	p.changed = sync.NewCond(&p.mu)
	ctx, cancel := context.WithCancel(context.Background())
	p.stop = cancel
	context.AfterFunc(ctx, p.wake)
	p.ended.Go(func() { p.print(ctx) })
	return p, nil
}

// Close stops the mechanism and waits for it. Papers stay.
func (p *ReceiptPrinter) Close() error {
	p.stop()
	p.ended.Wait()
	return nil
}

// wake lets everything that waits look again.
func (p *ReceiptPrinter) wake() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed.Broadcast()
}

// Serve takes data from rw and answers on it until ctx is done, which gives
// nil, or rw fails. What stands in the buffer outlives the connection, as it
// does in a printer. To end a waiting Read, rw must have SetDeadline or Close;
// without either Serve ends at the next byte.
func (p *ReceiptPrinter) Serve(ctx context.Context, rw io.ReadWriter) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := context.AfterFunc(ctx, func() {
		p.wake()
		unblock(rw)
	})
	defer stop()
	var ended sync.WaitGroup
	ended.Go(func() { cancel(p.receive(ctx, rw)) })
	ended.Go(func() { cancel(p.speak(ctx, rw)) })
	ended.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("drivertest: receipt printer: %w", err)
	}
	return nil
}

// unblock ends a Read or Write that waits.
func unblock(rw io.ReadWriter) {
	switch port := rw.(type) {
	case interface{ SetDeadline(time.Time) error }:
		_ = port.SetDeadline(time.Now())
	case io.Closer:
		_ = port.Close()
	}
}

// SetFault switches a fault on or off. Switching PaperOut off puts in a new
// roll; switching CutterJam off frees the cutter.
func (p *ReceiptPrinter) SetFault(f Fault, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.faults[f] == on {
		return
	}
	p.faults[f] = on
	switch {
	case f == PaperOut && !on:
		p.runOutAt = -1
		p.tearOff()
	case f == CutterJam && !on:
		p.jammed = false
	}
	p.announce()
}

// HasFault reports whether f is on.
func (p *ReceiptPrinter) HasFault(f Fault) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.faults[f]
}

// RunOutAfter lets the paper end after that many more dots.
func (p *ReceiptPrinter) RunOutAfter(dots int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.runOutAt = dots
}

// PowerLossAfter switches the power off after n more bytes were received.
func (p *ReceiptPrinter) PowerLossAfter(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lossAt = n
}

// PowerOn switches the power on again, with empty buffers and initial formats.
func (p *ReceiptPrinter) PowerOn() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead, p.lossAt = false, -1
	p.reset()
	p.announce()
}

// Papers returns what came out and was not taken, oldest first. The last one
// may still hang in the printer.
func (p *ReceiptPrinter) Papers() []Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.papers)
	if p.strip.isPrinted() {
		all = append(all, p.strip.paper(len(p.strip.rows), false, p.opts.MarginDots))
	}
	return all
}

// TakePaper removes the oldest paper, tearing it off when it still hangs in
// the printer. It reports false when there is none.
func (p *ReceiptPrinter) TakePaper() (Paper, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.papers) == 0 {
		p.tearOff()
	}
	if len(p.papers) == 0 {
		return Paper{}, false
	}
	first := p.papers[0]
	p.papers = p.papers[1:]
	p.output = p.output && len(p.papers) > 0
	return first, true
}

// Retracted returns the papers that were drawn back, oldest first.
func (p *ReceiptPrinter) Retracted() []Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.inside)
}

// Unknown lists the commands it received and did not know, in hexadecimal, and
// the characters its font lacks.
func (p *ReceiptPrinter) Unknown() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.unknown)
}

// tearOff parts by hand what hangs in the printer. The caller holds mu.
func (p *ReceiptPrinter) tearOff() {
	if p.strip.isPrinted() {
		p.papers = append(p.papers, p.strip.paper(len(p.strip.rows), false, p.opts.MarginDots))
		p.strip = newStrip(p.opts.WidthDots)
	}
}

// isOffline reports a printer that does not print. The caller holds mu.
func (p *ReceiptPrinter) isOffline() bool {
	return p.faults[PaperOut] || p.faults[CoverOpen] || p.faults[Overheated] || p.jammed
}

// reset empties the buffers and returns to initial formats. The caller holds
// mu.
func (p *ReceiptPrinter) reset() {
	p.clears++
	p.queue, p.taken, p.line, p.held = nil, nil, nil, nil
	p.format, p.asb = initialFormat(), 0
}

// complain records a command or character the printer does not know. The
// caller holds mu.
func (p *ReceiptPrinter) complain(format string, a ...any) {
	p.unknown = append(p.unknown, fmt.Sprintf(format, a...))
}
