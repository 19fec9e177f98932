package terminal

import (
	"context"
	"time"

	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/paper"
)

// CardReader asks for a card.
type CardReader interface {
	// Watch reports what happens on the reader until ctx ends, and returns
	// only then. A reader that is gone is reported and waited for, never
	// returned. report does not block.
	Watch(ctx context.Context, report func(CardReport))
	// Examine says what is wrong with the reader now, and returns soon after
	// ctx has ended; then its answer counts for nothing. It never overlaps
	// Watch.
	Examine(ctx context.Context) []health.Finding
}

// CardReport is one thing that happened on the reader.
type CardReport struct {
	What     CardHappening
	Resident kiosk.Resident // CardRead only
	Code     kiosk.Code     // CardFailed and ReaderGone: what the resident reads
	Err      error          // the cause, for the log
}

// CardHappening names what a CardReport is about.
type CardHappening int

// What can happen on a reader.
const (
	CardFound CardHappening = iota + 1
	CardRead
	CardFailed
	CardRemoved
	ReaderGone
	ReaderBack
)

// Printer puts pages on paper.
type Printer interface {
	// Print returns how the paper ended, within a deadline that the driver
	// derives from length and speed. The error is the cause for the log; the
	// state is right even when there is one. Calls never overlap.
	Print(ctx context.Context, page paper.Page) (kiosk.PrintState, error)
	// Examine says what is wrong with printer and paper now, and returns soon
	// after ctx has ended; then its answer counts for nothing. It moves no
	// paper and never overlaps Print.
	Examine(ctx context.Context) []health.Finding
}

// Store keeps what may not be lost. Every method returns only when its change
// is on disk; an error means that the change may or may not be there.
type Store interface {
	// Submit takes the number, queues the record and makes the print job, in
	// one transaction. One visit has one receipt: again is safe. With PrintNow
	// the job is Printing already, and the one receipt that says Begun is the
	// leave to print it.
	Submit(ctx context.Context, s kiosk.Submission) (kiosk.Receipt, error)
	// BeginPrint notes that bytes are about to reach the printer, for a sheet
	// that no Submit has begun.
	BeginPrint(ctx context.Context, job kiosk.PrintJobID) error
	// BeginReprint is BeginPrint for a sheet that a person asked for once more.
	BeginReprint(ctx context.Context, job kiosk.PrintJobID) error
	// EndPrint notes how the paper ended and queues that for the office.
	EndPrint(ctx context.Context, job kiosk.PrintJobID, state kiosk.PrintState) error
}

// Hall is what the office last told about its queues.
type Hall interface {
	// Look returns the newest knowledge without waiting.
	Look() HallState
	// Changed receives when Look would answer anew. It has one reader.
	Changed() <-chan struct{}
	// Pending counts records that the office has not acknowledged.
	Pending() int
}

// HallState is one telling of the office.
type HallState struct {
	LineUp bool
	Heard  time.Time // of the newest answer; zero when there was none
	Queues map[string]HallQueue
}

// HallQueue is how many wait under one ticket prefix.
type HallQueue struct {
	Waiting      int
	OpenCounters int
	MeanService  time.Duration // zero when the office has too few cases to say
}

// Indicator shows with lamps where a hand is wanted, and how the terminal is.
type Indicator interface {
	// Indicate shows signs in the place of those before. It does not block.
	Indicate(Signs)
}

// Signs is what lamps can say.
type Signs struct {
	Card  bool // a card is asked for
	Paper bool // a paper came out and is to be taken
	Worst health.Severity
}
