package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire/linlipb"
)

// moveTimeout bounds a move that other processes of the office keep getting
// ahead of.
const moveTimeout = 10 * time.Second

// maxWords bounds what staff write to a resident, in bytes.
const maxWords = 2 << 10

// Follow makes this fit for an office of several processes: pass shows it all
// that the ledger holds at the time of the call. Call it before Move.
func (c *Casework) Follow(pass func(context.Context) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pass = pass
}

// Move moves a case on and returns it once that is in the ledger. It blocks
// for one commit, at most ten seconds. A move that was made already, with the
// same words, is made no second time and is no error. It returns ErrNoCase,
// ErrNoMove, ErrNoWords or the ledger's error; after the last the move may
// stand all the same and shows as soon as the ledger is read.
//
// The office's own records of cases are one chain, and each is written only by
// who has been shown all before it: two clerks never move one case at once.
func (c *Casework) Move(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string) (Case, error) {
	return c.move(ctx, id, to, words, nil)
}

// move is Move, with the paper that a case is decided with; nil for none.
func (c *Casework) move(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string, paper *linlipb.Paper) (Case, error) {
	words = strings.TrimSpace(words)
	ctx, cancel := context.WithTimeout(ctx, moveTimeout)
	defer cancel()
	c.moving.Lock()
	defer c.moving.Unlock()
	for {
		moved, err := c.moveOnce(ctx, id, to, words, paper)
		if !errors.Is(err, office.ErrBehind) {
			return moved, err
		}
		if err := c.catchUp(ctx); err != nil {
			return Case{}, fmt.Errorf("casework: move: %w", err)
		}
	}
}

func (c *Casework) moveOnce(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string, paper *linlipb.Paper) (Case, error) {
	c.mu.Lock()
	heard := c.heard
	c.mu.Unlock()
	now, err := c.Case(id)
	switch {
	case err != nil:
		return Case{}, err
	case now.State == to && now.Words == words:
		return now, nil
	case !slices.Contains(now.State.Moves(), to):
		return Case{}, ErrNoMove
	case words == "" && to != kiosk.CaseAccepted:
		return Case{}, ErrNoWords
	case len(words) > maxWords:
		return Case{}, fmt.Errorf("%w: %d bytes, at most %d", ErrNoWords, len(words), maxWords)
	}
	event, err := c.own().Append(ctx, heard, c.now(), &linlipb.Payload{
		Visit: string(now.Visit),
		What:  &linlipb.Payload_CaseMoved{CaseMoved: &linlipb.CaseMoved{Case: string(id), State: string(to), Words: words, Paper: paper}},
	})
	if err != nil {
		return Case{}, fmt.Errorf("casework: move: %w", err)
	}
	c.Apply(event)
	return c.Case(id)
}

// own is the chain of what the office itself did with cases.
func (c *Casework) own() office.Own { return office.Own{Ledger: c.ledger, Stream: Stream} }

// catchUp has everything shown that the office's own chain holds now. What is
// not shown then is older than Keep, or in quarantine.
func (c *Casework) catchUp(ctx context.Context) error {
	through, err := c.own().End(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	pass := c.pass
	c.mu.Unlock()
	if pass != nil {
		if err := pass(ctx); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = max(c.heard, through)
	return nil
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
