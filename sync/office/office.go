// Package office holds what the desks of a street office share: the entries of
// the ledger, the ledger itself as an interface, and the events that come out
// of opened entries. Ingest writes the ledger, hall and console show what
// follows from it; whatever they show can be made again by reading the ledger
// from the start.
//
// It refuses to keep anything itself, to speak HTTP and to know a database.
package office

import (
	"context"
	"errors"
	"time"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Line names one chain of records: a stream of a terminal since its queue file
// was made.
type Line struct {
	Device string
	Stream linlipb.Stream
	Epoch  [wire.EpochSize]byte
}

// Mark is how far a Line is kept.
type Mark struct {
	Through uint64              // highest seq kept; 0 before the first
	Hash    [wire.HashSize]byte // hash of that record; zero before the first
	// Overlap is the hash of the record at min(Through, the seq that was asked
	// about). It tells a repeated batch from another history.
	Overlap [wire.HashSize]byte
}

// Entry is one record as the ledger keeps it.
type Entry struct {
	Position   uint64 // place in the ledger, set by it; grows in order of commit
	ReceivedAt time.Time
	Header     *linlipb.Header
	Sealed     []byte
	Hash       [wire.HashSize]byte
}

// Line returns the chain that e belongs to.
func (e Entry) Line() Line {
	l := Line{Device: e.Header.GetDevice(), Stream: e.Header.GetStream()}
	copy(l.Epoch[:], e.Header.GetEpoch())
	return l
}

// Event is an Entry that was opened. Its payload holds personal data in the
// clear and is let go of once it is applied.
type Event struct {
	Position   uint64
	ReceivedAt time.Time
	Device     string
	Seq        uint64
	Payload    *linlipb.Payload
}

// Quarantined tells of a kept record that could not be opened or understood.
type Quarantined struct {
	Position   uint64
	Device     string
	Seq        uint64
	Reason     string
	ReceivedAt time.Time
}

// ErrOutOfOrder is returned by Ledger.Append when the entries do not follow
// the mark. Nothing was kept.
var ErrOutOfOrder = errors.New("office: entries do not follow the ledger's mark")

// Ledger is the append-only truth of the office. Its methods return the
// database's errors wrapped and block until the disk has answered or ctx ends;
// after an error from Append the caller does not know whether entries were
// kept and asks again.
type Ledger interface {
	// Append locks line, shows admit its mark, keeps what admit returns and
	// moves the mark, all or nothing and durable on return. upTo chooses
	// Mark.Overlap. An error from admit is returned as it is and keeps nothing.
	Append(ctx context.Context, line Line, upTo uint64, admit func(Mark) ([]Entry, error)) error
	// Read returns at most limit entries in order of position, after position
	// after and received at since or later.
	Read(ctx context.Context, after uint64, since time.Time, limit int) ([]Entry, error)
	// Quarantine sets an entry aside with a reason for staff; an empty reason
	// takes it back. Either may be repeated.
	Quarantine(ctx context.Context, position uint64, reason string) error
	// Quarantined lists what is set aside, newest first, at most limit;
	// a limit below zero asks for all.
	Quarantined(ctx context.Context, limit int) ([]Quarantined, error)
}
