package escpos

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Outcome is how a document ended. The values stand in records; changing one
// orphans them.
type Outcome string

// Ends of a document.
const (
	Printed         Outcome = "printed"          // paper and cut are confirmed, the printer is well
	PrintedUncut    Outcome = "printed-uncut"    // paper is confirmed, the cutter failed
	NotPrinted      Outcome = "not-printed"      // refused before the first byte: safe to retry
	Uncertain       Outcome = "uncertain"        // bytes went out and nothing confirms the paper
	SentUnconfirmed Outcome = "sent-unconfirmed" // the printer cannot confirm
)

// grace is what a printer may need beyond the time on the wire and the time
// the paper moves.
const grace = 5 * time.Second

// pollInterval is how often a printer without ASB is asked while it prints.
// More often makes some units mix answers into the data.
const pollInterval = time.Second

// Print prints doc on one piece of paper and tells how it ended. The error is
// nil for Printed and SentUnconfirmed; otherwise it says why: it wraps
// ErrUnencodable, ErrDocument, ErrNotReady, ErrStopped, ErrSilent, ErrGone,
// ErrHalted or ctx's error.
//
// It waits for the end of a running Print or until ctx is done, and then for
// at most: the bytes on the wire, the paper's way, five seconds, and about ten
// ReplyTimeouts. After Uncertain and PrintedUncut the printer's buffer is
// cleared; nothing is ever sent twice.
func (d *Dev) Print(ctx context.Context, doc Document) (Outcome, error) {
	encoded, err := Encode(doc, d.opts.Profile, d.opts.Rasterizer)
	if err != nil {
		return NotPrinted, err
	}
	var outcome Outcome
	if callErr := d.do(ctx, func() { outcome, err = d.print(ctx, encoded) }); callErr != nil {
		return NotPrinted, callErr
	}
	return outcome, err
}

// print does the work of Print in the owner goroutine.
func (d *Dev) print(ctx context.Context, encoded Encoded) (Outcome, error) {
	if err := d.prepare(ctx); err != nil {
		return NotPrinted, err
	}
	job := d.fenced(encoded)
	start := time.Now()
	limit := start.Add(job.expected + grace)
	sent, err := d.send(ctx, limit, job.bytes, d.hasStopped)
	if sent > 0 {
		d.use(encoded.Dots)
	}
	switch {
	case err != nil && sent == 0:
		return NotPrinted, err
	case err == nil && d.opts.Profile.Status == StatusNone:
		return SentUnconfirmed, nil
	case err == nil:
		err = d.watch(ctx, job, start)
	}
	outcome, err := d.judge(ctx, job, err)
	if outcome == Uncertain || outcome == PrintedUncut {
		d.clear()
	}
	return outcome, err
}

// prepare clears what an earlier job may have left, and refuses a printer
// that would not print.
func (d *Dev) prepare(ctx context.Context) error {
	if d.dirty {
		d.clear()
		d.dirty = false // cleared again after this job, should it fail
	}
	d.said = said{}
	status, err := d.ask(ctx)
	if err == nil && status.AtOutput && d.opts.Profile.Presenter.isDriven() {
		_, err = d.putAway(ctx) // somebody else's paper; not for the next resident
	}
	if err != nil {
		return err
	}
	if status.Known && !status.IsReady() {
		return fmt.Errorf("%w: %s", ErrNotReady, status)
	}
	return nil
}

// job is a document on its way.
type job struct {
	bytes    []byte
	after    Fence // echoed when the body is printed
	end      Fence // echoed after the cut
	expected time.Duration
}

// fenced puts the two fences into the stream: body, fence, cut, fence.
//
// Epson, GS ( H <fn 48>: 1D 28 48 06 00 30 30 d1 d2 d3 d4, process ID
// response. Epson, GS r 1: 1D 72 01, transmit paper sensor status.
func (d *Dev) fenced(encoded Encoded) job {
	p := d.opts.Profile
	j := job{after: fenceID(d.fence), end: fenceID(d.fence + 1)}
	d.fence += 2
	fence := func(id Fence) []byte {
		switch p.Fence {
		case FenceGSH:
			return append([]byte{gs, '(', 'H', 6, 0, '0', '0'}, id[:]...)
		case FenceGSR:
			return []byte{gs, 'r', 1}
		}
		return nil
	}
	j.bytes = append(j.bytes, encoded.Body...)
	j.bytes = append(j.bytes, fence(j.after)...)
	j.bytes = append(j.bytes, encoded.Cut...)
	j.bytes = append(j.bytes, fence(j.end)...)
	j.expected = time.Duration(encoded.Dots) * time.Second / time.Duration(dotsPerMillimetre*p.Speed)
	if p.Baud > 0 {
		j.expected += time.Duration(len(j.bytes)) * 10 * time.Second / time.Duration(p.Baud)
	}
	return j
}

// passed tells which fences of j were echoed.
func (d *Dev) passed(j job) (after, end bool) {
	if d.opts.Profile.Fence == FenceGSR {
		return d.said.sensors >= 1, d.said.sensors >= 2
	}
	return d.said.fences[j.after], d.said.fences[j.end]
}

// hasStopped reports that the printer told of something that does not pass by
// itself.
func (d *Dev) hasStopped() bool { return d.said.asb.isStopped() }

// watch waits until j is out, until the printer stops, or until its time is
// over. Without fences its time is what printing should take, and passing it
// is no error.
func (d *Dev) watch(ctx context.Context, j job, start time.Time) error {
	limit := start.Add(j.expected + grace)
	if d.opts.Profile.Fence == FenceNone {
		limit = start.Add(j.expected + pollInterval)
	}
	settled := func() bool {
		_, end := d.passed(j)
		return end || d.hasStopped()
	}
	for {
		next := limit
		if poll := time.Now().Add(pollInterval); d.opts.Profile.Status == StatusDLE && poll.Before(limit) {
			next = poll
		}
		err := d.await(ctx, next, settled)
		switch {
		case err == nil && d.hasStopped():
			return fmt.Errorf("%w: %s", ErrStopped, d.said.asb)
		case err == nil || !errors.Is(err, ErrSilent):
			return err
		case next.Equal(limit) && d.opts.Profile.Fence == FenceNone:
			return nil
		case next.Equal(limit):
			return fmt.Errorf("%w: no fence came back", err)
		}
		// A busy printer may be slow to answer: only what it says counts.
		if status, err := d.ask(ctx); err == nil && status.isStopped() {
			return fmt.Errorf("%w: %s", ErrStopped, status)
		}
	}
}

// judge names the end of j from the evidence: the echoes, and the state of the
// printer now. cause is what ended the watch, nil when it ended well.
func (d *Dev) judge(ctx context.Context, j job, cause error) (Outcome, error) {
	after, end := d.passed(j)
	status, err := d.ask(ctx)
	if err != nil && cause == nil {
		cause = err
	}
	if cause == nil && !status.IsReady() {
		cause = fmt.Errorf("%w: %s", ErrStopped, status)
	}
	jam := status.CutterJam || d.said.asb.CutterJam
	switch {
	case after && jam:
		return PrintedUncut, cause
	case cause != nil:
		return Uncertain, cause
	case d.opts.Profile.Fence == FenceNone:
		return SentUnconfirmed, nil
	case after && end:
		return Printed, nil
	}
	return Uncertain, fmt.Errorf("%w: no fence came back", ErrSilent)
}
