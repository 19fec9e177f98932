package office

import (
	"context"
	"time"
)

// Publication is one signed revision of something the office publishes to its
// terminals.
type Publication struct {
	Revision    uint64 // grows over all kinds
	Kind        string
	At          time.Time
	Note        string // for staff: where the content came from
	Content     []byte // empty: terminals go back to what they brought along
	Signature   []byte
	Certificate []byte // of the key that signed, DER
}

// Publications keeps what an office published, for ever. Several processes of
// an office may work on the same. Its methods return the database's errors
// wrapped and block until the disk has answered or ctx ends.
type Publications interface {
	// Publish gives out the next revision, above the one named, shows it to
	// compose and keeps what that returns, durable on return. Nobody else
	// publishes in between. An error of compose is returned as it is and keeps
	// nothing. Compose must not block and may be asked again when the database
	// wants another try.
	Publish(ctx context.Context, above uint64, compose func(revision uint64) (Publication, error)) error
	// Newest returns the newest publication of each kind whose revision is
	// above after, in order of revision.
	Newest(ctx context.Context, after uint64) ([]Publication, error)
	// Publications lists all in order of revision, without their content.
	Publications(ctx context.Context) ([]Publication, error)
	// Publication returns one; ok is false when there is none.
	Publication(ctx context.Context, revision uint64) (p Publication, ok bool, err error)
}
