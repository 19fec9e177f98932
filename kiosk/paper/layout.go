package paper

import (
	"fmt"
	"strings"

	"linli/assets"
	"linli/kiosk"
)

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
func (l *layout) line(text string, size int, bold bool) { l.set(text, size, bold, Centre) }

// set adds a text, wrapped; lines in the middle come out even.
func (l *layout) set(text string, size int, bold bool, at Align) {
	lines, err := wrap(text, l.page.Width.columns(size), at == Centre)
	if err != nil {
		l.fail(err)
		return
	}
	for _, text := range lines {
		l.add(Line{Text: text, Size: size, Bold: bold, Align: at})
	}
}

// phrase adds Chinese and under it English in the middle: the reader's language
// at the given size, the other small.
func (l *layout) phrase(t kiosk.Text, size int, bold bool) { l.setPhrase(t, size, bold, Centre) }

// setPhrase is phrase at any place.
func (l *layout) setPhrase(t kiosk.Text, size int, bold bool, at Align) {
	// The dot between two names is as wide as a Han character on paper.
	chinese := strings.ReplaceAll(t.ZH, " · ", "·")
	switch {
	case t.EN == "":
		l.set(chinese, size, bold, at)
	case l.lang == kiosk.English:
		l.set(chinese, 1, false, at)
		l.set(t.EN, size, bold, at)
	default:
		l.set(chinese, size, bold, at)
		l.set(t.EN, 1, false, at)
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
func (l *layout) marks(demo, reprint bool) {
	var marks []string
	for _, m := range []struct {
		on  bool
		key string
	}{{demo, "ticket.demo"}, {reprint, "ticket.reprint"}} {
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

// number adds a number as large as its length allows.
func (l *layout) number(number string, at Align) {
	columns := l.page.Width.columns(1)
	size := min(largest, columns/width(number))
	if size == 0 {
		l.fail(fmt.Errorf("%w: number of %d columns", ErrTooWide, width(number)))
		return
	}
	l.set(number, size, true, at)
}

// qr adds a code that a telephone can read.
func (l *layout) qr(text string) {
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		l.fail(fmt.Errorf("%w: QR code", ErrBadText))
		return
	}
	l.add(QR{Text: text, Module: qrModule})
}
