package ipp

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Errors of the line and of the printer behind it.
var (
	// ErrURL reports an address that is none of ipp, ipps, http and https.
	ErrURL = errors.New("ipp: not a printer's address")
	// ErrSilent reports that the printer did not answer in time or not at all.
	ErrSilent = errors.New("ipp: printer does not answer")
	// ErrAnswer reports an answer that is not IPP.
	ErrAnswer = errors.New("ipp: answer not understood")
	// ErrRefused reports a request the printer will not do, as it stands.
	ErrRefused = errors.New("ipp: printer refuses")
	// ErrBusy reports a printer that takes no job now and may take one later.
	ErrBusy = errors.New("ipp: printer is busy")
	// ErrFormat reports a document of a format that the printer does not name
	// among those it takes. Some would print its bytes as text.
	ErrFormat = errors.New("ipp: printer does not take this format")
	// ErrNotReady reports a printer that would not print now.
	ErrNotReady = errors.New("ipp: printer is not ready")
	// ErrStopped reports a job that ended without its paper.
	ErrStopped = errors.New("ipp: job stopped")
	// ErrHalted reports a call after, or cut short by, Halt.
	ErrHalted = errors.New("ipp: halted")
)

// Completion says what a job's state "completed" means at a printer.
type Completion string

// Meanings of "completed".
const (
	// CompletionAuto takes it for paper at a printer and at a CUPS queue that
	// itself speaks IPP to its printer, and for transmission at other queues.
	// A count of sheets or impressions that stayed at zero contradicts it.
	CompletionAuto Completion = ""
	// CompletionPaper takes it for paper whatever is counted, for a model
	// known to count wrongly.
	CompletionPaper Completion = "paper"
	// CompletionTransmission never takes it for paper, for a box in between
	// that only hands data on.
	CompletionTransmission Completion = "transmission"
)

// Opts tells a Dev what stands at the other end. A zero field takes the value
// in brackets.
type Opts struct {
	// User is sent as the owner of all jobs. It has to be this terminal's
	// alone: unfinished jobs under it are cancelled before the first document,
	// for an earlier process may have died in the midst of one. ("": jobs are
	// anonymous and only those of this Dev are ever cancelled.)
	User         string
	Completion   Completion
	Poll         time.Duration // between two questions after a job (600 ms)
	ReplyTimeout time.Duration // what one answer may take (10 s)
	JobTimeout   time.Duration // what a document may take until it is cancelled (3 min)
	// Client makes the requests; ReplyTimeout holds beside its own limits. (A
	// client of this Dev that knows no proxy.) Redirections are never followed.
	Client *http.Client
}

// withDefaults fills what was left open.
func (o Opts) withDefaults() Opts {
	if o.Poll <= 0 {
		o.Poll = 600 * time.Millisecond
	}
	if o.ReplyTimeout <= 0 {
		o.ReplyTimeout = 10 * time.Second
	}
	if o.JobTimeout <= 0 {
		o.JobTimeout = 3 * time.Minute
	}
	client := http.Client{Transport: &http.Transport{MaxIdleConns: 2, IdleConnTimeout: 5 * time.Second}}
	if o.Client != nil {
		client = *o.Client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o.Client = &client
	return o
}

// Dev is one printer or one queue. Its methods may be called from several
// goroutines; documents wait for each other.
type Dev struct {
	uri      string // as the printer is named in requests
	endpoint string // where requests are posted
	opts     Opts
	halted   context.Context // done after Halt
	halt     context.CancelCauseFunc
	printing chan struct{} // holds one token; who has it may print

	// What follows belongs to the holder of the token.
	swept bool    // jobs of an earlier process have been looked for
	stale []jobID // jobs that may still print, and must not
}

// jobID is the number a printer gives a job (RFC 8011, 5.3.2 job-id).
type jobID int32

// New makes a Dev for the printer at address, such as
// "ipp://192.0.2.7/ipp/print" or "ipp://localhost/printers/a4". It sends
// nothing. The error wraps ErrURL.
func New(address string, opts *Opts) (*Dev, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	}
	var o Opts
	if opts != nil {
		o = *opts
	}
	endpoint := *u
	// RFC 8010, 8.1 and RFC 3510: ipp is http on port 631; RFC 7472: ipps is
	// https on the same port.
	switch u.Scheme {
	case "ipp":
		endpoint.Scheme = "http"
	case "ipps":
		endpoint.Scheme = "https"
	case "http", "https":
	default:
		return nil, fmt.Errorf("%w: scheme %q", ErrURL, u.Scheme)
	}
	if u.Hostname() == "" {
		return nil, fmt.Errorf("%w: no host", ErrURL)
	}
	if endpoint.Port() == "" && endpoint.Scheme != u.Scheme {
		endpoint.Host += ":631"
	}
	d := &Dev{uri: u.String(), endpoint: endpoint.String(), opts: o.withDefaults(), printing: make(chan struct{}, 1)}
	d.printing <- struct{}{}
	d.halted, d.halt = context.WithCancelCause(context.Background())
	return d, nil
}

// String names the device, without a password in its address.
func (d *Dev) String() string {
	u, err := url.Parse(d.uri)
	if err != nil {
		return "ipp"
	}
	return fmt.Sprintf("ipp(%s)", u.Redacted())
}

// Halt ends running calls; a running Print cancels its job, which takes at
// most four ReplyTimeouts. It may be called more than once.
func (d *Dev) Halt() error {
	d.halt(ErrHalted)
	<-d.printing
	d.printing <- struct{}{}
	d.opts.Client.CloseIdleConnections()
	return nil
}

// bound returns a context that ends with ctx, at Halt, and after limit.
func (d *Dev) bound(ctx context.Context, limit time.Duration, late error) (context.Context, func()) {
	ctx, end := context.WithCancelCause(ctx)
	if d.halted.Err() != nil { // before AfterFunc's goroutine comes to it
		end(ErrHalted)
	}
	stop := context.AfterFunc(d.halted, func() { end(ErrHalted) })
	ctx, cancel := context.WithTimeoutCause(ctx, limit, late)
	return ctx, func() {
		cancel()
		stop()
		end(nil)
	}
}
