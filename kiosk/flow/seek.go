package flow

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Seek is the screen on which a service item is looked for by some words of it.
// It lists all that could be meant; the drawing process, which holds what is
// being written, shows those that fit.
const Seek Screen = "seek"

// SeekItem opens Seek.
const SeekItem Control = "seek"

// seekField names what is written on Seek; mostSought bounds it, in characters.
const (
	seekField  = "seek"
	mostSought = 20
)

// seek opens Seek over the list or the home screen.
func seek(s State) State {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Screen, s.Page, s.Field, s.Draft = Seek, 0, seekField, ""
	return s
}

// canSeek lists what is live on Seek.
func (m Machine) canSeek(s State) []Control {
	live := []Control{Back, GoHome}
	for _, i := range m.offered(s) {
		live = append(live, ItemControl(i.ID))
	}
	return live
}

// sought goes on with the item that was found: one step on where Seek was
// opened from a list, else to its guide, which leads everywhere.
func (m Machine) sought(s State, id kiosk.ItemID) (State, []Effect) {
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Item, s.Page, s.Field, s.Draft = id, 0, "", ""
	if s.Entry != "" {
		return m.advance(s)
	}
	for _, e := range m.Catalogue.Entries {
		at := slices.IndexFunc(e.Steps, func(st catalogue.Step) bool { return st.Kind == catalogue.StepGuide })
		if at >= 0 {
			s.Entry, s.Step = e.ID, at
			return m.enter(s, e.Steps[at])
		}
	}
	return m.takeTicket(s)
}

func seekForm(s State) *FormView {
	return &FormView{Field: seekField, Kind: catalogue.FieldText, Text: s.Draft.Reveal(), Most: mostSought}
}
