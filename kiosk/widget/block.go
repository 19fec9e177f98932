package widget

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hajimehoshi/ebiten/v2/text/v2"
)

// hanCentre is how far above the baseline the middle of a Han stands, in ems.
const hanCentre = 0.38

// Block is a text broken into lines for one width.
type Block struct {
	style Style
	lines []string
	text  string
	em    float64 // pixels
	W, H  float64 // pixels that the lines take
}

// Lines is how the text was broken.
func (b Block) Lines() []string { return b.lines }

// WholeWords measures text in st, or in the next smaller size in which no word
// is broken.
func (s *Sheet) WholeWords(st Style, txt string, width float64) Block {
	b := s.Measure(st, txt, width)
	for _, size := range []Millimetres{CapTitle, CapBody, CapCaption} {
		if !b.breaksWord() {
			break
		}
		if size < st.Cap {
			b = s.Measure(st.Sized(size), txt, width)
		}
	}
	return b
}

// breaksWord tells whether a line ends within a word of letters.
func (b Block) breaksWord() bool {
	rest := b.text
	for i, line := range b.lines {
		at := strings.Index(rest, line)
		if at < 0 {
			return false
		}
		rest = rest[at+len(line):]
		end, _ := utf8.DecodeLastRuneInString(line)
		next, _ := utf8.DecodeRuneInString(rest)
		if i+1 < len(b.lines) && ofWord(end) && ofWord(next) {
			return true
		}
	}
	return false
}

func ofWord(r rune) bool { return unicode.Is(unicode.Latin, r) }

// Split cuts a block into blocks of most lines each.
func (b Block) Split(most int) []Block {
	var parts []Block
	line := b.H / float64(max(1, len(b.lines)))
	for rest := b.lines; len(rest) > 0; rest = rest[min(most, len(rest)):] {
		part := b
		part.lines = rest[:min(most, len(rest))]
		part.H = line * float64(len(part.lines))
		parts = append(parts, part)
	}
	return parts
}

// Measure breaks text for a place of width pixels. Centred text and headings
// are balanced so that no single character is left on the last line, and two
// lines part where one pauses, if they can.
func (s *Sheet) Measure(st Style, txt string, width float64) Block {
	em := s.kit.emFor(st.Font, s.capHeight(st))
	face := s.kit.face(st.Font, em)
	measure := func(t string) float64 { return text.AdvanceAt(t, len(t), face) }
	b := Block{style: st, text: txt, em: face.Size}
	balanced := st.Align == Centre || st.Cap >= CapTitle
	if balanced {
		b.lines = balance(txt, width, measure)
	} else {
		b.lines = tidy(txt, width, measure)
	}
	if balanced || len(b.lines) < 3 {
		b.lines = phrased(txt, b.lines, width, measure)
	}
	b.W = widest(b.lines, measure)
	b.H = float64(len(b.lines)) * s.lineHeight(b)
	return b
}

func (s *Sheet) lineHeight(b Block) float64 {
	if b.style.Leading > 0 {
		return b.em * b.style.Leading
	}
	return b.em * LineHeight
}

// Put lays a block at the top of box and returns the height it took in pixels.
// A block that does not fit is a Fault.
func (s *Sheet) Put(b Block, box Rect) float64 {
	if b.W > box.W+1 || b.H > box.H+1 {
		s.Fault(Overflow, "%q needs %.0fx%.0f px, has %.0fx%.0f", b.text, b.W, b.H, box.W, box.H)
	}
	if b.breaksWord() {
		s.Fault(Overflow, "%q is broken within a word", b.lines)
	}
	s.noteMissing(b)
	face := s.kit.face(b.style.Font, b.em)
	height := s.lineHeight(b)
	for i, line := range b.lines {
		w := text.AdvanceAt(line, len(line), face)
		x := box.X
		switch b.style.Align {
		case Centre:
			x += (box.W - w) / 2
		case Right:
			x += box.W - w
		}
		top := box.Y + float64(i)*height
		s.add(TextLine{
			Box: Rect{x, top, w, height}, Baseline: top + height/2 + hanCentre*b.em,
			Text: line, Font: b.style.Font, Px: b.em, Role: b.style.Role, Owner: s.owner,
		})
	}
	return b.H
}

// PutMiddle lays a block in the vertical middle of box.
func (s *Sheet) PutMiddle(b Block, box Rect) {
	if free := box.H - b.H; free > 0 {
		box = box.Inset(0, free/2)
	}
	s.Put(b, box)
}

// Text lays text at the top of box, with the height it needs cut off box.
func (s *Sheet) Text(box *Rect, st Style, txt string) {
	h := s.Put(s.Measure(st, txt, box.W), *box)
	box.CutTop(h)
}

// TextMiddle lays text in the vertical middle of box.
func (s *Sheet) TextMiddle(box Rect, st Style, txt string) {
	s.PutMiddle(s.Measure(st, txt, box.W), box)
}

// TextWidth is the width of a text on one line, in pixels.
func (s *Sheet) TextWidth(st Style, txt string) float64 {
	return s.Measure(st, txt, 1e9).W
}

func (s *Sheet) noteMissing(b Block) {
	for _, r := range b.text {
		if unicode.IsControl(r) || s.kit.Draws(b.style.Font, r) || slices.Contains(s.scene.Missing, r) {
			continue
		}
		s.scene.Missing = append(s.scene.Missing, r)
		s.Fault(NoGlyph, "%q in %q", r, b.text)
	}
}
