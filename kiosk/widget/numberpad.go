package widget

import "strings"

// NumberPad is ten digits, large, and what a resident has written with them. It
// is used by one goroutine; its zero value writes one number of any length that
// fits.
type NumberPad struct {
	Most   int    // digits; 0 for no limit
	Sign   string // one more character, such as "X" or "."; "" for none
	Groups []int  // how the digits are parted for the eye: 3, 4, 4

	text []rune
}

// Press answers a touch on a target of this widget, and tells whether it
// changed what was written.
func (p *NumberPad) Press(id string) bool {
	switch id {
	case keyErase:
		if len(p.text) == 0 {
			return false
		}
		p.text[len(p.text)-1] = 0
		p.text = p.text[:len(p.text)-1]
		return true
	case keyClear:
		p.Wipe()
		return true
	}
	r, ok := pressedRune(id)
	digit := r >= '0' && r <= '9'
	if !ok || !digit && !strings.ContainsRune(p.Sign, r) || p.Most > 0 && len(p.text) >= p.Most {
		return false
	}
	p.text = append(p.text, r)
	return true
}

// Value is what was written.
func (p *NumberPad) Value() string { return string(p.text) }

// Set starts with what was written before; what these keys cannot write is left
// out.
func (p *NumberPad) Set(text string) {
	p.Wipe()
	for _, r := range text {
		p.Press(Key + string(r))
	}
}

// Wipe overwrites what was written.
func (p *NumberPad) Wipe() { p.text = shield(p.text) }

// Lay lays field and keys into box: beside each other where it is wide.
func (p *NumberPad) Lay(s *Sheet, box Rect, w Words) {
	p.lay(s, box, w, field{text: p.grouped(string(p.text))})
}

func (p *NumberPad) lay(s *Sheet, box Rect, w Words, f field) {
	const rows = 4
	gap, space := s.keyGap(), s.Px(Grid)/2
	f.big = true
	high := s.fieldHeight(1)
	if box.W > 1.7*box.H {
		left := box.CutLeft(box.W * 0.46)
		box.CutLeft(s.Px(Grid))
		s.field(left.Centred(left.W, high), f)
	} else {
		h := s.keyHeight(rows, box.H-high-space, gap)
		box = box.Centred(min(box.W, s.Px(200)), high+space+rows*h+(rows-1)*gap)
		s.field(box.CutTop(high), f)
		box.CutTop(space)
	}
	h := s.keyHeight(rows, box.H, gap)
	unit := min((box.W-2*gap)/3, s.Px(64))
	st := s.letterStyle(unit, h)
	erase := small(keyErase, w.Erase, "erase")
	erase.Asleep = len(p.text) == 0
	last := []keycap{small(keyClear, w.Clear, ""), letter('0', st), erase}
	if p.Sign != "" {
		last[0] = letter([]rune(p.Sign)[0], st)
	}
	box = box.Centred(box.W, h*rows+gap*(rows-1))
	for i := range rows - 1 {
		var caps []keycap
		for j := range 3 {
			caps = append(caps, letter(rune('1'+3*i+j), st))
		}
		s.keyRow(box.CutTop(h), unit, caps)
		box.CutTop(gap)
	}
	s.keyRow(box.CutTop(h), unit, last)
}

// grouped parts digits by thin spaces for the eye.
func (p *NumberPad) grouped(text string) string {
	var parts []string
	for _, n := range p.Groups {
		if len(text) <= n {
			break
		}
		parts, text = append(parts, text[:n]), text[n:]
	}
	return strings.Join(append(parts, text), " ")
}
