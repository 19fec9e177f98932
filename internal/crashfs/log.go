package crashfs

import (
	"bytes"
	"slices"
)

// Kind is what a call did.
type Kind int

// Kinds of calls that change something, or promise that it stays.
const (
	Write      Kind = iota + 1 // Data at Off of File
	Truncate                   // File is Size bytes long
	Sync                       // of File
	SyncFailed                 // of File: it was told so, once
	Create                     // File under Name
	Link                       // File under Name too
	Rename                     // Name becomes To
	Remove                     // Name is gone
	SyncDir                    // of the folder
	Mark                       // the program said Data to MarkFile
)

// Op is one call.
type Op struct {
	Kind     Kind
	File     int // which file, whatever its name
	Name, To string
	Off      int64
	Size     int64
	Data     []byte
}

// Log is what was done, in order.
type Log []Op

// WithoutSyncs returns the log of a program that never syncs, or of a disk that
// lies about it. A test of durability must fail on it.
func (l Log) WithoutSyncs() Log {
	return slices.DeleteFunc(slices.Clone(l), func(o Op) bool { return o.Kind == Sync || o.Kind == SyncDir })
}

// Marks returns what the program said in the first n calls.
func (l Log) Marks(n int) []string {
	var said bytes.Buffer
	for _, o := range l[:n] {
		if o.Kind == Mark {
			said.Write(o.Data)
		}
	}
	var lines []string
	for line := range bytes.Lines(said.Bytes()) {
		lines = append(lines, string(bytes.TrimSpace(line)))
	}
	return lines
}
