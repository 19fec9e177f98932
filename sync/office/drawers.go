package office

import "context"

// Drawers keep small files that change: the box of a ballot, the payments of an
// account. A file has no history, on purpose. Several processes of an office
// may work on the same. Its methods return the database's errors wrapped and
// block until the disk has answered or ctx ends.
type Drawers interface {
	// ChangeFile shows change a file, nil when there is none, and keeps what it
	// returns, durable on return. Nobody else changes the file in between. An
	// error of change is returned as it is and keeps nothing; so does a nil
	// answer. Change must not block and may be asked again when the database
	// wants another try.
	ChangeFile(ctx context.Context, drawer, name string, change func(old []byte) ([]byte, error)) error
	// File returns one file, nil when there is none.
	File(ctx context.Context, drawer, name string) ([]byte, error)
	// Files returns the files of a drawer, by name.
	Files(ctx context.Context, drawer string) (map[string][]byte, error)
}
