package kiosk

import "fmt"

// Code says to a resident what went wrong. The sentence that a resident reads
// is looked up in assets by Code; Err is for the log.
type Code string

// Codes that a resident's screen has words for.
const (
	CardMoved       Code = "card-moved"       // taken away before it was read: lay it again
	CardUnsupported Code = "card-unsupported" // a document this terminal cannot read
	CardUnreadable  Code = "card-unreadable"  // still fails after being laid again
	ReaderGone      Code = "reader-gone"      // the card reader does not answer
	StoreFailed     Code = "store-failed"     // nothing could be kept; nothing was promised
	PrinterFailed   Code = "printer-failed"   // the number is safe, the paper is not

	CardSame  Code = "card-same"  // the card of who acts was laid again, and the other is asked for
	CardOther Code = "card-other" // another card than the one that has to stay
	SaveGone  Code = "save-gone"  // what was saved is no longer with the office, or another's

	CardExpired  Code = "card-expired" // no application can be handed in with it
	CardTooYoung Code = "card-young"   // who stands on it is younger than the item allows
	CardTooOld   Code = "card-old"     // older

	ScanForeign    Code = "scan-foreign"    // a code that is on none of our papers
	ScanUnreadable Code = "scan-unreadable" // a code that was held too short or is damaged

	ApplicationsFull Code = "applications-full" // no application can be taken now; tickets go on
)

// Error is the one error type that crosses package borders of the terminal.
type Error struct {
	Code Code   // what the resident reads
	Op   string // what was being done, for the log: "read card"
	Err  error  // the cause, for the technician; may be nil
}

// Error joins operation, code and cause for a log line.
func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s", e.Op, e.Code)
	}
	return fmt.Sprintf("%s: %s: %v", e.Op, e.Code, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
