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
	sign, role := "done", widget.Done
	if b.State != flow.VoteCounted && b.State != flow.VoteAlready {
		sign, role = "attention", widget.Attention
	}
	key := "ballot." + string(b.State)
	parts := append([]part{l.sign(sign, role)}, l.headed(box.W, l.outcome(role, box.W, l.say(key)))...)
	parts = append(parts, l.todo(box.W, l.say(key+"-do", "from", string(b.From), "until", string(b.Until))))
	if b.Roll && b.State == flow.VoteNotEligible {
		parts = append(parts, l.holds(box.W, l.say("ballot.roll")))
	}
	if len(b.Only) > 0 && b.State == flow.VoteNotEligible {
		parts = append(parts, l.holds(box.W, l.say("ballot.only", "committee", l.all(b.Only))))
	}
	if next := l.in(b.Next); next != "" && role == widget.Done {
		parts = append(parts, l.note(box.W, next))
	}
	l.centred(box, parts...)
}

// ballotUntil says how long a vote can still be cast, where the line is down.
func (l *layout) ballotUntil(width float64) []part {
	if l.v.Ballot == nil || l.v.Ballot.Until == "" {
		return nil
	}
	return []part{l.holds(width, l.say("ballot.until", "until", string(l.v.Ballot.Until)))}
}
