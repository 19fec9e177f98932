// Package publish (发布) is the desk that publishes: it checks content, signs
// it under the next revision, keeps it in the ledger's database, and tells
// terminals of it with their Pulls. Terminals take what is newer than what they
// have and show it from their next visit on.
//
// It refuses to publish what a terminal would refuse, to change or delete a
// revision, and to send a terminal older content again: what was before is
// published once more, under a new revision.
package publish

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Kinds of content. They stand in the office's database and on terminals.
const (
	KindCatalogue = "catalogue" // packed by catalogue.Pack
	KindHours     = "hours"     // opening hours, YAML as calendar.Load reads it
	KindNotices   = "notices"   // what the office itself adds to listings, as catalogue.LoadNotices reads it
)

// Kinds lists all that can be published.
func Kinds() []string { return []string{KindCatalogue, KindHours, KindNotices} }

// ErrTooLarge refuses content that no Pull can carry.
var ErrTooLarge = errors.New("publish: too large for the line")

// Draft is what is to be published.
type Draft struct {
	Kind    string
	Content []byte // empty: terminals go back to what they brought along
	Note    string // for staff
	// Above is a revision that terminals are known to have, 0 for none: an
	// office that was restored from a backup goes on above it.
	Above uint64
}

// Catalogue packs the catalogue in fsys and checks what a terminal would read
// of it. What is wrong with the data is config.Faults, as from catalogue.Load.
func Catalogue(fsys fs.FS) (content []byte, c *catalogue.Catalogue, err error) {
	if content, err = catalogue.Pack(fsys); err != nil {
		return nil, nil, err
	}
	unpacked, err := catalogue.Unpack(content)
	if err != nil {
		return nil, nil, err
	}
	c, err = catalogue.Load(unpacked)
	return content, c, err
}

// Publish signs d under the next revision and keeps it. It blocks for one
// commit. The caller has checked the content.
func Publish(ctx context.Context, kept office.Publications, by *trust.Authority, now time.Time, d Draft) (revision uint64, err error) {
	if len(d.Content) > wire.MaxPublished {
		return 0, fmt.Errorf("%w: %d KiB, and terminals take %d KiB at most", ErrTooLarge, len(d.Content)>>10, wire.MaxPublished>>10)
	}
	publisher, err := by.Publisher()
	if err != nil {
		return 0, err
	}
	err = kept.Publish(ctx, d.Above, func(next uint64) (office.Publication, error) {
		p := &linlipb.Published{Kind: d.Kind, Revision: next, Content: d.Content}
		if err := wire.CheckPublished(p); err != nil {
			return office.Publication{}, err
		}
		revision = next
		return office.Publication{
			Kind: d.Kind, At: now, Note: d.Note, Content: d.Content,
			Signature: publisher.Sign(wire.SignedOf(p)), Certificate: publisher.Certificate,
		}, nil
	})
	return revision, err
}
