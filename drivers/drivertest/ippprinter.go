package drivertest

import (
	"context"
	"slices"
	"sync"
	"time"
)

// IPPFault is something that can be wrong with a simulated A4 printer.
type IPPFault string

// Faults that SetFault switches on and off.
const (
	IPPMediaEmpty IPPFault = "media-empty" // jobs are taken and wait for paper
	IPPMediaJam   IPPFault = "media-jam"   // the same, for hands
	IPPCoverOpen  IPPFault = "cover-open"  // the same
	IPPTonerLow   IPPFault = "toner-low"   // still prints
	IPPAbort      IPPFault = "abort"       // gives up the job it works on
	IPPBusy       IPPFault = "busy"        // refuses jobs
	IPPStall      IPPFault = "stall"       // hears requests and answers none
	IPPDrop       IPPFault = "drop"        // takes a job and breaks the line instead of answering
	IPPBlank      IPPFault = "blank"       // completes jobs without paper
	IPPForget     IPPFault = "forget"      // does not know any job
)

// IPPPrinterOpts describes a simulated A4 printer.
type IPPPrinterOpts struct {
	PageTime  time.Duration // what one copy takes; 0 is no time
	DeviceURI string        // not "": a CUPS queue in front of that device
	Uncounted bool          // does not tell how much paper came out
	Model     string        // printer-make-and-model; "": Linli simulated A4
	Formats   []string      // MIME types it takes; nil: PDF alone
	Secretive bool          // does not tell its Formats
}

// Sheet is a document that came out.
type Sheet struct {
	Job      int
	Name     string // job-name
	User     string // requesting-user-name
	Format   string // document-format
	Media    string
	Sides    string
	Copies   int
	Document []byte
}

// IPPPrinter is a simulated A4 printer that speaks IPP over HTTP, and holds
// its jobs as a printer does: one that met no paper prints when there is some,
// unless it was cancelled. It is written from RFC 8010 and 8011 and shares no
// code with the driver. All methods may be called from several goroutines.
type IPPPrinter struct {
	opts  IPPPrinterOpts
	ctx   context.Context
	stop  context.CancelFunc
	ended sync.WaitGroup

	mu         sync.Mutex // protects everything below
	changed    chan struct{}
	faults     map[IPPFault]bool
	jobs       []*ippJob
	sheets     []Sheet
	operations []uint16
}

// ippJob is a job and what became of it.
type ippJob struct {
	sheet   Sheet
	state   int
	reason  string
	began   bool
	leaving bool // Cancel-Job came while it was printed
	paper   int
}

// States of jobs and of the printer (RFC 8011, 5.3.7 and 5.4.11).
const (
	ippPending    = 3
	ippProcessing = 5
	ippCanceled   = 7
	ippAborted    = 8
	ippCompleted  = 9

	ippPrinterIdle       = 3
	ippPrinterProcessing = 4
)

// NewIPPPrinter makes a printer with paper in and power on. Its mechanism runs
// until Close.
func NewIPPPrinter(opts IPPPrinterOpts) *IPPPrinter {
	if opts.Model == "" {
		opts.Model = "Linli simulated A4"
	}
	if opts.Formats == nil {
		opts.Formats = []string{"application/pdf"}
	}
	p := &IPPPrinter{opts: opts, faults: map[IPPFault]bool{}, changed: make(chan struct{})}
	p.ctx, p.stop = context.WithCancel(context.Background())
	p.ended.Go(p.work)
	return p
}

// Close stops the mechanism, ends stalled requests and waits for both.
func (p *IPPPrinter) Close() error {
	p.stop()
	p.ended.Wait()
	return nil
}

// SetFault switches a fault on or off.
func (p *IPPPrinter) SetFault(f IPPFault, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults[f] = on
	p.wake()
}

// Sheets returns what came out so far.
func (p *IPPPrinter) Sheets() []Sheet {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sheets)
}

// Operations returns the operation codes of all requests so far (RFC 8011,
// 5.4.15).
func (p *IPPPrinter) Operations() []uint16 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.operations)
}

// Waiting returns how many jobs are not over.
func (p *IPPPrinter) Waiting() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.open())
}

// AwaitWork returns when a job is being worked on, or with ctx's error.
func (p *IPPPrinter) AwaitWork(ctx context.Context) error {
	for {
		p.mu.Lock()
		working, changed := p.working() != nil, p.changed
		p.mu.Unlock()
		if working {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// wake lets everything that waits look again; the caller holds mu.
func (p *IPPPrinter) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// open lists the jobs that are not over; the caller holds mu.
func (p *IPPPrinter) open() []*ippJob {
	var open []*ippJob
	for _, j := range p.jobs {
		if j.state < ippCanceled {
			open = append(open, j)
		}
	}
	return open
}

// working returns the job being worked on, or nil; the caller holds mu.
func (p *IPPPrinter) working() *ippJob {
	for _, j := range p.jobs {
		if j.state == ippProcessing {
			return j
		}
	}
	return nil
}

// isStuck reports that no paper moves; the caller holds mu.
func (p *IPPPrinter) isStuck() bool {
	return p.faults[IPPMediaEmpty] || p.faults[IPPMediaJam] || p.faults[IPPCoverOpen]
}

// work is the mechanism: one job after the other, each when paper can move.
func (p *IPPPrinter) work() {
	for {
		p.mu.Lock()
		p.next()
		wait := time.Duration(-1)
		if p.working() != nil && !p.isStuck() {
			wait = p.opts.PageTime
		}
		changed := p.changed
		p.mu.Unlock()

		var printed <-chan time.Time
		if wait >= 0 {
			printed = time.After(wait)
		}
		select {
		case <-printed:
			p.finish()
		case <-changed:
		case <-p.ctx.Done():
			return
		}
	}
}

// next takes up the oldest job and ends one that is to be given up; the caller
// holds mu.
func (p *IPPPrinter) next() {
	j := p.working()
	if j == nil {
		open := p.open()
		if len(open) == 0 {
			return
		}
		j = open[0]
		j.state, j.began, j.reason = ippProcessing, true, "job-printing"
		p.wake()
	}
	switch {
	case p.faults[IPPAbort]:
		j.state, j.reason = ippAborted, "aborted-by-system"
	case j.leaving && p.isStuck():
		j.state, j.reason = ippCanceled, "job-canceled-by-user"
	default:
		return
	}
	p.wake()
}

// finish puts the sheet out, unless a change came in between that keeps it in.
func (p *IPPPrinter) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	j := p.working()
	if j == nil || p.isStuck() {
		return
	}
	switch {
	case j.leaving:
		j.state, j.reason = ippCanceled, "job-canceled-by-user"
	case p.faults[IPPBlank]:
		j.state, j.reason = ippCompleted, "job-completed-successfully"
	default:
		j.state, j.reason = ippCompleted, "job-completed-successfully"
		j.paper = j.sheet.Copies
		p.sheets = append(p.sheets, j.sheet)
	}
	p.wake()
}
