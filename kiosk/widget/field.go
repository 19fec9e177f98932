package widget

// field is the place where what was written stands, with a caret behind it.
type field struct {
	text  string
	wrong bool // complete, and cannot be: shown by a sign, not by colour alone
	lines int  // of text that are seen; the last ones
	big   bool // one line, as large as it fits
}

// fieldHeight is the height of a field of that many lines of titles.
func (s *Sheet) fieldHeight(lines int) float64 {
	return float64(lines)*s.Measure(s.fieldStyle(), "0", 1e9).H + s.Px(6)
}

func (s *Sheet) fieldStyle() Style { return Title().Of(Regular) }

// field lays f over all of box. Of a long text the last lines are seen, as
// wherever one writes.
func (s *Sheet) field(box Rect, f field) {
	edge := Calm
	if f.wrong {
		edge = Attention
	}
	s.add(Fill{Box: box, Role: Surface, Radius: s.Px(Corner), Edge: s.Px(0.8), Border: edge})
	in := box.Inset(s.Px(5), s.Px(3))
	if f.wrong {
		s.Icon("attention", in.CutRight(min(in.H, s.Grown(CapHeading))), Attention)
		in.CutRight(s.Px(3))
	}
	st := s.fieldStyle()
	caret := s.Px(0.8)
	in.W -= 3 * caret
	if f.text == "" {
		s.caret(Rect{in.X, in.Y, caret, in.H}, st)
		return
	}
	b := s.Measure(st, f.text, in.W)
	if big := s.Measure(st.Sized(CapHeading), f.text, in.W); f.big && len(big.lines) == 1 && big.H <= in.H {
		st, b = st.Sized(CapHeading), big
	}
	if most := max(1, f.lines); len(b.lines) > most {
		b.lines = b.lines[len(b.lines)-most:]
		b.H = s.lineHeight(b) * float64(most)
	}
	in = in.Centred(in.W, b.H)
	s.Put(b, in)
	line := s.lineHeight(b)
	end := in.X + s.TextWidth(st, b.lines[len(b.lines)-1])
	s.caret(Rect{end + caret, in.Y + b.H - line, caret, line}, st)
}

// caret is a bar as high as the characters beside it. It does not blink.
func (s *Sheet) caret(box Rect, st Style) {
	h := s.capHeight(st) * 1.4
	s.Fill(box.Centred(box.W, min(h, box.H)), Calm, 0)
}
