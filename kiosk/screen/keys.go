package screen

import (
	"slices"
	"time"
	"unicode"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// deedKey is what a key means, whatever keyboard or keypad it is on.
type deedKey int

const (
	noKey deedKey = iota
	actKey
	backKey
	eraseKey
	nextKey
	beforeKey
	upKey
	downKey
	leftKey
	rightKey
	voiceKey // says it again, or begins to
)

// keypad is what the keys of a keypad of four by four mean. Digits move only
// where there is nothing to write them into.
func keypad() map[rune]deedKey {
	return map[rune]deedKey{
		'2': upKey, '4': leftKey, '6': rightKey, '8': downKey, '5': actKey,
		'*': backKey, '#': actKey, 'A': beforeKey, 'B': nextKey, 'C': eraseKey, 'D': voiceKey,
	}
}

// keyed answers one press of a key on what was laid: it moves the focus, or
// names the control that is to act. Typed is the character on the key, 0 for
// none.
func (l *Laid) keyed(deed deedKey, typed rune) (act string) {
	s := l.Scene
	if typed >= '0' && typed <= '9' {
		if id := widget.Key + string(typed); l.has(id) {
			return id
		}
	}
	if deed == noKey {
		return ""
	}
	if deed == voiceKey {
		if control, ok := l.voiceKey(); ok {
			return control
		}
		deed = actKey
	}
	if _, shown := s.Focused(); !shown {
		s.Focus = l.First
		if s.Focus == string(flow.Begin) {
			return s.Focus // any key begins, as a touch anywhere does
		}
		if deed == actKey || deed == nextKey {
			return "" // the first press shows where one is
		}
	}
	switch deed {
	case actKey:
		return s.Focus
	case backKey:
		return l.wayBack()
	case eraseKey:
		if id := widget.Key + "erase"; l.has(id) {
			return id
		}
		return ""
	}
	s.MoveFocus(map[deedKey]widget.Move{
		nextKey: widget.MoveNext, beforeKey: widget.MoveBefore, upKey: widget.MoveUp,
		downKey: widget.MoveDown, leftKey: widget.MoveLeft, rightKey: widget.MoveRight,
	}[deed])
	return ""
}

func (l *Laid) has(id string) bool {
	_, ok := l.Scene.Target(id)
	return ok
}

// wayBack is the control that leads out, one step where that is possible.
func (l *Laid) wayBack() string {
	for _, c := range []flow.Control{flow.StayHere, flow.Back, flow.GoHome, flow.Finish} {
		if l.has(string(c)) {
			return string(c)
		}
	}
	return ""
}

// keepFocus shows the focus on l where it was on the picture before, or where
// it begins.
func (l *Laid) keepFocus(before *widget.Scene, other bool) {
	if before == nil || before.Focus == "" {
		return
	}
	l.Scene.Focus = l.First
	if !other && slices.Contains(l.Scene.Order, before.Focus) {
		l.Scene.Focus = before.Focus
	}
}

// key does what one press of a key means. Typed is the character on the key, 0
// for none.
func (w *window) key(now time.Time, deed deedKey, typed rune) {
	if typed != 0 {
		deed = keypad()[unicode.ToUpper(typed)]
	}
	w.pace.stir(now, activeFor)
	if w.view == nil {
		return
	}
	w.link.tell(flow.FromScreen{Seq: w.view.Seq, Any: true})
	focus := w.laid.Scene.Focus
	if id := w.pointer.Act(now, w.laid.keyed(deed, typed)); id != "" {
		w.fired(now, id)
	} else if w.laid.Scene.Focus != focus {
		w.tellFocus(true)
	}
}
