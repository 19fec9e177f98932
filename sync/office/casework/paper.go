package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Paper is what a case was decided with.
type Paper struct {
	ID     string // ULID, the one in its verification code
	Serial string // as printed on it
	Code   string // its verification code; not kept, it stands in PDF
	PDF    []byte
}

// ErrNoPaper says that a case has no paper, or none that can be read yet: a
// paper that was made a moment ago is readable once the ledger has been read.
var ErrNoPaper = errors.New("casework: no paper")

// Issue decides a case with a paper, which seal closes to the office's own key:
// both stand in one record. Otherwise it is Move.
func (c *Casework) Issue(ctx context.Context, id kiosk.CaseID, words string, p Paper, seal *wire.Sealer) (Case, error) {
	header := &linlipb.Header{
		Device: wire.OfficeDevice, Stream: Stream,
		Clock: &linlipb.Clock{WallMs: c.now().UnixMilli(), Quality: linlipb.ClockQuality_CLOCK_QUALITY_SYNCED},
	}
	sealed, err := seal.Seal(header, append([]byte(nil), p.PDF...))
	if err != nil {
		return Case{}, fmt.Errorf("casework: issue: %w", err)
	}
	return c.move(ctx, id, kiosk.CaseDecided, words, &linlipb.Paper{Id: p.ID, Serial: p.Serial, Header: header, Sealed: sealed})
}

// paper notes the paper of a move, and where the ledger has it once it is shown
// from there.
func (k *known) paper(e office.Event, m *linlipb.CaseMoved) {
	if p := m.GetPaper(); p != nil {
		k.Serial, k.paperAt = p.GetSerial(), max(k.paperAt, e.Position)
	}
}

// HasPaper tells whether a paper can be handed out.
func (c Case) HasPaper() bool { return c.paperAt > 0 && c.State == kiosk.CaseDecided }

// PaperOf reads the paper of a case. It returns ErrNoPaper or the ledger's
// error. Whoever calls it hands it to nobody but the applicant, and says so in
// a log.
func (c *Casework) PaperOf(ctx context.Context, one Case) (Paper, error) {
	if !one.HasPaper() {
		return Paper{}, ErrNoPaper
	}
	entries, err := c.ledger.Read(ctx, one.paperAt-1, time.Time{}, 1)
	if err != nil {
		return Paper{}, fmt.Errorf("casework: paper: %w", err)
	}
	if len(entries) == 0 || entries[0].Position != one.paperAt {
		return Paper{}, ErrNoPaper
	}
	p := new(linlipb.Payload)
	if err := proto.Unmarshal(entries[0].Sealed, p); err != nil {
		return Paper{}, fmt.Errorf("casework: paper: %w", err)
	}
	kept := p.GetCaseMoved().GetPaper()
	pdf, err := c.opener.Open(kept.GetHeader(), kept.GetSealed())
	if err != nil {
		return Paper{}, fmt.Errorf("casework: paper: %w", err)
	}
	return Paper{ID: kept.GetId(), Serial: kept.GetSerial(), PDF: pdf}, nil
}
