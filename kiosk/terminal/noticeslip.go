package terminal

import (
	"fmt"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/paper"
)

// noticePage lays out one entry of a listing.
func (t *Terminal) noticePage(s flow.NoticeSlip, lang kiosk.Lang) (paper.Page, error) {
	l, _ := t.machine.Catalogue.Listing(s.Listing)
	e, ok := l.Entry(s.Entry)
	if !ok {
		return paper.Page{}, fmt.Errorf("terminal: no entry %q in listing %q", s.Entry, s.Listing)
	}
	facts := paper.NoticeFacts{
		Place: t.opts.Place, Listing: l.Name, Title: e.Title, Lines: e.Lines, Where: e.Place, Phone: e.Phone,
		PrintedAt: time.Now().In(t.opts.Zone), URL: t.machine.NoticeLink(l, e), Demo: t.opts.Demo,
	}
	if until, err := time.Parse(time.DateOnly, string(e.Until)); err == nil {
		facts.Until = until
	}
	return paper.LayNotice(facts, lang, t.opts.PaperWidth)
}

// contactPage lays out the contact card (连心卡) of a grid.
func (t *Terminal) contactPage(j kiosk.Jurisdiction, lang kiosk.Lang) (paper.Page, error) {
	c, g, ok := t.machine.Catalogue.Places.Grid(j)
	if !ok {
		return paper.Page{}, fmt.Errorf("terminal: no grid %q of committee %q", j.Grid, j.Committee)
	}
	return paper.LayContactCard(paper.ContactCardFacts{
		Place: c.Name, Grid: g.Name, Worker: g.Person, Phone: g.Phone, Hours: g.Hours, Address: c.Address, Demo: t.opts.Demo,
	}, lang, t.opts.PaperWidth)
}
