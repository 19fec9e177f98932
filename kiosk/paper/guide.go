package paper

import (
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
)

// GuideFacts is what a resident takes home about one service item (办事指南).
type GuideFacts struct {
	Place      kiosk.Text
	Item       kiosk.Text
	Materials  []kiosk.Text
	Conditions []kiosk.Text
	Procedure  []kiosk.Text
	Promised   kiosk.Text    // 承诺时限 in words; empty leaves it out
	Statutory  kiosk.Text    // 法定时限 in words; empty leaves it out
	Fee        kiosk.Text    // empty leaves it out
	Hours      kiosk.Text    // empty leaves it out
	Counter    kiosk.Counter // where to go; zero leaves it out
	Post       kiosk.Text    // empty leaves it out
	Phones     []GuidePhone
	PrintedAt  time.Time // to the minute in the zone it carries
	URL        string    // the same on a telephone, as a QR code; empty leaves it out
	Demo       bool      // content is 示例
}

// GuidePhone is a telephone number and whose it is.
type GuidePhone struct {
	Name   kiosk.Text // empty for that of the post
	Number string
}

// LayGuide lays out a guide to take home: what to bring first and, unless it is
// much, largest, with boxes to tick. Unlike other papers it is in the reader's language alone; in
// two it would be longer than an arm. It returns ErrEmpty without a place, an
// item, materials or a time, and ErrTooWide or ErrBadText for text no paper can
// show.
func LayGuide(facts GuideFacts, lang kiosk.Lang, w Width) (Page, error) {
	if facts.Place.ZH == "" || facts.Item.ZH == "" || len(facts.Materials) == 0 || facts.PrintedAt.IsZero() {
		return Page{}, fmt.Errorf("%w: place, item, materials or time", ErrEmpty)
	}
	l := layout{lang: lang, page: Page{Width: w}}
	l.marks(facts.Demo, false)
	l.head(facts.Place, facts.Item)
	l.items("slip.guide-materials", facts.Materials, ticked, l.sizeOf(facts.Materials))
	l.items("slip.guide-conditions", facts.Conditions, func(int) string { return "· " }, 1)
	l.items("slip.guide-procedure", facts.Procedure, numbered, 1)
	l.guideFacts(facts)
	l.rule()
	l.feed(middleGap)
	l.line(facts.PrintedAt.Format(issuedForm), 1, false)
	l.feed(smallGap)
	l.line(l.words("slip.guide-valid").In(lang), 1, false)
	l.feed(middleGap)
	l.foot(facts.URL, "slip.guide-advice", "")
	return l.cut()
}

// guideFacts adds the limits, the fee, when and where, and whom to ask.
func (l *layout) guideFacts(facts GuideFacts) {
	var counter kiosk.Text
	if facts.Counter.ID != "" {
		where := l.words("slip.guide-counter")
		counter = kiosk.Text{
			ZH: fmt.Sprintf(where.ZH, facts.Counter.ID, facts.Counter.Name.ZH),
			EN: fmt.Sprintf(where.EN, facts.Counter.ID, facts.Counter.Name.In(kiosk.English)),
		}
	}
	for _, f := range []struct {
		key  string
		text kiosk.Text
	}{
		{"slip.guide-promised", facts.Promised}, {"slip.guide-statutory", facts.Statutory}, {"slip.guide-fee", facts.Fee},
		{"slip.guide-where", counter}, {"slip.guide-hours", facts.Hours}, {"slip.guide-post", facts.Post},
	} {
		if f.text.ZH != "" {
			l.fact(f.key, f.text)
		}
	}
	for _, p := range facts.Phones {
		if p.Name.ZH == "" {
			p.Name = l.words("slip.guide-phone")
		}
		l.set(p.Name.In(l.lang), 1, false, Left)
		l.set(p.Number, valueSize, true, Left)
		l.feed(smallGap)
	}
	l.feed(middleGap - smallGap)
}

// fact adds a name and what it names, on one line where both fit.
func (l *layout) fact(key string, value kiosk.Text) {
	both := fmt.Sprintf(l.words("slip.guide-fact").In(l.lang), l.words(key).In(l.lang), value.In(l.lang))
	if width(both) <= l.page.Width.columns(1) {
		l.set(both, 1, true, Left)
	} else {
		l.heading(key)
		l.set(value.In(l.lang), 1, true, Left)
	}
	l.feed(smallGap)
}

// heading names what follows, in the reader's language.
func (l *layout) heading(key string) { l.set(l.words(key).In(l.lang), 1, false, Left) }

// mostLines is how many lines one thing to bring may take in large letters.
const mostLines = 2

// sizeOf is how large a list of things to bring is set: large unless one of them
// would run over more than mostLines.
func (l *layout) sizeOf(things []kiosk.Text) int {
	for _, t := range things {
		lines, err := wrap(t.In(l.lang), l.page.Width.columns(valueSize)-width(ticked(0)), false)
		if err != nil || len(lines) > mostLines {
			return 1
		}
	}
	return valueSize
}

// items adds a list under its heading, in the reader's language; without lines
// it adds nothing.
func (l *layout) items(heading string, lines []kiosk.Text, mark func(int) string, size int) {
	if len(lines) == 0 {
		return
	}
	l.heading(heading)
	l.feed(smallGap)
	for i, t := range lines {
		l.hang(mark(i+1), t.In(l.lang), size)
		l.feed(smallGap)
	}
	l.feed(middleGap - smallGap)
}

// hang adds a text behind a mark; its further lines begin under its first
// letter. What is large is not bold as well.
func (l *layout) hang(mark, text string, size int) {
	lines, err := wrap(text, l.page.Width.columns(size)-width(mark), false)
	if err != nil {
		l.fail(err)
		return
	}
	for _, line := range lines {
		l.add(Line{Text: mark + line, Size: size, Bold: size == 1, Align: Left})
		mark = strings.Map(blank, mark)
	}
}

// blank is the space that is as wide as r, also where a line is drawn.
func blank(r rune) rune {
	if cells(r) == 2 {
		return '\u3000' // the ideographic one
	}
	return ' '
}
