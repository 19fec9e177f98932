package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// scanShown says how far a ticket is, or that a code is none of ours.
func (l *layout) scanShown() {
	l.bottomBand(flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "check", Weight: widget.Primary})
	v := l.v.Scan
	if v == nil {
		return
	}
	key, sign, role := "scan."+string(v.Phase), "seat", widget.Calm
	switch v.Phase {
	case flow.ScanCalled:
		sign, role = "check", widget.Done
	case flow.ScanShut:
		sign, role = "clock", widget.Attention
	case flow.ScanPast, flow.ScanForeign:
		sign, role = "attention", widget.Attention
	}
	told, todo := l.say(key), l.say(key+"-do")
	opens := v.Shut != nil && v.Shut.Opens != ""
	if opens {
		told, todo = l.say("screen.shut-opens", "time", v.Shut.Opens), l.in(v.Shut.Hours)
	}
	w := l.middle.W
	parts := []part{l.sign(sign, role), l.outcome(role, w, told)}
	if v.Number != "" {
		parts = append(parts, l.numeral(l.middle, v.Number))
	}
	switch {
	case v.Phase == flow.ScanWaiting, opens && v.Ahead > 0:
		parts = append(parts, l.words(widget.Title().To(widget.Centre), w, l.count("screen.ahead", v.Ahead)))
	case v.Phase == flow.ScanCalled:
		parts = append(parts, l.words(widget.Title().To(widget.Centre), w, l.say("scan.called-at", "counter", string(v.Counter))))
	}
	parts = append(parts, l.todo(w, todo).orLess())
	l.centred(l.middle, parts...)
}

// scanInstead says that a code may be held before the scanner; "" where there
// is none to hold it to.
func (l *layout) scanInstead() string {
	if l.v.ScanSide == "" {
		return ""
	}
	return l.say("scan.instead-" + l.v.ScanSide)
}
