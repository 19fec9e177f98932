package paper

import (
	"fmt"
	"strings"
	"time"

	"linli/assets"
	"linli/kiosk"
)

// TicketFacts is everything a queue ticket tells.
type TicketFacts struct {
	Place    kiosk.Text // "示例街道 · 向阳社区"
	Number   string     // "A005"
	Item     kiosk.Text // what the resident came for
	Ahead    *int       // people ahead; nil when the office has not told lately
	IssuedAt time.Time  // printed to the minute in the zone it carries
	TrackURL string     // short address with the tracking code, for the QR; empty leaves the QR out
	Demo     bool       // content is 示例
	Reprint  bool       // 补打: the same number once more
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
	l.marks(facts)
	l.phrase(facts.Place, 1, true)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.number(facts.Number)
	l.feed(smallGap)
	l.phrase(facts.Item, 2, true)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
	l.ahead(facts.Ahead)
	l.line(facts.IssuedAt.Format(issuedForm), 1, false)
	l.feed(middleGap)
	if facts.TrackURL != "" {
		l.qr(facts.TrackURL)
		l.feed(middleGap)
		l.phrase(l.words("ticket.advice"), 1, true)
	} else {
		l.phrase(l.words("ticket.advice-no-code"), 1, true)
	}
	l.feed(bottomGap)
	l.add(Cut{})
	if l.err != nil {
		return Page{}, l.err
	}
	return l.page, nil
}

// layout gathers a page; the first error stays.
type layout struct {
	lang kiosk.Lang
	page Page
	err  error
}

func (l *layout) add(e Element)    { l.page.Elements = append(l.page.Elements, e) }
func (l *layout) feed(height Dots) { l.add(Feed{Height: height}) }
func (l *layout) rule()            { l.add(Rule{}) }

func (l *layout) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// line adds a text, wrapped, in the middle.
func (l *layout) line(text string, size int, bold bool) {
	lines, err := wrap(text, l.page.Width.columns(size))
	if err != nil {
		l.fail(err)
		return
	}
	for _, text := range lines {
		l.add(Line{Text: text, Size: size, Bold: bold, Align: Centre})
	}
}

// phrase adds Chinese and under it English: the reader's language at the given
// size, the other small.
func (l *layout) phrase(t kiosk.Text, size int, bold bool) {
	// The dot between two names is as wide as a Han character on paper.
	chinese := strings.ReplaceAll(t.ZH, " · ", "·")
	switch {
	case t.EN == "":
		l.line(chinese, size, bold)
	case l.lang == kiosk.English:
		l.line(chinese, 1, false)
		l.line(t.EN, size, bold)
	default:
		l.line(chinese, size, bold)
		l.line(t.EN, 1, false)
	}
}

// words returns a phrase of the assets.
func (l *layout) words(key string) kiosk.Text {
	p, ok := assets.Lookup(key)
	if !ok {
		l.fail(fmt.Errorf("paper: no words under %q", key))
	}
	return kiosk.Text(p)
}

// marks says in one line that the paper is a sample or a second print.
func (l *layout) marks(facts TicketFacts) {
	var marks []string
	for _, m := range []struct {
		on  bool
		key string
	}{{facts.Demo, "ticket.demo"}, {facts.Reprint, "ticket.reprint"}} {
		if m.on {
			t := l.words(m.key)
			marks = append(marks, t.ZH+" "+t.EN)
		}
	}
	if marks != nil {
		l.line(strings.Join(marks, "  "), 1, true)
		l.feed(middleGap)
	}
}

// number adds the ticket number as large as its length allows.
func (l *layout) number(number string) {
	columns := l.page.Width.columns(1)
	size := min(largest, columns/width(number))
	if size == 0 {
		l.fail(fmt.Errorf("%w: number of %d columns", ErrTooWide, width(number)))
		return
	}
	l.line(number, size, true)
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

// qr adds a code that a telephone can read.
func (l *layout) qr(text string) {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		l.fail(fmt.Errorf("%w: QR code", ErrBadText))
		return
	}
	l.add(QR{Text: text, Module: qrModule})
}
