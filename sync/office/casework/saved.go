package casework

import (
	"cmp"
	"context"
	"slices"
	"time"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// SavedFor is how long something that a resident put aside half done is given
// back to him. What residents read about it stands in assets/texts/saved.yaml.
const SavedFor = 30 * 24 * time.Hour

// saved notes whether a case was put aside, and what it takes the place of.
func (c *Casework) saved(k *known, o *linlipb.CaseOpened) {
	if k.Saved = o.GetSaved(); k.Saved && k.moved == 0 {
		k.State = kiosk.CaseSaved
	}
	agent := kiosk.Resident{Name: kiosk.Private(o.GetAgent().GetName())}
	k.Agent = agent.MaskedName()
	if id := kiosk.CaseID(o.GetResumes()); id != "" {
		c.spokenOf(id).resumed = true
	}
}

// handedIn tells whether k is a case, and not something put aside.
func (k *known) handedIn() bool { return k.opened && !k.Saved }

// waits tells whether what was put aside can still be taken up.
func (k *known) waits(now time.Time) bool {
	return k.opened && k.Saved && !k.resumed && now.Sub(k.ReceivedAt) < SavedFor
}

// Saved lists what residents put aside and may still come back for, the one
// that came last first. It is no case yet: nobody works on it, and nobody but
// who saved it reads it.
func (c *Casework) Saved() []Case {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	var all []Case
	for _, k := range c.cases {
		if k.waits(now) {
			all = append(all, k.Case)
		}
	}
	slices.SortFunc(all, func(a, b Case) int { return cmp.Compare(b.Position, a.Position) })
	return all
}

// Resume returns what was put aside under a code, to whoever laid the card that
// it was saved with; without a card then, the code is enough. It returns
// ErrNoCase for all else, also for a code that was mistyped, or the ledger's
// error. It blocks for one read.
func (c *Casework) Resume(ctx context.Context, code string, kind kiosk.DocumentKind, number kiosk.Private) (Case, kiosk.Application, error) {
	found, err := c.ByCode(code)
	if err != nil {
		return Case{}, kiosk.Application{}, err
	}
	if !found.Saved || found.holder != (holder{}) && !c.IsOf(found, kind, number) {
		return Case{}, kiosk.Application{}, ErrNoCase
	}
	a, _, err := c.read(ctx, found)
	return found, a, err
}
