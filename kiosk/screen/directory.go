package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// directory is who looks after where the resident lives: the person large, how
// to reach him, and the committee; or what to do where nobody is known.
func (l *layout) directory() {
	d := l.v.Directory
	if d == nil {
		l.Fault(widget.NotDrawn, "nobody on %s", l.v.Screen)
		return
	}
	other := widget.Button{Label: l.say("place.other-address"), Icon: "home", Weight: widget.Secondary}
	box := l.middle
	if d.Grid.ZH == "" {
		other.Weight = widget.Primary
		l.bottomBand(flow.OtherAddress, other)
		l.unknownPlace(box, *d)
		return
	}
	l.bottomBand(flow.OtherAddress, other)
	slip := box.CutBottom(l.pagerHeight())
	box.CutBottom(l.gap())
	l.slipOffer(slip, flow.PrintContact, "place.print-contact", d.Slip, d.Side)
	if l.wide() {
		cells := box.Columns(2, l.gap()*2)
		l.person(cells[0], *d)
		l.centred(cells[1], l.committee(cells[1].W, *d))
		return
	}
	below := l.committee(box.W, *d)
	l.person(box.CutTop(min(box.H-below.height-l.gap(), box.H*0.55)), *d)
	box.CutTop(l.gap())
	below.lay(box.CutTop(below.height))
}

// person is the worker of the grid.
func (l *layout) person(box widget.Rect, d flow.DirectoryView) {
	l.Panel(box)
	in := box.Inset(l.gap(), l.gap()/2)
	centre := func(st widget.Style, words string) part { return l.words(st.To(widget.Centre), in.W, words) }
	size := l.Grown(34)
	face := part{height: size, spare: true, lay: func(box widget.Rect) { l.Icon("face", box, widget.Calm) }}
	phone := widget.Style{Cap: 14, Font: widget.Bold, Role: widget.Ink, Align: widget.Centre, Fixed: true, Leading: 1.2}
	who := []part{
		centre(widget.Body().In(widget.Calm), l.say("place.your-worker", "grid", l.in(d.Grid))),
		centre(l.heading(), l.in(d.Person)),
	}
	number := l.fitting(widget.Rect{W: in.W, H: in.H - stacked(who)}, d.Phone, phone, phone.Sized(11), phone.Sized(9))
	parts := append(who,
		part{height: number.H, lay: func(box widget.Rect) { l.Put(number, box) }},
		centre(widget.Body().In(widget.Muted), l.in(d.Hours)).orLess(),
	)
	if l.room(parts, in.H) > size {
		parts = append([]part{face}, parts...)
	}
	l.spread(in, l.Px(8), parts...)
}

// room is what is left of height when parts are laid with a little space.
func (l *layout) room(parts []part, height float64) float64 {
	return height - stacked(parts) - float64(len(parts)+1)*l.Px(4)
}

// committee is the residents' committee of the place.
func (l *layout) committee(width float64, d flow.DirectoryView) part {
	in := l.besideIcon(width)
	return l.rows([]row{
		{"people", widget.Calm, l.Measure(widget.Body().Of(widget.Bold), l.in(d.Committee), in),
			l.Measure(widget.Caption(), l.in(d.CommitteeAddress), in)},
		{"phone", widget.Calm, l.Measure(widget.Body(), l.say("screen.phone", "phone", d.CommitteePhone), in), widget.Block{}},
	})
}

// unknownPlace says that nobody is known for the address, or only the
// committee, and whom to ask.
func (l *layout) unknownPlace(box widget.Rect, d flow.DirectoryView) {
	parts := []part{
		l.outcome(widget.Calm, box.W, l.say("place.unknown")),
		l.todo(box.W, l.say("place.unknown-do")),
	}
	switch {
	case d.Committee.ZH != "":
		parts = append(parts, l.committee(box.W, d))
	case d.Office != "":
		parts = append(parts, l.words(widget.Title().To(widget.Centre), box.W, l.say("screen.phone", "phone", d.Office)))
	}
	l.centred(box, parts...)
}
