package paper

import (
	"strconv"

	"linli/kiosk"
)

// Sizes on slips. valueSize is read without glasses at arm's length.
const (
	valueSize    = 2
	titleLargest = 3
)

// head says where the paper is from and what it is.
func (l *layout) head(place, title kiosk.Text) {
	l.phrase(place, 1, true)
	l.feed(middleGap)
	size := titleLargest
	if width(title.In(l.lang)) > l.page.Width.columns(size) {
		size = valueSize
	}
	l.phrase(title, size, true)
	l.feed(middleGap)
	l.rule()
	l.feed(middleGap)
}

// label names what stands under it, in both languages on one line where that
// fits.
func (l *layout) label(t kiosk.Text) {
	both := t.ZH + " " + t.EN
	if t.EN == "" || width(both) > l.page.Width.columns(1) {
		l.setPhrase(t, 1, false, Left)
		return
	}
	l.set(both, 1, false, Left)
}

// field adds one thing under its name.
func (l *layout) field(label string, value kiosk.Text) {
	l.label(l.words(label))
	l.setPhrase(value, valueSize, true, Left)
	l.feed(middleGap)
}

// numbered and ticked are what may stand before a line of a list.
func numbered(n int) string { return strconv.Itoa(n) + ". " }
func ticked(int) string     { return "□ " }

// list adds lines under a heading; without lines it adds nothing.
func (l *layout) list(title kiosk.Text, lines []kiosk.Text, mark func(n int) string) {
	if len(lines) == 0 {
		return
	}
	if title.ZH != "" {
		l.label(title)
		l.feed(smallGap)
	}
	for i, t := range lines {
		// The mark goes to the line the reader reads.
		if l.lang == kiosk.English && t.EN != "" {
			t.EN = mark(i+1) + t.EN
		} else {
			t.ZH = mark(i+1) + t.ZH
		}
		l.setPhrase(t, valueSize, false, Left)
		l.feed(smallGap)
	}
	l.feed(middleGap - smallGap)
}

// foot adds the code and what it is for, or advice without one.
func (l *layout) foot(url, advice, adviceWithoutCode string) {
	if url != "" {
		l.qr(url)
		l.feed(middleGap)
	} else {
		advice = adviceWithoutCode
	}
	if advice != "" {
		l.phrase(l.words(advice), 1, true)
	}
}

// cut ends the page.
func (l *layout) cut() (Page, error) {
	l.feed(bottomGap)
	l.add(Cut{})
	if l.err != nil {
		return Page{}, l.err
	}
	return l.page, nil
}
