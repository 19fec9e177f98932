package widget

// Option is one of several answers to choose, across the width of a page.
type Option struct {
	ID    string
	Label string
	Hint  string // "" for none
	On    bool   // chosen
	Many  bool   // several may be: the sign is a box, not a ring
}

// OptionHeight is the least height in pixels of an option of width pixels.
func (s *Sheet) OptionHeight(width float64, o Option) float64 {
	label, hint, _ := s.optionWords(width, o)
	least := TargetMain
	if s.look.Near {
		least = 15
	}
	return max(s.Px(least), label.H+hint.H+s.Px(6))
}

// Option lays an option over all of box: its sign at the left, its words beside
// it.
func (s *Sheet) Option(box Rect, o Option) {
	label, hint, side := s.optionWords(box.W, o)
	s.own(o.ID, func() {
		s.body(box, Secondary, o.ID)
		if o.On {
			s.add(Fill{Box: box, Bare: true, Radius: s.Px(Corner), Edge: s.Px(1), Border: Calm, Owner: o.ID})
		}
		in := box.Inset(s.Px(6), s.Px(2))
		sign := in.CutLeft(side)
		in.CutLeft(s.Px(6))
		s.optionSign(sign.Centred(side, side), o)
		words := in.Centred(in.W, label.H+hint.H)
		if words.H > in.H+1 {
			s.Fault(Overflow, "option %q needs %.0f px, has %.0f", o.Label, words.H, in.H)
		}
		s.Put(label, words.CutTop(label.H))
		if o.Hint != "" {
			s.Put(hint, words)
		}
	})
	s.Target(o.ID, box)
}

// optionWords are the words beside a sign of side pixels.
func (s *Sheet) optionWords(width float64, o Option) (label, hint Block, side float64) {
	side = s.Grown(CapHeading)
	in := width - 3*s.Px(6) - side
	label = s.WholeWords(Style{Cap: CapTitle, Font: Bold, Role: Ink, Leading: 1.3}, o.Label, in)
	if o.Hint != "" {
		hint = s.Measure(Caption(), o.Hint, in)
	}
	return label, hint, side
}

// optionSign is a ring, or a box; with a tick when the option is chosen.
func (s *Sheet) optionSign(box Rect, o Option) {
	f := Fill{Box: box, Radius: box.W / 2, Role: Surface, Edge: s.Px(0.8), Border: Muted, Owner: s.owner}
	if o.Many {
		f.Radius = s.Px(1.5)
	}
	if o.On {
		f.Role, f.Border = Calm, Calm
	}
	s.add(f)
	if o.On {
		s.draw(s.Path("check"), box.Inset(box.W*0.14, box.W*0.14), Surface, 2.6)
	}
}
