package ipp

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/OpenPrinting/goipp"
)

// Condition is something about a printer that people can see and mend. The
// values stand in records; changing one orphans them.
type Condition string

// Conditions. The first group stops the paper, the second does not.
const (
	MediaEmpty   Condition = "media-empty"
	MediaJam     Condition = "media-jam"
	CoverOpen    Condition = "cover-open" // or another door
	TrayMissing  Condition = "tray-missing"
	OutputFull   Condition = "output-full"
	TonerEmpty   Condition = "toner-empty" // or ink, or the box for waste is full
	Overheated   Condition = "overheated"
	Paused       Condition = "paused"       // by somebody, at its panel or its queue
	Disconnected Condition = "disconnected" // the queue does not reach its printer
	Stopped      Condition = "stopped"      // for a reason it does not tell
	Rejecting    Condition = "rejecting"    // takes no jobs

	MediaLow Condition = "media-low"
	TonerLow Condition = "toner-low"
)

// reasons are the keywords of printer-state-reasons that say something plain,
// without their suffix for severity (RFC 8011, 5.4.12; "offline" is CUPS).
var reasons = map[string]Condition{
	"media-needed": MediaEmpty, "media-empty": MediaEmpty,
	"media-jam":  MediaJam,
	"cover-open": CoverOpen, "door-open": CoverOpen, "interlock-open": CoverOpen,
	"input-tray-missing": TrayMissing, "output-tray-missing": TrayMissing,
	"output-area-full": OutputFull,
	"toner-empty":      TonerEmpty, "marker-supply-empty": TonerEmpty, "marker-waste-full": TonerEmpty,
	"developer-empty": TonerEmpty,
	"fuser-over-temp": Overheated,
	"paused":          Paused, "moving-to-paused": Paused,
	"connecting-to-device": Disconnected, "timed-out": Disconnected, "offline": Disconnected, "shutdown": Disconnected,
	"media-low": MediaLow,
	"toner-low": TonerLow, "marker-supply-low": TonerLow, "marker-waste-almost-full": TonerLow, "developer-low": TonerLow,
}

// Printer states (RFC 8011, 5.4.11 printer-state).
const (
	stateIdle       = 3
	stateProcessing = 4
	stateStopped    = 5
)

// Status is what a printer told about itself.
type Status struct {
	Processing bool        // works on a job, anybody's
	Conditions []Condition // sorted, each once
	Model      string      // printer-make-and-model, as it calls itself
	Formats    []string    // MIME types it takes; nil when it does not tell
	Loaded     []string    // sizes in trays that are known to hold sheets: "210x297mm"
	Reasons    []string    // printer-state-reasons as they came, for technicians
	Message    string      // printer-state-message, for technicians
	// Hearsay tells that the conditions are those of a queue that works on
	// nothing: what its printer said during an earlier job, and may be mended by
	// now. Only a job will tell.
	Hearsay bool
	// Transmits tells that a job here is completed when its data has been
	// handed on, not when paper is out.
	Transmits bool
}

// IsReady reports whether a document on A4 would be printed now.
func (s Status) IsReady() bool { return s.isReadyFor(A4) }

// isReadyFor reports whether media would be printed on. One empty tray of two
// does not count when the other holds sheets of that size.
//
// PWG 5101.1, 5: a name ends in the size, shorter edge first.
func (s Status) isReadyFor(media string) bool {
	size := media[strings.LastIndex(media, "_")+1:]
	for _, c := range s.Conditions {
		switch {
		case c == MediaLow, c == TonerLow:
		case s.Hearsay && c != Paused && c != Stopped && c != Rejecting:
		case c == MediaEmpty && slices.Contains(s.Loaded, size):
		default:
			return false
		}
	}
	return true
}

// takes reports whether a printer that tells what it takes names format. One
// that takes application/octet-stream guesses, and a printer that does not know
// a format guesses text.
//
// RFC 8011, 5.4.22 document-format-supported; 5.1.10 mimeMediaType: compared
// without regard to case, parameters behind a semicolon.
func (s Status) takes(format string) bool {
	same := func(supported string) bool {
		name, _, _ := strings.Cut(supported, ";")
		return strings.EqualFold(strings.TrimSpace(name), format)
	}
	return s.Formats == nil || slices.ContainsFunc(s.Formats, same)
}

// String names the conditions, for a log: "cover-open, media-low".
func (s Status) String() string {
	words := make([]string, 0, len(s.Conditions))
	for _, c := range s.Conditions {
		words = append(words, string(c))
	}
	if len(words) == 0 {
		return "ready"
	}
	return strings.Join(words, ", ")
}

// Status asks the printer how it is. It blocks for at most one ReplyTimeout,
// also while a document is printed. Errors wrap ErrSilent, ErrAnswer,
// ErrRefused, ErrBusy, ErrHalted or ctx's error.
func (d *Dev) Status(ctx context.Context) (Status, error) {
	ctx, cancel := d.bound(ctx, d.opts.ReplyTimeout, ErrSilent)
	defer cancel()
	return d.status(ctx)
}

