package console

import (
	"context"
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
}

// ballotPart is one ballot; its questions have counts once it has ended.
type ballotPart struct {
	ballot.Standing
	Questions []ballotQuestion
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
	p := ballotsPicture{picture: c.picture(r, "/ballots")}
	for _, id := range c.opts.BallotItems() {
		s, err := c.opts.Ballots.Look(r.Context(), id)
		if err != nil {
			c.opts.Logger.Error(kiosk.EventOfficeTrouble, "ballot", string(id), "err", err)
			http.Error(w, "the ballots cannot be read", http.StatusServiceUnavailable)
			return
		}
		part := ballotPart{Standing: s}
		for _, f := range s.Item.Apply.Fields {
			part.Questions = append(part.Questions, c.counted(p.picture, f, s.Counts[f.ID]))
		}
		p.Ballots = append(p.Ballots, part)
	}
	c.draw(w, http.StatusOK, "ballots.html", p)
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
