package paper

import (
	"fmt"
	"time"

	"linli/kiosk"
)

// NoticeFacts is what a resident takes home of one entry of a listing: a
// notice, a course, a vacancy.
type NoticeFacts struct {
	Place     kiosk.Text
	Listing   kiosk.Text // what it is
	Title     kiosk.Text
	Lines     []kiosk.Text // may be empty
	Where     kiosk.Text   // empty leaves it out
	Phone     string       // empty leaves it out
	Until     time.Time    // the last day; zero leaves it out
	PrintedAt time.Time    // to the minute in the zone it carries
	URL       string       // the same on a telephone, as a QR code; empty leaves it out
	Demo      bool         // content is 示例
}

// LayNotice lays out a notice to take home, in the reader's language alone. It
// returns ErrEmpty without a place, a title or a time, and ErrTooWide or
// ErrBadText for text no paper can show.
func LayNotice(facts NoticeFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Title.ZH == "" || facts.PrintedAt.IsZero() {
		return Page{}, fmt.Errorf("%w: place, title or time", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, false)
	l.head(facts.Place, facts.Listing)
	l.set(facts.Title.In(lang), valueSize, true, Left)
	l.feed(middleGap)
	for _, t := range facts.Lines {
		l.set(t.In(lang), 1, true, Left)
		l.feed(smallGap)
	}
	l.feed(middleGap - smallGap)
	if facts.Where.ZH != "" {
		l.heading("slip.notice-where")
		l.set(facts.Where.In(lang), 1, true, Left)
		l.feed(smallGap)
	}
	if !facts.Until.IsZero() {
		y, m, d := facts.Until.Date()
		l.heading("slip.notice-until")
		l.set(fmt.Sprintf(l.words("slip.receipt-day").In(lang), y, int(m), d), 1, true, Left)
		l.feed(smallGap)
	}
	if facts.Phone != "" {
		l.heading("slip.card-phone")
		l.set(facts.Phone, valueSize, true, Left)
	}
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.line(facts.PrintedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	l.foot(facts.URL, "slip.slip-advice", "")
	return l.cut()
}
