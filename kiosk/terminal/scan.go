package terminal

import (
	"context"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/health"
)

// Scanner reads codes that residents hold before it.
type Scanner interface {
	// Watch reports what happens at the scanner until ctx ends, and returns
	// only then. A scanner that is gone is reported and waited for. report does
	// not block for long.
	Watch(ctx context.Context, report func(ScanReport))
}

// ScanReport is one thing that happened at the scanner.
type ScanReport struct {
	What ScanHappening
	Text kiosk.Private // ScanRead only
	Err  error         // the cause, for the log; it holds nothing of the code
}

// ScanHappening names what a ScanReport is about.
type ScanHappening int

// What can happen at a scanner.
const (
	ScanRead ScanHappening = iota + 1
	ScanFailed
	ScannerGone
	ScannerBack
)

// watchScans hears the scanner until ctx ends; the channel is closed then. A
// code may come at any time: whether it means anything is decided when it does.
func (t *Terminal) watchScans(ctx context.Context) <-chan struct{} {
	ended := make(chan struct{})
	if t.opts.Scanner == nil {
		close(ended)
		return ended
	}
	go func() {
		defer close(ended)
		t.opts.Scanner.Watch(ctx, func(r ScanReport) { t.heardScanner(ctx, r) })
	}()
	return ended
}

func (t *Terminal) heardScanner(ctx context.Context, r ScanReport) {
	switch r.What {
	case ScanRead:
		t.post(ctx, happening{scan: flow.Scanned{Text: r.Text}})
	case ScanFailed:
		t.opts.Log.Warn(kiosk.EventScanTrouble, "err", r.Err)
		t.post(ctx, happening{scan: flow.ScanFailed{}})
	case ScannerGone:
		t.Raise(health.Finding{Code: health.ScannerGone, Detail: words(r.Err)})
	case ScannerBack:
		t.Clear(health.ScannerGone)
	}
}

// scanned brings a code to the visit, and begins one for a code that was read
// while nobody was here.
func (t *Terminal) scanned(ctx context.Context, e flow.Event) outcome {
	if !t.machine.TakesScan(t.state) {
		return ignored
	}
	if t.state.Screen == flow.Attract {
		if _, failed := e.(flow.ScanFailed); failed {
			return ignored // nobody may be there
		}
		t.begin(ctx)
	}
	t.step(ctx, e)
	return answered
}

// scanSide is where codes are held, while there is a scanner that answers.
func (t *Terminal) scanSide() string {
	if t.opts.Scanner == nil || t.Health().Has(health.ScannerGone) {
		return ""
	}
	return t.opts.ScanSide
}