// status does the work of Status, and asks past a queue that works on nothing
// and says that something is wrong: CUPS keeps the reasons that its printer gave
// during the last job, also when that was cancelled, until the next.
//
// CUPS: printer-type exists on queues only; device-uri tells what is behind one.
func (d *Dev) status(ctx context.Context) (Status, error) {
	s, attributes, err := d.describe(ctx)
	if err != nil || s.IsReady() || s.Processing || !isQueue(attributes) {
		return s, err
	}
	s.Hearsay = true
	behind, err := New(text(attributes, "device-uri"), &Opts{Client: d.opts.Client})
	if err != nil { // no IPP: USB, or a name that only CUPS can look up
		return s, nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, d.opts.ReplyTimeout/2, ErrSilent)
	defer cancel()
	now, _, err := behind.describe(ctx)
	if err != nil { // out of reach from here
		return s, nil
	}
	own := slices.DeleteFunc(slices.Clone(s.Conditions), func(c Condition) bool {
		return c != Paused && c != Stopped && c != Rejecting
	})
	s.Conditions = sorted(append(own, now.Conditions...))
	s.Hearsay, s.Loaded = false, now.Loaded
	return s, nil
}

// describe asks one printer or queue about itself.
//
// RFC 8011, 4.2.5 Get-Printer-Attributes.
func (d *Dev) describe(ctx context.Context) (Status, goipp.Attributes, error) {
	m := d.request(goipp.OpGetPrinterAttributes, 0)
	wanted(m, "printer-state", "printer-state-reasons", "printer-state-message",
		"printer-is-accepting-jobs", "printer-input-tray", "printer-type", "device-uri",
		"printer-make-and-model", "document-format-supported")
	answer, err := d.ask(ctx, m)
	if err != nil {
		return Status{}, nil, err
	}
	state, ok := integer(answer.Printer, "printer-state")
	if !ok || state < stateIdle || state > stateStopped {
		return Status{}, nil, fmt.Errorf("%w: printer-state %d", ErrAnswer, state)
	}
	return d.statusOf(state, answer.Printer), answer.Printer, nil
}

// statusOf reads the attributes of a printer.
func (d *Dev) statusOf(state int, printer goipp.Attributes) Status {
	s := Status{
		Processing: state == stateProcessing,
		Model:      text(printer, "printer-make-and-model"),
		Formats:    texts(printer, "document-format-supported"),
		Loaded:     loaded(texts(printer, "printer-input-tray")),
		Reasons:    texts(printer, "printer-state-reasons"),
		Message:    text(printer, "printer-state-message"),
		Transmits:  d.transmits(printer),
	}
	for _, reason := range s.Reasons {
		if c, ok := reasons[plain(reason)]; ok {
			s.Conditions = append(s.Conditions, c)
		}
	}
	accepting := values(printer, "printer-is-accepting-jobs")
	if len(accepting) > 0 && accepting[0].V == goipp.Boolean(false) {
		s.Conditions = append(s.Conditions, Rejecting)
	}
	if state == stateStopped && s.isReadyFor("") {
		s.Conditions = append(s.Conditions, Stopped)
	}
	s.Conditions = sorted(s.Conditions)
	return s
}

// sorted sorts conditions and keeps each once.
func sorted(c []Condition) []Condition {
	slices.Sort(c)
	return slices.Compact(c)
}

// loaded lists the sizes of trays that hold sheets.
//
// PWG 5100.13, 5.6.2 printer-input-tray: "type=...;mediafeed=29700;
// mediaxfeed=21000;...;level=120;...", lengths in 1/100 mm; level -3 is some,
// -2 unknown. media-ready is no help: it lists the sizes of empty trays too.
func loaded(trays []string) []string {
	var sizes []string
	for _, tray := range trays {
		field := map[string]int{}
		for pair := range strings.SplitSeq(tray, ";") {
			key, value, _ := strings.Cut(pair, "=")
			if n, err := strconv.Atoi(value); err == nil {
				field[strings.ToLower(key)] = n
			}
		}
		a, b := field["mediafeed"]/100, field["mediaxfeed"]/100
		if level := field["level"]; a > 0 && b > 0 && (level > 0 || level == -3) {
			sizes = append(sizes, fmt.Sprintf("%dx%dmm", min(a, b), max(a, b)))
		}
	}
	return sizes
}

// plain takes the severity off a reason: printers disagree about it.
func plain(reason string) string {
	for _, suffix := range []string{"-report", "-warning", "-error"} {
		if short, ok := strings.CutSuffix(reason, suffix); ok {
			return short
		}
	}
	return reason
}

// transmits reports whether the other end is a queue that does not wait for
// its printer's paper. CUPS does so for printers it speaks IPP to; its other
// backends are done when the data is gone.
func (d *Dev) transmits(printer goipp.Attributes) bool {
	switch d.opts.Completion {
	case CompletionPaper:
		return false
	case CompletionTransmission:
		return true
	}
	behind := text(printer, "device-uri")
	scheme, rest, _ := strings.Cut(behind, ":")
	switch scheme {
	case "ipp", "ipps", "implicitclass":
		return false
	case "dnssd": // names the service: Name._ipp._tcp.local
		return !strings.Contains(rest, "._ipp")
	}
	return isQueue(printer) || behind != ""
}

// isQueue reports a CUPS queue.
func isQueue(printer goipp.Attributes) bool { return values(printer, "printer-type") != nil }
