package office

import "context"

// Note is what the office keeps about one terminal, as package trust writes
// it.
type Note struct {
	Device   string
	Revision uint64 // set by the database; grows with each change of any note
	Body     []byte
}

// Roster keeps one note per terminal. Several processes of an office may work
// on the same. Its methods return the database's errors wrapped and block
// until the disk has answered or ctx ends.
type Roster interface {
	// ChangeNote shows change the note of a device, nil when there is none,
	// and keeps what it returns, durable on return. Nobody else changes the
	// note in between. An error of change is returned as it is and keeps
	// nothing; so does a nil answer. Change must not block and may be asked
	// again when the database wants another try.
	ChangeNote(ctx context.Context, device string, change func(old []byte) ([]byte, error)) error
	// Notes returns the notes whose revision is above after, in its order. A
	// revision that was passed stays passed.
	Notes(ctx context.Context, after uint64) ([]Note, error)
}
