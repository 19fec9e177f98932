package widget

// Reader turns what a finger drew into characters that may be meant by it.
type Reader interface {
	// Read returns the likeliest first; none when it cannot tell. It may take
	// a moment, and must not keep what it was shown.
	Read(strokes [][]Point) []string
}

// keyHand is the key between pinyin and the finger.
const keyHand = Key + "hand"

// Begin takes where a finger comes down on the pad.
func (b *TextBoard) Begin(at Point) { b.ink.Begin(at) }

// Draw goes on with the stroke that was begun.
func (b *TextBoard) Draw(at Point) { b.ink.Draw(at) }

// Lift ends a stroke, and asks what was written so far.
func (b *TextBoard) Lift() {
	b.ink.Lift()
	b.look()
}

// turnHand goes from pinyin to the finger, or back.
func (b *TextBoard) turnHand() bool {
	b.letters = shield(b.letters)
	b.hand, b.away, b.signs = !b.hand, false, false
	b.ink.Wipe()
	b.look()
	return true
}

// byHand are the characters that may be meant by the strokes on the pad.
func (b *TextBoard) byHand() []Candidate {
	if b.Reader == nil || len(b.ink.Strokes()) == 0 {
		return nil
	}
	var found []Candidate
	for _, character := range b.Reader.Read(b.ink.Strokes()) {
		found = append(found, Candidate{Text: character})
	}
	return found
}

// mostPad is the greatest height of the pad: a character is written within the
// reach of a wrist.
const mostPad Millimetres = 110

// layHand lays the field, the candidates, the pad and its keys into box. The
// pad takes all the room that one line of the field leaves.
func (b *TextBoard) layHand(s *Sheet, box Rect, w Words) {
	gap := s.keyGap()
	field1, strip, row := s.fieldHeight(1), b.stripHeight(s, true), s.keyLeast()
	if room := box.H - field1 - strip - 3*gap; room > 4*s.Px(keyMost) {
		row = s.Px(keyMost) * 0.75
	}
	pad := min(box.H-field1-strip-row-3*gap, s.Px(mostPad))
	box = box.Centred(box.W, field1+strip+pad+row+3*gap)
	s.field(box.CutTop(field1), field{text: b.shown(), lines: 1})
	box.CutTop(gap)
	b.strip(s, box.CutTop(strip), w, true)
	box.CutTop(gap)
	b.handPad(s, box.CutTop(pad))
	box.CutTop(gap)
	s.keyRow(box, min((box.W-9*gap)/10, s.Px(34)), b.handRow(w))
}

// handPad lays the pad, with a cross that shows where the middle of a character
// is, as in an exercise book.
func (b *TextBoard) handPad(s *Sheet, pad Rect) {
	square := pad.Centred(pad.H, pad.H).Inset(s.Px(3), s.Px(3))
	thin := s.Px(0.4)
	s.own(keyPad, func() {
		s.add(Fill{Box: pad, Role: Surface, Radius: s.Px(Corner), Edge: s.Px(0.8), Border: Calm})
		s.add(Fill{Box: square.Centred(square.W, thin), Role: Line})
		s.add(Fill{Box: square.Centred(thin, square.H), Role: Line})
	})
	s.local(keyPad, pad).Ink = true
	for _, stroke := range b.ink.Strokes() {
		s.add(Script{Box: pad, Points: stroke, Unit: s.scene.Tenth, Width: s.Px(2), Role: Ink})
	}
}

// handRow are the keys below the pad.
func (b *TextBoard) handRow(w Words) []keycap {
	pinyin := small(keyHand, w.Pinyin, "")
	signs := small(keySigns, w.Digits, "")
	space := small(keySpace, w.Space, "")
	erase := small(keyErase, w.Erase, "erase")
	all := small(keyClear, w.Clear, "")
	row := []keycap{signs, pinyin, space, erase, all}
	for i := range row {
		row[i].wide = 2
	}
	return row
}
