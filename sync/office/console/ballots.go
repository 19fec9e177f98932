package console

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
)

// Ballots is what residents vote on; ballot.Boxes is documented there.
type Ballots interface {
	Look(ctx context.Context, id kiosk.ItemID) (ballot.Standing, error)
}

// ballotsPicture is all ballots of the catalogue.
type ballotsPicture struct {
	picture
	Ballots []ballotPart
	Trouble string // key of a word; why no result was published
}

// ballotPart is one ballot; its questions have counts once it has ended.
type ballotPart struct {
	ballot.Standing
	Questions  []ballotQuestion
	Announced  bool // its result is published
	Announcing bool // and can be
	Share      int  // of the roll that has voted, in percent
}

type ballotQuestion struct {
	Label   string
	Options []ballotOption
}

type ballotOption struct {
	Name  string
	Votes int
}

func (c *Console) ballots(w http.ResponseWriter, r *http.Request) {
	c.drawBallots(w, r, http.StatusOK, "")
}

func (c *Console) drawBallots(w http.ResponseWriter, r *http.Request, status int, trouble string) {
	p := ballotsPicture{picture: c.picture(r, "/ballots"), Trouble: trouble}
	for _, id := range c.opts.BallotItems() {
		s, err := c.opts.Ballots.Look(r.Context(), id)
		if err != nil {
			c.opts.Logger.Error(kiosk.EventOfficeTrouble, "ballot", string(id), "err", err)
			http.Error(w, "the ballots cannot be read", http.StatusServiceUnavailable)
			return
		}
		part := ballotPart{Standing: s, Announcing: c.opts.Announce != nil && s.Ended && s.Item.Ballot.Result != ""}
		part.Announced = part.Announcing && c.opts.Announced(id)
		if s.Listed > 0 {
			part.Share = (s.Turned*100 + s.Listed/2) / s.Listed
		}
		counts := s.Counts
		if s.Result != nil { // as it was published
			counts = s.Result.Counts
		}
		for _, f := range s.Item.Apply.Fields {
			part.Questions = append(part.Questions, c.counted(p.picture, f, counts[f.ID]))
		}
		p.Ballots = append(p.Ballots, part)
	}
	c.draw(w, status, "ballots.html", p)
}

// announce publishes the result of one ballot.
func (c *Console) announce(w http.ResponseWriter, r *http.Request) {
	if c.opts.Announce == nil {
		http.NotFound(w, r)
		return
	}
	id := kiosk.ItemID(r.PathValue("id"))
	err := c.opts.Announce(r.Context(), id, r.FormValue("by"))
	switch {
	case errors.Is(err, ballot.ErrClosed):
		http.NotFound(w, r)
	case errors.Is(err, ballot.ErrRunning):
		c.drawBallots(w, r, http.StatusConflict, "ballot-not-ended")
	case errors.Is(err, ballot.ErrNoName):
		c.drawBallots(w, r, http.StatusBadRequest, "ballot-name-needed")
	case err != nil:
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "ballot", string(id), "err", err)
		c.drawBallots(w, r, http.StatusServiceUnavailable, "ballot-not-published")
	default:
		http.Redirect(w, r, "/ballots?lang="+string(langOf(r)), http.StatusSeeOther)
	}
}

// counted names the options of a question, the one with most votes first.
func (c *Console) counted(p picture, f catalogue.Field, votes map[string]int) ballotQuestion {
	q := ballotQuestion{Label: f.Label.In(p.Lang)}
	ids := []string{catalogue.Yes, catalogue.No}
	if f.Kind != catalogue.FieldYesNo {
		ids = nil
		for _, choice := range f.Choices {
			ids = append(ids, choice.ID)
		}
	}
	for _, id := range ids {
		q.Options = append(q.Options, ballotOption{Name: c.answer(f, id, p.Lang), Votes: votes[id]})
	}
	slices.SortStableFunc(q.Options, func(a, b ballotOption) int { return b.Votes - a.Votes })
	return q
}
