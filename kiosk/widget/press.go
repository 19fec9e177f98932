package widget

// Weight says how much a button asks to be pressed.
type Weight int

// Weights of a button. A screen has at most one Primary.
const (
	Secondary Weight = iota // on the surface, raised
	Primary                 // the one main action, filled with the accent
	Quiet                   // flat, for what is seldom wanted
	Picked                  // filled with calm: the chosen one of many small ones
)

// Button is something to press with a verb on it.
type Button struct {
	ID     string
	Label  string
	Icon   string // before the label; "" for none
	After  string // icon behind the label; "" for none
	Weight Weight
	Chosen bool  // a switch that is on
	Asleep bool  // keeps its place but cannot be pressed now
	Style  Style // of the label; its colour is chosen by Weight
}

// Button lays a button over all of box.
func (s *Sheet) Button(box Rect, b Button) {
	s.Face(box, b)
	if !b.Asleep {
		s.Target(b.ID, box)
	}
}

// Face draws a button whose target is laid apart, because more than the button
// can be touched.
func (s *Sheet) Face(box Rect, b Button) {
	if b.Asleep {
		b.Weight = Quiet
	}
	s.own(b.ID, func() {
		role := s.body(box, b.Weight, b.ID)
		if b.Asleep {
			role = Muted
		}
		if b.Chosen {
			b.Icon = "check"
			if !b.Asleep {
				role = Calm
			}
			s.add(Fill{Box: box, Bare: true, Radius: s.Px(Corner), Edge: s.Px(0.8), Border: role, Owner: b.ID})
		}
		s.label(box.Inset(s.Px(3), 0), b, role)
	})
}

// body paints the body of a pressable and returns the colour of what is on it.
func (s *Sheet) body(box Rect, w Weight, id string) Role {
	f := Fill{Box: box, Role: Surface, Radius: s.Px(Corner), Raised: s.Px(1.6), Owner: id}
	role := Ink
	switch w {
	case Primary:
		f.Role, role = Accent, OnAccent
	case Picked:
		f.Role, role = Calm, Surface
	case Quiet:
		f.Raised, f.Bare = 0, true
		f.Edge, f.Border = s.Px(0.4), Line
	case Secondary:
		if s.look.Palette.edged {
			f.Edge, f.Border = s.Px(0.6), Line
		}
	}
	s.add(f)
	return role
}

// label lays icon and words as one group in the middle of box.
func (s *Sheet) label(box Rect, b Button, role Role) {
	st := b.Style.In(role).To(Centre)
	st.Leading = 1.15
	icon, gap, words := s.fitLabel(box, b, st)
	if len(words.lines) > 1 {
		st = Style{Cap: CapBody, Font: Bold, Role: role, Align: Centre, Leading: 1.15}
		if icon, gap, words = s.fitLabel(box, b, st); words.breaksWord() {
			icon, gap, words = s.fitLabel(box, b, st.Sized(CapCaption))
		}
	}
	group := box.Centred(words.W, box.H)
	for _, name := range []string{b.Icon, b.After} {
		if name != "" {
			group = group.Inset(-(icon+gap)/2, 0)
		}
	}
	if b.Icon != "" {
		s.Icon(b.Icon, group.CutLeft(icon), role)
		group.CutLeft(gap)
	}
	if b.After != "" {
		s.Icon(b.After, group.CutRight(icon), role)
		group.CutRight(gap)
	}
	s.PutMiddle(words, group)
}

// ButtonWidth is the width in pixels at which the label of b stands on one
// line.
func (s *Sheet) ButtonWidth(b Button) float64 {
	if b.Chosen {
		b.Icon = "check"
	}
	room := Rect{W: 1e6}
	icon, gap, words := s.fitLabel(room, b, b.Style.To(Centre))
	w := words.W + 2*s.Px(3.2)
	for _, name := range []string{b.Icon, b.After} {
		if name != "" {
			w += icon + gap
		}
	}
	return w
}

// fitLabel measures the words of a button beside its icons.
func (s *Sheet) fitLabel(box Rect, b Button, st Style) (icon, gap float64, words Block) {
	em := s.Measure(st, b.Label, 1e9).em
	icon, gap = em*1.05, em*0.3
	room := box.W
	for _, name := range []string{b.Icon, b.After} {
		if name != "" {
			room -= icon + gap
		}
	}
	return icon, gap, s.Measure(st, b.Label, room)
}

// Tile is one of several things to choose.
type Tile struct {
	ID   string
	Icon string
	Name string
	Hint string // "" for none
	Mark string // a letter at the right edge; "" for none
	Size TileSize
}

// TileSize says how much room a tile may take.
type TileSize int

// Sizes of tiles.
const (
	Usual TileSize = iota
	Big            // one of few: larger icon and words
	Slim           // words as usual beside a small icon
	Small          // on a low panel
	Least          // one of many in large letters on a low panel
)

func (t Tile) icon() Millimetres {
	switch t.Size {
	case Big:
		return IconBox * 4 / 3
	case Slim, Small:
		return IconBox * 2 / 3
	case Least:
		return IconBox / 2
	}
	return IconBox
}

func (t Tile) pad() Millimetres {
	if t.Size >= Slim {
		return 4
	}
	return 6
}

func (t Tile) name() Style {
	st := Style{Cap: CapTitle, Font: Bold, Role: Ink, Leading: 1.3}
	switch t.Size {
	case Big:
		return Heading()
	case Small:
		return st.Sized(CapBody)
	case Least:
		return st.Sized(CapCaption)
	}
	return st
}

func (t Tile) hint() Style {
	if t.Size == Big {
		return Body().In(Muted)
	}
	return Caption()
}

// Tile lays a tile over all of box: the icon at the left, name and hint beside
// it.
func (s *Sheet) Tile(box Rect, t Tile) {
	s.own(t.ID, func() {
		s.body(box, Secondary, t.ID)
		in := box.Inset(s.Px(t.pad()), s.Px(2))
		icon := min(s.Px(t.icon()), in.H)
		s.Icon(t.Icon, in.CutLeft(icon), Calm)
		in.CutLeft(s.Px(t.pad()))
		if t.Mark != "" {
			s.TextMiddle(in.CutRight(s.Grown(CapTitle)*1.2), Title().In(Muted).To(Right), t.Mark)
		}
		s.nameAndHint(in, t)
	})
	s.Target(t.ID, box)
}

// TileHeight is the least height in pixels of a tile of width pixels.
func (s *Sheet) TileHeight(width float64, t Tile) float64 {
	w := width - s.Px(3*t.pad()) - s.Px(t.icon())
	if t.Mark != "" {
		w -= s.Grown(CapTitle) * 1.2
	}
	h := s.WholeWords(t.name(), t.Name, w).H
	if t.Hint != "" {
		h += s.Measure(t.hint(), t.Hint, w).H
	}
	return max(s.Px(t.icon()), h) + s.Px(8)
}

func (s *Sheet) nameAndHint(box Rect, t Tile) {
	name := s.WholeWords(t.name(), t.Name, box.W)
	var hint Block
	if t.Hint != "" {
		hint = s.Measure(t.hint(), t.Hint, box.W)
	}
	all := box.Centred(box.W, name.H+hint.H)
	if all.H > box.H+1 {
		s.Fault(Overflow, "tile %q needs %.0f px, has %.0f", t.Name, all.H, box.H)
	}
	s.Put(name, all.CutTop(name.H))
	if t.Hint != "" {
		s.Put(hint, all)
	}
}
