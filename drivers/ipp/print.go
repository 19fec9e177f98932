package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/OpenPrinting/goipp"
)

// Outcome is how a document ended. The values stand in records; changing one
// orphans them.
type Outcome string

// Ends of a document.
const (
	Printed         Outcome = "printed"          // the printer says that the paper is out
	NotPrinted      Outcome = "not-printed"      // refused, or taken back before it began: safe to retry
	Uncertain       Outcome = "uncertain"        // may be out, in part or in whole
	SentUnconfirmed Outcome = "sent-unconfirmed" // handed on to what cannot confirm
)

// A4 is the paper of certificates (PWG 5101.1, 5: iso_a4_210x297mm).
const A4 = "iso_a4_210x297mm"

// Sides says which sides of the paper are printed on (RFC 8011, 5.2.8 sides).
type Sides string

// Sides of the paper.
const (
	OneSided  Sides = "one-sided"
	LongEdge  Sides = "two-sided-long-edge"  // turned like a book
	ShortEdge Sides = "two-sided-short-edge" // turned like a calendar
)

// JobOptions says how a document is printed. A zero field takes the value in
// brackets; all of them are sent, for defaults differ from printer to printer.
type JobOptions struct {
	Name   string // shows at the printer: keep residents' data out of it ("document")
	Copies int    // (1)
	Sides  Sides  // (OneSided)
	Media  string // a name of PWG 5101.1 (A4)
	Format string // MIME type (application/pdf for what begins as one, else application/octet-stream)
}

// withDefaults fills what was left open.
func (o JobOptions) withDefaults(document []byte) JobOptions {
	if o.Name == "" {
		o.Name = "document"
	}
	if o.Copies < 1 {
		o.Copies = 1
	}
	if o.Sides == "" {
		o.Sides = OneSided
	}
	if o.Media == "" {
		o.Media = A4
	}
	if o.Format == "" {
		o.Format = "application/octet-stream"
		if bytes.HasPrefix(document, []byte("%PDF-")) {
			o.Format = "application/pdf"
		}
	}
	return o
}

// Print prints a document and tells how it ended. The error is nil for Printed
// and SentUnconfirmed; otherwise it says why: it wraps ErrNotReady, ErrFormat,
// ErrBusy, ErrRefused, ErrSilent, ErrAnswer, ErrStopped, ErrHalted or ctx's error.
//
// It waits for the end of a running Print or until ctx is done, and then for
// at most JobTimeout. A job that is not over then, or when ctx ends, is
// cancelled, which takes at most four ReplyTimeouts more.
func (d *Dev) Print(ctx context.Context, document []byte, options JobOptions) (Outcome, error) {
	waiting, stop := d.bound(ctx, d.opts.JobTimeout, ErrBusy)
	defer stop()
	select {
	case <-d.printing:
		defer func() { d.printing <- struct{}{} }()
	case <-waiting.Done():
		return NotPrinted, fmt.Errorf("ipp: waiting for the document before: %w", context.Cause(waiting))
	}
	ctx, cancel := d.bound(ctx, d.opts.JobTimeout, errLate)
	defer cancel()
	return d.print(ctx, document, options.withDefaults(document))
}

// errLate is why a job is cancelled after JobTimeout.
var errLate = fmt.Errorf("%w: took too long", ErrStopped)

// print does the work of Print; the caller holds the token.
func (d *Dev) print(ctx context.Context, document []byte, options JobOptions) (Outcome, error) {
	if err := d.sweep(ctx); err != nil {
		return NotPrinted, err
	}
	status, err := d.status(ctx)
	if err != nil {
		return NotPrinted, err
	}
	if !status.isReadyFor(options.Media) {
		return NotPrinted, fmt.Errorf("%w: %s", ErrNotReady, status)
	}
	if !status.takes(options.Format) {
		return NotPrinted, fmt.Errorf("%w: %s; it takes %s", ErrFormat, options.Format, strings.Join(status.Formats, ", "))
	}
	m := d.request(goipp.OpPrintJob, 0)
	options.describe(m)
	sending, done := graced(ctx, d.opts.ReplyTimeout)
	answer, sent, err := d.exchange(sending, m, document)
	done()
	if err != nil {
		return d.unanswered(ctx, sent, err)
	}
	id, ok := integer(answer.Job, "job-id")
	if !ok || id <= 0 {
		return d.unanswered(ctx, sent, fmt.Errorf("%w: a job without a job-id", ErrAnswer))
	}
	return d.follow(ctx, jobID(id), status.Transmits)
}

// graced returns a context that ends grace later than ctx. The answer to a
// document that is on its way is worth that: it names the job to cancel.
func graced(ctx context.Context, grace time.Duration) (context.Context, func()) {
	later, end := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-time.After(grace):
			end(context.Cause(ctx))
		case <-later.Done():
		}
	})
	return later, func() {
		stop()
		end(nil)
	}
}

// describe puts the options into a request.
//
// RFC 8011, 4.2.1.1 Print-Job: job-name and document-format among the
// operation attributes; 5.2.5 copies, 5.2.8 sides, 5.2.11 media among those of
// the job.
func (o JobOptions) describe(m *goipp.Message) {
	m.Operation.Add(goipp.MakeAttribute("job-name", goipp.TagName, goipp.String(o.Name)))
	m.Operation.Add(goipp.MakeAttribute("document-format", goipp.TagMimeType, goipp.String(o.Format)))
	m.Job.Add(goipp.MakeAttribute("copies", goipp.TagInteger, goipp.Integer(o.Copies)))
	m.Job.Add(goipp.MakeAttribute("sides", goipp.TagKeyword, goipp.String(o.Sides)))
	m.Job.Add(goipp.MakeAttribute("media", goipp.TagKeyword, goipp.String(o.Media)))
}

// unanswered judges a Print-Job that gave no job. A printer that refused, or
// saw nothing of the document, prints nothing. Otherwise it may have the job
// under a number that was lost: what stands under User is cancelled, now if
// the printer answers, and else before the next document.
func (d *Dev) unanswered(ctx context.Context, sent int64, err error) (Outcome, error) {
	refused := errors.Is(err, ErrRefused) || errors.Is(err, ErrBusy)
	if refused || sent == 0 {
		return NotPrinted, err
	}
	d.swept = false
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), 2*d.opts.ReplyTimeout, ErrSilent)
	defer cancel()
	if failed := d.sweep(ctx); failed != nil {
		err = fmt.Errorf("%w; %w", err, failed)
	}
	return Uncertain, err
}
