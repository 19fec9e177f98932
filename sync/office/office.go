// Package office holds what the desks of a street office share: the entries of
// the ledger, the ledger itself as an interface, and the events that come out
// of opened entries. Ingest writes the ledger, hall and console show what
// follows from it; whatever they show can be made again by reading the ledger
// from the start.
//
// It refuses to keep anything itself, to speak HTTP and to know a database.
package office

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/oklog/ulid/v2"

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
	// Last is that record as it was placed in time; its zero value when there is
	// none, or none that was placed.
	Last wire.Anchor
	// Overlap is the hash of the record at min(Through, the seq that was asked
	// about). It tells a repeated batch from another history.
	Overlap [wire.HashSize]byte
}

// Entry is one record as the ledger keeps it.
type Entry struct {
	Position   uint64 // place in the ledger, set by it; grows in order of commit
	ReceivedAt time.Time
	Made       wire.Placed // when its terminal made it, in the office's time
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
	Made       wire.Placed
	Device     string
	Seq        uint64
	Payload    *linlipb.Payload
}

// agrees is how far a time by a terminal's own clock may be from where its
// record was placed: no further than a slow line makes it.
const agrees = time.Minute

// When is the time of e for staff and residents: own, which the terminal wrote
// down and may have printed, where it is right; else where the office placed
// the record. about tells that this is an estimate which nobody has on paper.
func (e Event) When(own time.Time) (at time.Time, about bool) {
	made := e.Made
	if made.How == wire.Unplaced {
		made.At = e.ReceivedAt
	}
	if own.Sub(made.At).Abs() <= agrees {
		return own, false
	}
	return made.At, made.How != wire.Exact
}

// WhenID is When of what bears id: the terminal's time is in a ULID.
func (e Event) WhenID(id string) (at time.Time, about bool) {
	own := time.Time{}
	if u, err := ulid.ParseStrict(id); err == nil {
		own = ulid.Time(u.Time())
	}
	return e.When(own)
}

// Quarantined tells of a kept record that could not be opened or understood.
type Quarantined struct {
	Position   uint64
	Device     string
	Seq        uint64
	Reason     string
	ReceivedAt time.Time
}

// Claim is what one Append does to one line.
type Claim struct {
	Line Line
	UpTo uint64 // chooses Mark.Overlap
	// Admit is shown the mark of the line, which is locked, and returns the
	// entries to keep. It must not block, and is asked again when the database
	// wants another try. An error keeps nothing of this line.
	Admit func(Mark) ([]Entry, error)
	// Err is set by Append: what Admit returned, or ErrOutOfOrder. It tells of
	// this claim only; the others were kept.
	Err error
}

// ErrOutOfOrder is a claim's error when its entries do not follow the mark.
// Nothing of it was kept.
var ErrOutOfOrder = errors.New("office: entries do not follow the ledger's mark")

// Take asks c what to keep after m, and holds the answer against the chain.
// It sets c.Err. It is for ledgers.
func (c *Claim) Take(m Mark) []Entry {
	var entries []Entry
	if entries, c.Err = c.Admit(m); c.Err != nil {
		return nil
	}
	prev := m.Hash
	for i, e := range entries {
		if e.Line() != c.Line || e.Header.GetSeq() != m.Through+1+uint64(i) || !bytes.Equal(e.Header.GetPrev(), prev[:]) {
			c.Err = ErrOutOfOrder
			return nil
		}
		prev = e.Hash
	}
	return entries
}

// Ledger is the append-only truth of the office. Its methods return the
// database's errors wrapped and block until the disk has answered or ctx ends;
// after an error from Append the caller does not know whether entries were
// kept and asks again.
type Ledger interface {
	// Append locks the lines of all claims, no two of the same, asks each what
	// to keep, keeps it and moves the marks: in one commit, durable on return.
	// Claims that fail by themselves tell so in Err and hold up no other.
	Append(ctx context.Context, claims ...*Claim) error
	// Read returns at most limit entries in order of position, after position
	// after and received at since or later. A position that was passed stays
	// passed: nothing ever appears below one that was shown.
	Read(ctx context.Context, after uint64, since time.Time, limit int) ([]Entry, error)
	// Quarantine sets an entry aside with a reason for staff; an empty reason
	// takes it back. Either may be repeated.
	Quarantine(ctx context.Context, position uint64, reason string) error
	// Quarantined lists what is set aside, newest first, at most limit;
	// a limit below zero asks for all.
	Quarantined(ctx context.Context, limit int) ([]Quarantined, error)
}
