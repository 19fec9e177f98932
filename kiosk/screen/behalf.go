package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// whoseMatter asks whether one acts for oneself or for another.
func (l *layout) whoseMatter() {
	l.bottomBand("", widget.Button{})
	box := l.middle
	if name := l.in(l.v.Heading); name != "" && !l.low {
		l.Text(&box, widget.Body().In(widget.Calm), name)
	}
	l.Text(&box, l.heading(), l.say("behalf.for-whom"))
	box.CutTop(l.titleGap())
	cols, size := 1, widget.Usual
	if l.wide() {
		cols = 2
	}
	if !l.low && !l.Large() {
		size = widget.Big
	}
	l.lattice(box, []widget.Tile{
		{ID: string(flow.ForSelf), Icon: "face", Name: l.say("behalf.for-self"), Hint: l.say("behalf.for-self-hint"), Size: size},
		{ID: string(flow.ForOther), Icon: "people", Name: l.say("behalf.for-other"), Hint: l.say("behalf.for-other-hint"), Size: size},
	}, cols, 80)
}

// mandate is what whoever acts signs, alone on its screen.
func (l *layout) mandate() {
	l.bottomBand(flow.Agree, widget.Button{Label: l.say("behalf.mandate-sign"), After: "forward", Weight: widget.Primary})
	m := l.v.Mandate
	if m == nil {
		return
	}
	box := l.middle
	title := l.heading()
	if l.low {
		title = title.Sized(widget.CapBody)
	}
	l.Text(&box, title, l.say("behalf.mandate-title"))
	box.CutTop(l.titleGap())
	pad, space := l.gap(), l.gap()
	in := box.Inset(pad, pad)
	who := l.say("behalf.mandate-who", "resident", m.Resident, "agent", m.Agent, "item", l.in(l.v.Heading))
	may := l.say("behalf.mandate-may", "may", l.in(m.May))
	for _, st := range []widget.Style{widget.Title().Of(widget.Regular), widget.Body(), widget.Caption().In(widget.Ink)} {
		parts := []part{
			l.words(st, in.W, who), l.words(st.Of(widget.Bold), in.W, may), l.words(st, in.W, l.say("behalf.mandate-end")),
		}
		if need := stacked(parts) + 2*space; need <= in.H || st.Cap == widget.CapCaption {
			box.H = min(box.H, need+2*pad)
			l.Panel(box)
			l.spread(box.Inset(pad, pad), space, parts...)
			return
		}
	}
}

// signByCard offers the way of who cannot draw, below the pad.
func (l *layout) signByCard(box *widget.Rect) {
	if !l.live(flow.SignByCard) {
		return
	}
	row := box.CutBottom(l.pagerHeight())
	box.CutBottom(l.gap() / 2)
	l.beside(row, flow.SignByCard, widget.Button{Label: l.say("behalf.sign-by-card")})
}
