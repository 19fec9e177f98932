package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"linli/kiosk"
	"linli/sync/office/rating"
)

// lowShown is how many low grades the page lists.
const lowShown = 200

// Ratings is what residents thought; rating.Ratings is documented there.
type Ratings interface {
	List(since time.Time) []rating.Rating
	Low(visit kiosk.VisitID) (rating.Rating, error)
	Words(ctx context.Context, visit kiosk.VisitID) (kiosk.Private, error)
	Move(ctx context.Context, visit kiosk.VisitID, to rating.FollowUp, words, by string) error
}

// ratingsPicture is the tables of grades, and the low ones.
type ratingsPicture struct {
	picture
	Days   int // that are counted
	Spans  []int
	Tables []ratingTable
	Low    []rating.Rating
}

// ratingTable is one table, by what its word says.
type ratingTable struct {
	Word string
	Rows []rating.Row
}

// ratingPicture is one low grade.
type ratingPicture struct {
	picture
	Rating  rating.Rating
	Said    kiosk.Private
	Trouble string // key of a word; why nothing was done
}

func (c *Console) ratings(w http.ResponseWriter, r *http.Request) {
	p := ratingsPicture{picture: c.picture(r, "/ratings"), Days: 30, Spans: []int{7, 30, 92}}
	if i := slices.Index([]string{"7", "30", "92"}, r.FormValue("days")); i >= 0 {
		p.Days = p.Spans[i]
	}
	all := c.opts.Ratings.List(time.Now().Add(-time.Duration(p.Days) * 24 * time.Hour))
	p.Tables = []ratingTable{
		{"rating-by-counter", rating.Table(all, func(r rating.Rating) string { return string(r.Counter) })},
		{"rating-by-post", rating.Table(all, func(r rating.Rating) string {
			item, _ := c.opts.ServiceItem(r.Item)
			return item.Post.In(p.Lang)
		})},
		{"rating-by-item", rating.Table(all, func(r rating.Rating) string {
			if r.Item == "" {
				return ""
			}
			return p.Item(r.Item)
		})},
	}
	for _, one := range all {
		if one.Grade.Low() && len(p.Low) < lowShown {
			p.Low = append(p.Low, one)
		}
	}
	c.draw(w, http.StatusOK, "ratings.html", p)
}

func (c *Console) showRating(w http.ResponseWriter, r *http.Request) {
	c.drawRating(w, r, http.StatusOK, "")
}

// drawRating shows one low grade. That its words were read is logged.
func (c *Console) drawRating(w http.ResponseWriter, r *http.Request, status int, trouble string) {
	visit := kiosk.VisitID(r.PathValue("visit"))
	found, err := c.opts.Ratings.Low(visit)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	said, err := c.opts.Ratings.Words(r.Context(), visit)
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "visit", string(visit), "err", err)
		http.Error(w, "the grade cannot be read", http.StatusServiceUnavailable)
		return
	}
	c.opts.Logger.Info(kiosk.EventRatingRead, "visit", string(visit))
	c.draw(w, status, "rating.html", ratingPicture{
		picture: c.picture(r, "/ratings/"+string(visit)), Rating: found, Said: said, Trouble: trouble,
	})
}

// moveRating notes what staff did about a low grade.
func (c *Console) moveRating(w http.ResponseWriter, r *http.Request) {
	visit, to := kiosk.VisitID(r.PathValue("visit")), rating.FollowUp(r.PathValue("state"))
	err := c.opts.Ratings.Move(r.Context(), visit, to, r.FormValue("words"), r.FormValue("by"))
	switch {
	case errors.Is(err, rating.ErrNone):
		http.NotFound(w, r)
	case errors.Is(err, rating.ErrNoMove):
		c.drawRating(w, r, http.StatusConflict, "rating-changed")
	case errors.Is(err, rating.ErrNoWords):
		c.drawRating(w, r, http.StatusBadRequest, "rating-words-needed")
	case err != nil:
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "visit", string(visit), "err", err)
		http.Error(w, "it was not kept", http.StatusServiceUnavailable)
	default:
		c.opts.Logger.Info(kiosk.EventRatingMoved, "visit", string(visit), "state", string(to))
		http.Redirect(w, r, "/ratings?lang="+string(langOf(r)), http.StatusSeeOther)
	}
}

// Reason names one of the reasons of a low grade, by its id when the catalogue
// knows it no more.
func (p picture) Reason(id string) string {
	if p.console.opts.Reason != nil {
		if name := p.console.opts.Reason(id).In(p.Lang); name != "" {
			return name
		}
	}
	return id
}

// Overdue tells whether the limit of a low grade has passed.
func (p picture) Overdue(r rating.Rating) bool {
	return r.State != rating.Settled && time.Now().After(r.Due)
}

// Date shows a day of the office's zone.
func (p picture) Date(t time.Time) string { return t.In(p.console.opts.Zone).Format(time.DateOnly) }

// Reveal is the resident's words, on the page of one grade only.
func (p ratingPicture) Reveal() string { return p.Said.Reveal() }
