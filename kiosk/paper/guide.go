package paper

import (
	"fmt"
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

// LayGuide lays out a guide to take home: what to bring first and largest, with
// boxes to tick. Unlike other papers it is in the reader's language alone; in
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
	l.heading("slip.guide-materials")
	for _, t := range facts.Materials {
		l.item(ticked(0), t, valueSize)
	}
	l.feed(middleGap - smallGap)
	l.small("slip.guide-conditions", facts.Conditions, func(int) string { return "· " })
	l.small("slip.guide-procedure", facts.Procedure, numbered)
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
			l.heading(f.key)
			l.set(f.text.In(l.lang), 1, true, Left)
			l.feed(smallGap)
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

// heading names what follows, in the reader's language.
func (l *layout) heading(key string) { l.set(l.words(key).In(l.lang), 1, false, Left) }

// small adds a list in plain letters; without lines it adds nothing.
func (l *layout) small(heading string, lines []kiosk.Text, mark func(int) string) {
	if len(lines) == 0 {
		return
	}
	l.heading(heading)
	for i, t := range lines {
		l.item(mark(i+1), t, 1)
	}
	l.feed(middleGap - smallGap)
}

// item adds one line of a list behind its mark.
func (l *layout) item(mark string, t kiosk.Text, size int) {
	l.set(mark+t.In(l.lang), size, true, Left)
	l.feed(smallGap)
}
