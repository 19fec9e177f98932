package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// help covers the screen while somebody waits: whether they were heard, what
// staff say, whom to telephone when nobody answers. What lies behind it can be
// seen but not touched.
func (l *layout) help() {
	l.cover(func(width float64) []part { return l.helpParts(width, *l.v.Help) },
		flow.CloseHelp, widget.Button{Label: l.say("help.close"), Weight: widget.Primary})
}

// cover lays a panel with parts of a width and one button over the screen.
func (l *layout) cover(of func(width float64) []part, c flow.Control, b widget.Button) {
	l.Shade()
	pad := l.gap() * 1.5
	width := min(l.area.W-2*l.margin(), l.Grown(230))
	parts := of(width - 2*pad)
	button := l.buttonHeight()
	room := l.area.H - 2*l.margin()
	height := stacked(parts) + l.gap()*float64(len(parts)) + button + 2*pad
	for i := len(parts) - 1; i >= 0 && height > room; i-- {
		if parts[i].spare {
			height -= parts[i].height + l.gap()
			parts = append(parts[:i:i], parts[i+1:]...)
		}
	}
	box := l.area.Centred(width, height)
	if !l.area.Holds(box) {
		l.Fault(widget.Outside, "a cover of %.0f px", height)
	}
	l.Panel(box)
	box = box.Inset(pad, pad)
	for _, p := range parts {
		p.lay(box.CutTop(p.height))
		box.CutTop(l.gap())
	}
	l.press(box.CutTop(button), c, b)
}

func (l *layout) helpParts(width float64, h flow.HelpView) []part {
	sign, role := "people", widget.Calm
	switch h.Phase {
	case flow.HelpComing:
		sign, role = "check", widget.Done
	case flow.HelpUnheard, flow.HelpDown:
		sign, role = "attention", widget.Attention
	}
	icon := l.Grown(16)
	key := "help." + string(h.Phase)
	centre := l.smaller(widget.Body()).To(widget.Centre)
	parts := []part{
		{height: icon, lay: func(box widget.Rect) { l.Icon(sign, box, role) }, spare: true},
		l.outcome(role, width, l.say(key)),
	}
	if h.Words != "" {
		parts = append(parts, l.words(centre.Of(widget.Bold), width, l.say("help.words", "words", h.Words)))
	}
	parts = append(parts, l.words(centre.In(widget.Muted), width, l.say(key+"-do")).orLess())
	if h.Phase == flow.HelpDown || h.Phase == flow.HelpUnheard {
		for _, p := range []struct{ key, phone string }{{"line.phone", h.Office}, {"screen.custodian", h.Custodian}} {
			if p.phone != "" {
				parts = append(parts, l.words(centre, width, l.say(p.key, "phone", p.phone)))
			}
		}
	}
	return parts
}
