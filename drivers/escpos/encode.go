package escpos

import (
	"errors"
	"fmt"

	"rsc.io/qr"
)

// Control bytes that begin commands.
const (
	lf  = 0x0A
	eot = 0x04
	enq = 0x05
	dle = 0x10
	dc4 = 0x14
	esc = 0x1B
	fs  = 0x1C
	gs  = 0x1D
)

// Cells of the printer's own font in dots, and the white between lines.
const (
	cellWidth   = 12
	cellHeight  = 24
	lineSpacing = 8
	ruleRows    = 2
	largeScale  = 4
	cutterWay   = 120 // from the head to the cutter, at most
)

// dotsPerMillimetre at 203 dpi.
const dotsPerMillimetre = 8

// maxQRText keeps the high byte of a QR command's length zero: a low byte of
// 10 with a high byte of 04 would be a real-time command.
const maxQRText = 250

// Faults in a document. All of them are found before the first byte.
var (
	// ErrUnencodable reports a line that the printer's font lacks and that no
	// Rasterizer could draw.
	ErrUnencodable = errors.New("escpos: text cannot be printed")
	// ErrDocument reports an Op with values outside its range, a control
	// character, a line that is too wide, or a Cut that is not last.
	ErrDocument = errors.New("escpos: faulty document")
)

// Encoded is a document in the printer's language.
type Encoded struct {
	Body []byte // begins with ESC @
	Cut  []byte // and what presents the paper; empty when the document does not end in Cut
	Dots int    // way of the paper, with the way to the cutter
}

// Encode translates doc for one kind of printer. It has no effect on any
// device. A nil r means that every line must fit the printer's own font.
// Errors wrap ErrUnencodable, ErrDocument or ErrProfile.
func Encode(doc Document, p Profile, r Rasterizer) (Encoded, error) {
	if err := p.check(); err != nil {
		return Encoded{}, err
	}
	e := encoder{profile: p, rasterizer: r}
	e.begin()
	for i, op := range doc {
		if _, isCut := op.(Cut); isCut && i != len(doc)-1 {
			return Encoded{}, fmt.Errorf("%w: op %d: cut before the end", ErrDocument, i)
		}
		if err := e.op(op); err != nil {
			return Encoded{}, fmt.Errorf("op %d: %w", i, err)
		}
	}
	return e.out, nil
}

type encoder struct {
	profile    Profile
	rasterizer Rasterizer
	out        Encoded
}

func (e *encoder) put(b ...byte) { e.out.Body = append(e.out.Body, b...) }

// begin resets formats and switches Chinese on.
//
// Epson, ESC @: initialize. It also switches ASB off, so that it is asked for
// anew. Epson, GS a 0E: report on-line state, errors and paper (bits 1-3).
// BTP-M300, FS &: Chinese mode; most units start in it, some do not.
func (e *encoder) begin() {
	e.put(esc, '@')
	if e.profile.Status == StatusASB {
		e.put(gs, 'a', 0x0E)
	}
	e.put(fs, '&')
}

func (e *encoder) op(op Op) error {
	switch op := op.(type) {
	case Text:
		return e.text(op)
	case Rule:
		e.rule()
	case QR:
		return e.qr(op)
	case Picture:
		return e.picture(op)
	case Feed:
		return e.feed(op.Dots)
	case Cut:
		e.cut()
	default:
		return fmt.Errorf("%w: unknown op %T", ErrDocument, op)
	}
	return nil
}

// text prints one line from the printer's font, or as a picture where the
// font lacks a character or the profile prefers a drawing.
func (e *encoder) text(t Text) error {
	switch {
	case t.Scale < 1 || t.Scale > 8:
		return fmt.Errorf("%w: scale %d", ErrDocument, t.Scale)
	case t.Align > Right:
		return fmt.Errorf("%w: align %d", ErrDocument, t.Align)
	case !isPlain(t.Text):
		return fmt.Errorf("%w: control character in text", ErrDocument)
	case textDots(t.Text, t.Scale) > e.profile.WidthDots:
		return fmt.Errorf("%w: text of %d dots on paper of %d", ErrDocument, textDots(t.Text, t.Scale), e.profile.WidthDots)
	}
	drawn := e.rasterizer != nil && e.profile.RasterFrom > 0 && t.Scale >= e.profile.RasterFrom
	line, ok := hanText(t.Text, e.profile.Han)
	if drawn || !ok {
		return e.drawText(t)
	}
	e.align(t.Align)
	e.style(t)
	e.put(line...)
	e.put(lf)
	e.out.Dots += t.Scale*cellHeight + lineSpacing
	return nil
}

// style sets weight, size and line distance.
//
// Epson, ESC E n: emphasized. GS ! n: width-1 in the high half, height-1 in
// the low one; it holds for Chinese characters too. ESC 3 n: line spacing in
// dots.
func (e *encoder) style(t Text) {
	bold := byte(0)
	if t.Bold {
		bold = 1
	}
	scale := byte(t.Scale - 1)
	e.put(esc, 'E', bold, gs, '!', scale<<4|scale, esc, '3', byte(t.Scale*cellHeight+lineSpacing))
}

