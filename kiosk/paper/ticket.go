package paper

import (
	"fmt"
	"time"

	"linli/kiosk"
)

// TicketFacts is everything a queue ticket tells.
type TicketFacts struct {
	Place    kiosk.Text // "示例街道 · 向阳社区"
	Number   string     // "A005"
	Item     kiosk.Text // what the resident came for
	Ahead    *int       // people ahead; nil when the office has not told lately
	Shut     *ShutFacts // no counter serves; nil while one does
	IssuedAt time.Time  // printed to the minute in the zone it carries
	TrackURL string     // short address with the tracking code, for the QR; empty leaves the QR out
	Demo     bool       // content is 示例
	Reprint  bool       // 补打: the same number once more
}

// ShutFacts says that no counter serves while a ticket is taken.
type ShutFacts struct {
	Opens string     // 15:04 on the same day; empty when not on this one
	Hours kiosk.Text // when counters serve
}

// Sizes and distances of the ticket.
const (
	largest         = 8 // of a printer's own characters
	qrModule   Dots = 6 // 0.75 mm, read by any telephone
	smallGap   Dots = 12
	middleGap  Dots = 28
	bottomGap  Dots = 48
	issuedForm      = "2006-01-02 15:04"
)

// LayTicket lays out a queue ticket (号票). Chinese stands first and English
// small under it; lang says which of the two is set off for the reader. The
// number is as large as its length allows. It returns ErrEmpty without a place,
// a number or an item, and ErrTooWide or ErrBadText for text no paper can show.
func LayTicket(facts TicketFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Number == "" || facts.Item.ZH == "" {
		return Page{}, fmt.Errorf("%w: place, number or item", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, facts.Reprint)
	l.phrase(facts.Place, 1, true)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.number(facts.Number, Centre)
	l.feed(smallGap)
	l.phrase(facts.Item, 2, true)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.ahead(facts.Ahead)
	l.shut(facts.Shut)
	l.line(facts.IssuedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	advice := "ticket.advice-no-code"
	if facts.TrackURL != "" {
		l.qr(facts.TrackURL)
		l.feed(middleGap)
		advice = "ticket.advice"
	}
	if facts.Shut == nil { // nobody is to sit and wait
		l.phrase(l.words(advice), 1, true)
	}
	l.feed(bottomGap)
	l.add(Cut{})
	if l.err != nil {
		return Page{}, l.err
	}
	return l.page, nil
}

// ahead adds how many people wait before this ticket.
func (l *layout) ahead(people *int) {
	if people == nil {
		return
	}
	t := l.words("ticket.ahead-none")
	if *people > 0 {
		t = l.words("ticket.ahead")
		t = kiosk.Text{ZH: fmt.Sprintf(t.ZH, *people), EN: fmt.Sprintf(t.EN, *people)}
	}
	l.phrase(t, 2, false)
	l.feed(smallGap)
}

// shut adds that no counter serves, and when one does.
func (l *layout) shut(s *ShutFacts) {
	if s == nil {
		return
	}
	if s.Opens == "" {
		l.phrase(l.words("ticket.shut-today"), 1, true)
		l.phrase(s.Hours, 1, false)
	} else {
		t := l.words("ticket.shut-opens")
		l.phrase(kiosk.Text{ZH: fmt.Sprintf(t.ZH, s.Opens), EN: fmt.Sprintf(t.EN, s.Opens)}, 1, true)
	}
	l.feed(smallGap)
}
