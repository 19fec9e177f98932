package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// maxWords bounds what staff write to a resident, in bytes.
const maxWords = 2 << 10

// Follow makes this fit for an office of several processes: pass shows it all
// that the ledger holds at the time of the call. Call it before Move.
func (c *Casework) Follow(pass func(context.Context) error) { c.chain.Follow(pass) }

// Move moves a case on and returns it once that is in the ledger. It blocks
// for one commit, at most ten seconds. A move that was made already, with the
// same words, is made no second time and is no error. It returns ErrNoCase,
// ErrNoMove, ErrNoWords or the ledger's error; after the last the move may
// stand all the same and shows as soon as the ledger is read. Two clerks never
// move one case at once, also at two processes of an office.
func (c *Casework) Move(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string) (Case, error) {
	return c.move(ctx, id, to, words, nil)
}

// move is Move, with the paper that a case is decided with; nil for none.
func (c *Casework) move(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string, paper *linlipb.Paper) (Case, error) {
	words = strings.TrimSpace(words)
	_, err := c.chain.Write(ctx, func() (*linlipb.Payload, error) {
		now, err := c.Case(id)
		switch {
		case err != nil:
			return nil, err
		case now.State == to && now.Words == words:
			return nil, nil
		case !slices.Contains(now.State.Moves(), to):
			return nil, ErrNoMove
		case words == "" && to != kiosk.CaseAccepted:
			return nil, ErrNoWords
		case len(words) > maxWords:
			return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrNoWords, len(words), maxWords)
		}
		return &linlipb.Payload{
			Visit: string(now.Visit),
			What:  &linlipb.Payload_CaseMoved{CaseMoved: &linlipb.CaseMoved{Case: string(id), State: string(to), Words: words, Paper: paper}},
		}, nil
	}, c.Apply)
	if err != nil {
		return Case{}, fmt.Errorf("casework: move: %w", err)
	}
	return c.Case(id)
}

// Application returns what the resident of a case answered, as the ledger
// keeps it, and who that was. It returns ErrNoCase, or the ledger's error.
// Whoever calls it shows personal data and says so in a log.
func (c *Casework) Application(ctx context.Context, id kiosk.CaseID) (kiosk.Application, kiosk.Resident, error) {
	found, err := c.Case(id)
	if err != nil {
		return kiosk.Application{}, kiosk.Resident{}, err
	}
	return c.read(ctx, found)
}

// read opens the record of a case.
func (c *Casework) read(ctx context.Context, found Case) (kiosk.Application, kiosk.Resident, error) {
	entries, err := c.ledger.Read(ctx, found.Position-1, time.Time{}, 1)
	if err != nil {
		return kiosk.Application{}, kiosk.Resident{}, fmt.Errorf("casework: read: %w", err)
	}
	if len(entries) == 0 || entries[0].Position != found.Position {
		return kiosk.Application{}, kiosk.Resident{}, ErrNoCase
	}
	text, err := c.opener.Open(entries[0].Header, entries[0].Sealed)
	if err != nil {
		return kiosk.Application{}, kiosk.Resident{}, fmt.Errorf("casework: open: %w", err)
	}
	p := new(linlipb.Payload)
	err = proto.Unmarshal(text, p)
	clear(text)
	if err != nil { // its cause may quote what was inside
		return kiosk.Application{}, kiosk.Resident{}, ErrNoCase
	}
	a, r := applicationOf(p.GetCaseOpened())
	return a, r, nil
}

func applicationOf(o *linlipb.CaseOpened) (kiosk.Application, kiosk.Resident) {
	a := kiosk.Application{Spared: int(o.GetSpared())}
	for _, answer := range o.GetAnswers() {
		a.Answers = append(a.Answers, kiosk.Answer{
			Field: answer.GetField(), Value: kiosk.Private(answer.GetValue()), Source: kiosk.Source(answer.GetSource()),
		})
	}
	a.Agent, a.Saved, a.Resumes = residentOf(o.GetAgent()), o.GetSaved(), kiosk.CaseID(o.GetResumes())
	return a, residentOf(o.GetResident())
}

func residentOf(r *linlipb.Resident) kiosk.Resident {
	return kiosk.Resident{
		Kind: kiosk.DocumentKind(r.GetDocumentKind()),
		Name: kiosk.Private(r.GetName()), Number: kiosk.Private(r.GetNumber()),
	}
}
