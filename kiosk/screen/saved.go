package screen

import (
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// saveRow lays the key that puts an application aside at the right of the first
// of words that has room, on the first row of box. It tells whether there is one.
func (l *layout) saveRow(box *widget.Rect, words ...string) bool {
	if !l.live(flow.SaveForLater) {
		return false
	}
	b := widget.Button{Label: l.say("saved.save"), Weight: widget.Quiet, Style: widget.Caption().Of(widget.Bold)}
	row := box.CutTop(max(l.Px(widget.TargetLeast+1.5), l.Measure(b.Style, b.Label, box.W).H))
	box.CutTop(l.Px(2))
	l.press(row.CutRight(max(l.ButtonWidth(b), l.Px(widget.TargetMain))), flow.SaveForLater, b)
	row.CutRight(l.gap())
	for _, words := range words {
		if block := l.fitting(row, words, widget.Caption(), closeCaption().In(widget.Muted)); block.H <= row.H {
			l.PutMiddle(block, row)
			break
		}
	}
	return true
}

// savedParts are what is told once an application is put aside.
func (l *layout) savedParts(box widget.Rect) []row {
	in := box.W - l.adviceIcon() - l.Px(5)
	return []row{
		{"steps", widget.Calm, l.Measure(widget.Title(), l.say("saved.next-title"), in),
			l.Measure(widget.Body().In(widget.Muted), l.say("saved.next"), in)},
		{"document", widget.Calm, l.Measure(widget.Caption(), l.say("saved.sealed"), in), widget.Block{}},
	}
}
