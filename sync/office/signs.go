package office

import (
	"context"
	"time"
)

// Sign is something that is so at the moment: somebody calls for help, a
// terminal is unwell. There is one of a kind and name.
type Sign struct {
	Kind, Name string
	Revision   uint64    // set by the database; grows with each change of any sign
	At         time.Time // when it was put up or taken down, by who did
	Body       []byte    // empty: it was taken down
}

// Signs keeps what all processes of an office must see and nobody needs
// tomorrow. Its methods return the database's errors wrapped and block until
// the disk has answered or ctx ends.
type Signs interface {
	// PutSigns puts up signs, each in place of the one of its kind and name, and
	// sets their revisions. One without a body is taken down.
	PutSigns(ctx context.Context, signs []Sign) error
	// TakeSign takes one down if it still has the revision, and reports whether
	// it did.
	TakeSign(ctx context.Context, kind, name string, revision uint64, at time.Time) (bool, error)
	// ChangedSigns returns the signs whose revision is above after, in its
	// order, also those that were taken down. A revision that was passed stays
	// passed.
	ChangedSigns(ctx context.Context, after uint64) ([]Sign, error)
	// ForgetSigns deletes those that were put up or taken down before a time.
	ForgetSigns(ctx context.Context, before time.Time) error
}
