package paper

import (
	"fmt"
	"time"

	"linli/kiosk"
)

// SlipFacts is what a slip to take home tells: which papers to bring, where to
// go, what a notice said.
type SlipFacts struct {
	Place     kiosk.Text
	Title     kiosk.Text
	Sections  []Section // at least one
	PrintedAt time.Time // to the minute in the zone it carries
	URL       string    // the same on a telephone, as a QR code; empty leaves it out
	Demo      bool      // content is 示例
}

// Section is a list under a heading.
type Section struct {
	Title kiosk.Text // empty leaves the heading out
	Lines []kiosk.Text
	Tick  bool // a box to tick before each line, instead of its number
}

// LaySlip lays out a slip. It returns ErrEmpty without a place, a title, a time
// or a section with lines, and ErrTooWide or ErrBadText for text no paper can
// show.
func LaySlip(facts SlipFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Title.ZH == "" || facts.PrintedAt.IsZero() || len(facts.Sections) == 0 {
		return Page{}, fmt.Errorf("%w: place, title, time or sections", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, false)
	l.head(facts.Place, facts.Title)
	for _, s := range facts.Sections {
		if len(s.Lines) == 0 {
			return Page{}, fmt.Errorf("%w: lines of a section", ErrEmpty)
		}
		mark := numbered
		if s.Tick {
			mark = ticked
		}
		l.list(s.Title, s.Lines, mark)
	}
	l.rule()
	l.feed(middleGap)
	l.line(facts.PrintedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	l.foot(facts.URL, "slip.slip-advice", "")
	return l.cut()
}

// ContactCardFacts is what a contact card (连心卡) tells: who looks after the
// reader's part of the neighbourhood, and how to reach them.
type ContactCardFacts struct {
	Place   kiosk.Text
	Grid    kiosk.Text // 网格; empty leaves it out
	Worker  kiosk.Text // the grid worker's name, as the office publishes it
	Phone   string
	Hours   kiosk.Text // empty leaves it out
	Address kiosk.Text // empty leaves it out
	URL     string     // for the QR code; empty leaves it out
	Demo    bool       // content is 示例
}

// LayContactCard lays out a contact card. It returns ErrEmpty without a place,
// a worker or a telephone number, and ErrTooWide or ErrBadText for text no
// paper can show.
func LayContactCard(facts ContactCardFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Worker.ZH == "" || facts.Phone == "" {
		return Page{}, fmt.Errorf("%w: place, worker or telephone", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, false)
	l.head(facts.Place, l.words("slip.card-title"))
	if facts.Grid.ZH != "" {
		l.field("slip.card-grid", facts.Grid)
	}
	l.field("slip.card-worker", facts.Worker)
	l.label(l.words("slip.card-phone"))
	l.number(facts.Phone, Left)
	l.feed(middleGap)
	if facts.Hours.ZH != "" {
		l.field("slip.card-hours", facts.Hours)
	}
	if facts.Address.ZH != "" {
		l.field("slip.card-address", facts.Address)
	}
	l.rule()
	l.feed(middleGap)
	l.foot(facts.URL, "slip.card-advice", "slip.card-advice-no-code")
	l.feed(middleGap)
	l.phrase(l.words("slip.card-urgent"), 1, true)
	return l.cut()
}