func (e *encoder) drawText(t Text) error {
	if e.rasterizer == nil {
		return fmt.Errorf("%w: a character is outside %s and there is no rasterizer", ErrUnencodable, e.profile.Han)
	}
	width := e.profile.WidthDots
	if t.Scale >= largeScale {
		width -= 2 * cellWidth // large text that fills its line keeps off the edges
	}
	a, err := e.rasterizer.Rasterize(t, width)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnencodable, err)
	}
	if a.Bounds().Dx() > e.profile.WidthDots {
		return fmt.Errorf("%w: drawn text of %d dots on paper of %d", ErrDocument, a.Bounds().Dx(), e.profile.WidthDots)
	}
	e.align(t.Align)
	e.bitmap(fromAlpha(a))
	e.advance(lineSpacing)
	return nil
}

func (e *encoder) picture(p Picture) error {
	switch {
	case p.Image == nil || p.Image.Bounds().Empty():
		return fmt.Errorf("%w: a picture of nothing", ErrDocument)
	case p.Align > Right:
		return fmt.Errorf("%w: align %d", ErrDocument, p.Align)
	case p.Image.Bounds().Dx() > e.profile.WidthDots:
		return fmt.Errorf("%w: picture of %d dots on paper of %d", ErrDocument, p.Image.Bounds().Dx(), e.profile.WidthDots)
	}
	e.align(p.Align)
	e.bitmap(fromAlpha(p.Image))
	return nil
}

// align places what follows. Epson, ESC a n: justification; it holds for text
// and raster alike.
func (e *encoder) align(a Align) { e.put(esc, 'a', byte(a)) }

// bitmap prints a picture at the place that align chose. White rows above and
// below it become feeds: they cost three bytes instead of a row each.
func (e *encoder) bitmap(m bitmap) {
	above, below := m.margins()
	m.rows = m.rows[above : len(m.rows)-below]
	e.advance(above)
	e.put(m.commands(e.profile.SliceRows)...)
	e.out.Dots += len(m.rows)
	e.advance(below)
}

func (e *encoder) rule() {
	m := newBitmap(e.profile.WidthDots, ruleRows)
	for x := range e.profile.WidthDots {
		for y := range ruleRows {
			m.set(x, y)
		}
	}
	e.align(Left)
	e.bitmap(m)
}

func (e *encoder) feed(dots int) error {
	if dots < 0 {
		return fmt.Errorf("%w: feed of %d dots", ErrDocument, dots)
	}
	e.advance(dots)
	return nil
}

// advance moves the paper. Epson, ESC J n: print and feed n dots, n up to 255.
func (e *encoder) advance(dots int) {
	e.out.Dots += dots
	for dots > 0 {
		step := min(dots, maxRows)
		e.put(esc, 'J', byte(step))
		dots -= step
	}
}

func (e *encoder) qr(q QR) error {
	if q.Module < 1 || q.Module > 16 || q.Text == "" || len(q.Text) > maxQRText || !isASCII(q.Text) {
		return fmt.Errorf("%w: QR code", ErrDocument)
	}
	code, err := qr.Encode(q.Text, qr.M)
	if err != nil {
		return fmt.Errorf("%w: QR code: %w", ErrDocument, err)
	}
	if side := code.Size * q.Module; side > e.profile.WidthDots {
		return fmt.Errorf("%w: QR code of %d dots on paper of %d", ErrDocument, side, e.profile.WidthDots)
	}
	e.align(Centre)
	if e.profile.QR == QRRaster {
		e.drawQR(code, q.Module)
		return nil
	}
	e.nativeQR(q)
	e.out.Dots += code.Size * q.Module
	return nil
}

// nativeQR lets the printer draw.
//
// Epson, GS ( k <fn 165, 167, 169, 180, 181>: model 2; module size in dots;
// error correction level M; store the text; print it. pL pH count the bytes
// that follow them.
func (e *encoder) nativeQR(q QR) {
	function := func(fn byte, data ...byte) {
		n := len(data) + 2
		e.put(gs, '(', 'k', byte(n), byte(n>>8), '1', fn)
		e.put(data...)
	}
	function('A', '2', 0)
	function('C', byte(q.Module))
	function('E', '1')
	function('P', append([]byte{'0'}, q.Text...)...)
	function('Q', '0')
}

func (e *encoder) drawQR(code *qr.Code, module int) {
	side := code.Size * module
	m := newBitmap(side, side)
	for y := range side {
		for x := range side {
			if code.Black(x/module, y/module) {
				m.set(x, y)
			}
		}
	}
	e.bitmap(m)
}

// cut parts the paper and presents it. Epson, GS V 66 n: feed to the cutting
// position plus n dots and cut, leaving one point.
func (e *encoder) cut() {
	e.out.Cut = append([]byte{gs, 'V', 66, 0}, e.profile.present()...)
	e.out.Dots += cutterWay
}
