package escpos

import "image"

// Document is what goes on one piece of paper, from top to bottom.
type Document []Op

// Op is one of Text, Rule, QR, Picture, Feed and Cut.
type Op interface{ op() }

// Text is one line. It must fit the paper at its Scale; the driver does not
// wrap.
type Text struct {
	Text  string
	Scale int // 1 to 8 times the character of 24 dots height
	Bold  bool
	Align Align
}

// Align says where a line stands on the paper. The values are those of ESC a.
type Align byte

// Places of a line.
const (
	Left Align = iota
	Centre
	Right
)

// Rule is a line two dots thick across the paper.
type Rule struct{}

// QR is a QR code, model 2 with error correction M, in the middle of the
// paper. Its text is printable ASCII, at most 250 characters.
type QR struct {
	Text   string
	Module int // side of one module in dots, 1 to 16
}

// Picture is drawn as it is, dot by dot: black where alpha is 0x80 or more. It
// must fit the paper.
type Picture struct {
	Image *image.Alpha
	Align Align
}

// Feed is white space of Dots height.
type Feed struct{ Dots int }

// Cut feeds the paper to the cutter and parts it. It may only stand last.
type Cut struct{}

func (Text) op()    {}
func (Rule) op()    {}
func (QR) op()      {}
func (Picture) op() {}
func (Feed) op()    {}
func (Cut) op()     {}
