package screen

import (
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// voiceKey is what the marked key of a keypad does: it switches the voice on,
// and with the voice on says again what is on the screen. Where there is no
// voice it acts as it always did.
func (l *Laid) voiceKey() (control string, ok bool) {
	for _, c := range []flow.Control{flow.Repeat, flow.SwitchVoice} {
		if l.has(string(c)) {
			return string(c), true
		}
	}
	return "", false
}

// voiceSwitch lays the switch of the voice at the right end of row: in words
// where there is room beside the sign of the line, else as a picture.
func (l *layout) voiceSwitch(row *widget.Rect) {
	if !l.v.Speaks {
		return
	}
	b := widget.Button{Label: l.say("voice.label"), Weight: widget.Quiet, Chosen: l.v.Voice, Style: widget.Caption().Of(widget.Bold)}
	width := max(l.ButtonWidth(b), l.Px(16))
	if width > row.W-l.Grown(10) {
		sign, role := "voice-off", widget.Ink
		if l.v.Voice {
			sign, role = "voice-on", widget.Calm
		}
		l.pictured(row, flow.SwitchVoice, sign, role)
		return
	}
	box := row.CutRight(width)
	row.CutRight(l.switchGap())
	l.press(box.Centred(box.W, l.bandRow()*0.82), flow.SwitchVoice, b)
}

// voiceKeys lays what only a voice needs: softer, louder, and again, from the
// right end of row.
func (l *layout) voiceKeys(row *widget.Rect) {
	if !l.v.Voice {
		return
	}
	l.pictured(row, flow.Repeat, "again", widget.Ink)
	l.pictured(row, flow.Louder, "louder", widget.Ink)
	l.pictured(row, flow.Softer, "softer", widget.Ink)
}

// pictured lays a button with a picture in the place of words at the right end
// of row.
func (l *layout) pictured(row *widget.Rect, c flow.Control, icon string, role widget.Role) {
	box := row.CutRight(l.Px(16))
	row.CutRight(l.switchGap())
	box = box.Centred(box.W, l.bandRow()*0.82)
	l.press(box, c, widget.Button{Weight: widget.Quiet, Style: widget.Body()})
	if !l.live(c) {
		role = widget.Muted
	}
	side := min(box.H, box.W) * 0.72
	l.Icon(icon, box.Centred(side, side), role)
}

// silenced covers the screen when headphones were pulled out: nothing is said
// any more, and how the voice comes back.
func (l *layout) silenced() {
	l.cover(func(width float64) []part {
		icon := l.Grown(16)
		return []part{
			{height: icon, lay: func(box widget.Rect) { l.Icon("voice-off", box, widget.Attention) }, spare: true},
			l.outcome(widget.Attention, width, l.say("voice.silenced")),
			l.words(l.smaller(widget.Body()).In(widget.Muted).To(widget.Centre), width, l.say("voice.silenced-do")).orLess(),
		}
	}, flow.GoOnSilent, widget.Button{Label: l.say("voice.go-on-silent"), Weight: widget.Primary})
}

// Focus is the target that keys act on: what is written on it, and where in
// their order it stands.
func (l Laid) Focus(lang kiosk.Lang) flow.Focus {
	id := l.Scene.Focus
	f := flow.Focus{Control: flow.Control(id), Label: l.Label(id, lang)}
	for _, other := range l.Scene.Order {
		if strings.HasPrefix(other, widget.Key) {
			continue
		}
		if f.Of++; other == id {
			f.At = f.Of
		}
	}
	if f.At == 0 {
		f.Of = 0
	}
	return f
}

// Label is what is written on a target.
func (l Laid) Label(id string, lang kiosk.Lang) string {
	var lines []string
	for _, op := range l.Scene.Ops {
		if t, ok := op.(widget.TextLine); ok && t.Owner == id {
			lines = append(lines, t.Text)
		}
	}
	between := ""
	if lang == kiosk.English {
		between = " "
	}
	return strings.Join(lines, between)
}

// listen shows the focus from the first moment on where the View is said: who
// does not see goes by keys.
func (w *window) listen() {
	if w.view.Voice && w.laid.Scene.Focus == "" && w.laid.First != string(flow.Begin) {
		w.laid.Scene.Focus = w.laid.First
	}
	w.tellFocus(false)
}

// tellFocus says where keys act now, for the voice.
func (w *window) tellFocus(moved bool) {
	id := w.laid.Scene.Focus
	if !w.view.Voice || id == "" {
		return
	}
	f := w.laid.Focus(w.view.Lang)
	f.Moved = moved
	w.link.tell(flow.FromScreen{Seq: w.view.Seq, Focus: &f})
}
