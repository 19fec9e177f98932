package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
)

// visitMark stands at the end of the name of the file that says which visit is
// under way.
const visitMark = ".visit"

// VisitMark is a small file beside the store: it is there while a visit is under
// way, so that the next start knows of one that was broken off. It is written
// without waiting for the disk. A power cut within seconds of the first touch
// may lose it, when there is little to be lost; nothing that was promised
// depends on it. It holds the id of the visit and nothing of the person.
type VisitMark struct{ path string }

// NewVisitMark returns the mark beside the store at path.
func NewVisitMark(path string) VisitMark { return VisitMark{path + visitMark} }

// Mark notes that v is under way, or with "" that no visit is. It may take as
// long as a busy disk does.
func (m VisitMark) Mark(v kiosk.VisitID) error {
	if v == "" {
		if err := os.Remove(m.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("store: visit mark: %w", err)
		}
		return nil
	}
	if err := os.WriteFile(m.path, []byte(v), 0o600); err != nil {
		return fmt.Errorf("store: visit mark: %w", err)
	}
	return nil
}

// Last returns the visit that was under way when the terminal went down, and
// when it began. None is not ok; so is a mark that was torn.
func (m VisitMark) Last() (v kiosk.VisitID, began time.Time, ok bool) {
	b, err := os.ReadFile(m.path)
	if err != nil {
		return "", time.Time{}, false
	}
	id, err := ulid.ParseStrict(string(b))
	if err != nil {
		return "", time.Time{}, false
	}
	return kiosk.VisitID(b), ulid.Time(id.Time()), true
}
