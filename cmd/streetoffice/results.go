package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/ballot"
	"linli/sync/office/publish"
	"linli/sync/office/trust"
)

// resultTries bounds how often results are published anew because another
// process published one of its own meanwhile.
const resultTries = 5

// errNoListing is a ballot whose item names no listing for its result.
var errNoListing = errors.New("results: the item names no listing for its result (ballot: result)")

// results publishes what came of votes, as notices that terminals and
// telephones show.
type results struct {
	boxes   *ballot.Boxes
	kept    office.Publications
	by      *trust.Authority
	offered *offered
	zone    *time.Location
	log     *slog.Logger
}

// Announce notes what came of a ballot, by whom, and publishes it. It may be
// repeated: what stands is not published again. It blocks for two commits. It
// returns ballot.ErrClosed, ErrRunning or ErrNoName, or what went wrong.
func (r *results) Announce(ctx context.Context, id kiosk.ItemID, by string) error {
	item, _ := r.offered.Item(id)
	if item.Ballot.Result == "" {
		return errNoListing
	}
	noted, err := r.boxes.Close(ctx, id, by)
	if err != nil {
		return err
	}
	note := fmt.Sprintf("result of %s, by %s", id, noted.By)
	for range resultTries {
		done, err := r.publish(ctx, note)
		if err != nil || done {
			return errors.Join(err, r.offered.desk.Look(ctx))
		}
	}
	return errors.New("results: others publish all the time; try again")
}

// publish publishes all results in the place of those that are published; done
// is true when nothing was to do.
func (r *results) publish(ctx context.Context, note string) (done bool, err error) {
	newest, err := r.kept.Newest(ctx, 0)
	if err != nil {
		return false, err
	}
	i := slices.IndexFunc(newest, func(p office.Publication) bool { return p.Kind == publish.KindNotices })
	var before []byte
	if i >= 0 {
		before = newest[i].Content
	}
	content, err := r.content(ctx, before)
	if err != nil || bytes.Equal(content, before) {
		return err == nil, err
	}
	revision, err := publish.Publish(ctx, r.kept, r.by, time.Now(), publish.Draft{Kind: publish.KindNotices, Content: content, Note: note})
	if err == nil {
		r.log.Info(kiosk.EventResultPublished, "revision", revision, "note", note)
	}
	return false, err // and once more: somebody may have noted another one meanwhile
}

// content is all results that are still shown, the newest first. That of an
// item which nobody knows any more stays as it was worded.
func (r *results) content(ctx context.Context, before []byte) ([]byte, error) {
	all, err := r.boxes.Results(ctx)
	if err != nil {
		return nil, err
	}
	old, err := catalogue.LoadNotices("notices", before)
	if len(before) > 0 && err != nil {
		return nil, err // of a newer program on the same database
	}
	byListing := map[string][]catalogue.Notice{}
	for id, result := range all {
		listing, n, err := r.notice(id, result, old)
		if err != nil {
			return nil, err
		}
		if listing != "" && n.Until >= kiosk.BusinessDayOf(time.Now(), r.zone) {
			byListing[listing] = append(byListing[listing], n)
		}
	}
	content, err := inOrder(byListing).Encode()
	if err != nil {
		return nil, err
	}
	_, err = catalogue.LoadNotices("the notice of the result", content)
	return content, err
}

// notice is one result as residents read it, and the listing it is for; empty
// for none.
func (r *results) notice(id kiosk.ItemID, result ballot.Result, old catalogue.Notices) (string, catalogue.Notice, error) {
	item, ok := r.offered.Item(id)
	if ok && item.Ballot.Result != "" {
		n, err := resultNotice(item, result, r.zone)
		return item.Ballot.Result, n, err
	}
	for _, l := range old.Listings {
		for _, n := range l.Entries {
			if n.ID == resultID(id) {
				return l.Listing, n, nil
			}
		}
	}
	return "", catalogue.Notice{}, nil
}

// inOrder puts listings in the order of their IDs and notices newest first, so
// that the same results give the same bytes.
func inOrder(byListing map[string][]catalogue.Notice) catalogue.Notices {
	n := catalogue.Notices{Listings: []catalogue.NoticesOf{}}
	for listing, entries := range byListing {
		slices.SortFunc(entries, func(a, b catalogue.Notice) int {
			return cmp.Or(cmp.Compare(b.From, a.From), cmp.Compare(a.ID, b.ID))
		})
		n.Listings = append(n.Listings, catalogue.NoticesOf{Listing: listing, Entries: entries})
	}
	slices.SortFunc(n.Listings, func(a, b catalogue.NoticesOf) int { return cmp.Compare(a.Listing, b.Listing) })
	return n
}

// Announced tells whether the result of a ballot stands among what is
// published.
func (r *results) Announced(id kiosk.ItemID) bool {
	item, _ := r.offered.Item(id)
	l, _ := r.offered.now().Listing(item.Ballot.Result)
	_, ok := l.Entry(resultID(id))
	return ok
}
