// Package paper lays out what the terminal hands over on paper: a Page is a
// short list of elements from top to bottom, already wrapped for one width of
// roll.
//
// It refuses to know any printer: no bytes, no fonts, no pictures. It refuses
// text that could not be shown whole: a line is wrapped or an error is
// returned, nothing is clipped. It holds no words of its own; they come from
// assets or from the caller.
package paper

import "errors"

// Faults in what was to be laid out.
var (
	// ErrEmpty reports a fact that a paper cannot do without.
	ErrEmpty = errors.New("paper: a needed fact is empty")
	// ErrTooWide reports a text that cannot be broken to fit its line.
	ErrTooWide = errors.New("paper: text is wider than the paper")
	// ErrBadText reports a character that has no place on paper: a control
	// character anywhere, or anything but printable ASCII in a QR code.
	ErrBadText = errors.New("paper: text holds a forbidden character")
)

// Dots is a length in printer dots of 1/8 mm (203 dpi).
type Dots int

// Width is the printable width of a roll.
type Width Dots

// Widths of the rolls that terminals hold.
const (
	Wide   Width = 576 // 80 mm paper, 72 mm printable
	Narrow Width = 384 // 58 mm paper, 48 mm printable
)

// cellWidth is the width of a plain Latin character; a Han one is twice as
// wide.
const cellWidth Dots = 12

// columns is how many Latin characters of the given size stand on one line.
func (w Width) columns(size int) int { return int(Dots(w)/cellWidth) / size }

// Align says where a line stands between the margins.
type Align int

// Places of a line.
const (
	Left Align = iota
	Centre
	Right
)

// Page is one piece of paper, from top to bottom.
type Page struct {
	Width    Width
	Elements []Element
}

// Element is one of Line, Rule, QR, Feed and Cut.
type Element interface{ element() }

// Line is one line of text that fits the width of its Page.
type Line struct {
	Text  string
	Size  int // 1 to 8 times the plain character of 24 dots height
	Bold  bool
	Align Align
}

// Rule is a thin line across the whole width.
type Rule struct{}

// QR is a QR code in the middle of the paper. Its text is printable ASCII.
type QR struct {
	Text   string
	Module Dots // side of one module, 1 to 16
}

// Feed is white space.
type Feed struct{ Height Dots }

// Cut parts the paper from the roll. It is the last element of a page.
type Cut struct{}

func (Line) element() {}
func (Rule) element() {}
func (QR) element()   {}
func (Feed) element() {}
func (Cut) element()  {}
