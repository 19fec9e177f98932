package screen

import (
	"fmt"
	"math"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// idleWarning covers the screen with one question. What lies behind it can be
// seen but not touched.
func (l *layout) idleWarning() {
	l.Shade()
	pad := l.gap() * 1.5
	width := min(l.area.W-2*l.margin(), l.Grown(230))
	in := width - 2*pad
	seconds := fmt.Sprint(int(math.Ceil(l.v.Idle.Seconds())))
	title := l.words(l.heading().To(widget.Centre), in, l.say("screen.idle-title"))
	hint := l.words(widget.Body().In(widget.Muted).To(widget.Centre), in, l.say("screen.idle-hint", "seconds", seconds))
	button := l.buttonHeight()
	height := 2*pad + title.height + hint.height + button*2 + l.gap()*3
	if l.wide() {
		height -= button + l.gap()
	}
	saves := l.live(flow.SaveForLater)
	if saves {
		height += button + l.gap()
	}
	box := l.area.Centred(width, height)
	if !l.area.Holds(box) {
		l.Fault(widget.Outside, "idle warning of %.0f px", height)
	}
	l.Panel(box)
	box = box.Inset(pad, pad)
	title.lay(box.CutTop(title.height))
	box.CutTop(l.gap())
	hint.lay(box.CutTop(hint.height))
	box.CutTop(l.gap())
	if saves {
		l.press(box.CutBottom(button), flow.SaveForLater, widget.Button{Label: l.say("saved.save-and-leave"), Style: widget.Body().Of(widget.Bold)})
		box.CutBottom(l.gap())
	}
	stay := widget.Button{Label: l.say("screen.stay"), Weight: widget.Primary}
	leave := widget.Button{Label: l.say("screen.finish-now"), Weight: widget.Quiet, Style: widget.Body()}
	if l.wide() {
		right := box.CutRight(box.W * 0.55)
		box.CutRight(l.gap())
		l.press(right, flow.StayHere, stay)
		l.press(box, flow.Finish, leave)
		return
	}
	l.press(box.CutTop(button), flow.StayHere, stay)
	box.CutTop(l.gap())
	l.press(box, flow.Finish, leave)
}
