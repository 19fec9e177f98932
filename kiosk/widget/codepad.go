package widget

// CodePad is the keys of a code on paper: ten digits and the letters that look
// like none of them. It is used by one goroutine.
type CodePad struct {
	NumberPad
}

// codeLetters are the letters of such codes: without I, L, O and U.
const codeLetters = "ABCDEFGHJKMNPQRSTVWXYZ"

// visitLetters are what a number of a ticket is written with beside digits.
const visitLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"

// NewCodePad returns keys for a code of so many characters, parted for the eye,
// of which some may have been written before.
func NewCodePad(text string, most int, groups ...int) *CodePad {
	p := &CodePad{NumberPad{Most: most, Sign: codeLetters, Groups: groups}}
	p.Set(text)
	return p
}

// NewVisitPad returns keys for what stands on a receipt or a ticket: all letters
// and the hyphen.
func NewVisitPad(text string, most int) *CodePad {
	p := &CodePad{NumberPad{Most: most, Sign: visitLetters}}
	p.Set(text)
	return p
}

// Lay lays field and keys into box: in long rows where it is wide.
func (p *CodePad) Lay(s *Sheet, box Rect, w Words) {
	columns := 6
	if box.W > 1.7*box.H {
		columns = 10
	}
	keys := 10 + len(p.Sign) + 2 // erase is two wide
	rows := (keys + columns - 1) / columns
	gap, space := s.keyGap(), s.Px(Grid)/2
	high := s.fieldHeight(1)
	h := s.keyHeight(rows, box.H-high-space, gap)
	box = box.Centred(min(box.W, s.Px(30)*float64(columns)), high+space+float64(rows)*h+float64(rows-1)*gap)
	s.field(box.CutTop(high), field{text: p.grouped(string(p.text)), big: true})
	box.CutTop(space)
	unit := (box.W - float64(columns-1)*gap) / float64(columns)
	st := s.letterStyle(unit, h)
	var caps []keycap
	for _, r := range "0123456789" + p.Sign {
		caps = append(caps, letter(r, st))
	}
	erase := small(keyErase, w.Erase, "erase")
	erase.Asleep = len(p.text) == 0
	erase.wide = 2
	caps = append(caps, erase)
	for len(caps) > 0 {
		n := min(columns, len(caps))
		s.keyRow(box.CutTop(h), unit, caps[:n])
		box.CutTop(gap)
		caps = caps[n:]
	}
}
