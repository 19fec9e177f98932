package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// voted says what became of a vote. What was chosen stands on no screen any
// more.
func (l *layout) voted() {
	l.bottomBand(flow.Finish, widget.Button{Label: l.say("screen.finish"), Icon: "check", Weight: widget.Primary})
	b := l.v.Ballot
	if b == nil {
		return
	}
	box := l.middle
	icon := l.Px(32)
	if l.low {
		icon = l.Px(14)
	}
	sign, role := "done", widget.Done
	if b.State != flow.VoteCounted && b.State != flow.VoteAlready {
		sign, role = "attention", widget.Attention
	}
	key := "ballot." + string(b.State)
	parts := append([]part{
		{height: icon, lay: func(box widget.Rect) { l.Icon(sign, box, role) }, spare: true},
	}, append(l.headed(box.W),
		l.words(l.heading().To(widget.Centre), box.W, l.say(key)),
		l.words(widget.Body().To(widget.Centre), box.W, l.say(key+"-do", "from", string(b.From), "until", string(b.Until))))...)
	if len(b.Only) > 0 && b.State == flow.VoteNotEligible {
		parts = append(parts, l.words(l.smaller(widget.Body()).Of(widget.Bold).To(widget.Centre), box.W, l.say("ballot.only", "committee", l.all(b.Only))))
	}
	if next := l.in(b.Next); next != "" && role == widget.Done {
		parts = append(parts, l.words(l.smaller(widget.Body()).In(widget.Muted).To(widget.Centre), box.W, next).orLess())
	}
	l.centred(box, parts...)
}

// ballotUntil says how long a vote can still be cast, where the line is down.
func (l *layout) ballotUntil(width float64) []part {
	if l.v.Ballot == nil || l.v.Ballot.Until == "" {
		return nil
	}
	return []part{l.words(l.smaller(widget.Body()).Of(widget.Bold).To(widget.Centre), width, l.say("ballot.until", "until", string(l.v.Ballot.Until)))}
}
