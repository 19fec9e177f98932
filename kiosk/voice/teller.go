package voice

import (
	"slices"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// Teller says what is new. It remembers the View that it saw last and nothing
// else; its zero value has seen none.
type Teller struct {
	Hearing Hearing

	before flow.View
	parts  []part
	focus  flow.Focus
	whole  bool // the words of the latest View were all of it
}

// See takes the newest View and returns what is to be said about it; interrupts
// says that whatever is being said is over. Nothing to say and no interruption
// is a View that sounds like the one before.
func (t *Teller) See(v flow.View) (words []string, interrupts bool) {
	before, parts := t.before, t.parts
	t.before, t.whole = v, false
	if !v.Voice {
		t.parts, t.focus = nil, flow.Focus{}
		return nil, before.Voice
	}
	t.parts = partsOf(v, t.Hearing)
	if other(before.Lang) == v.Lang || !before.Voice || place(before) != place(v) {
		t.whole = true
		return t.all(before), true
	}
	for _, p := range t.parts {
		if len(p.words) > 0 && !p.once && !slices.ContainsFunc(parts, func(q part) bool { return q.about == p.about && slices.Equal(q.words, p.words) }) {
			words = append(append(words, p.words...), Pause)
		}
	}
	return words, len(words) > 0
}

// Hear changes who hears it. Nothing is new by that: Again says all of it.
func (t *Teller) Hear(h Hearing) {
	if t.Hearing = h; t.before.Voice {
		t.parts = partsOf(t.before, h)
	}
}

// all is everything the newest View says, with how to go about it when the
// voice came on or a visit began.
func (t *Teller) all(before flow.View) []string {
	l := &line{lang: t.before.Lang}
	if !before.Voice {
		l.say("voice.hello")
	}
	if !before.Voice || before.Visit != t.before.Visit {
		l.say("voice.keys")
	}
	for _, p := range t.parts {
		if !p.late {
			l.words = append(l.words, p.words...)
		}
	}
	return l.words
}

// Again is everything that the newest View says, and the control in focus.
func (t *Teller) Again() []string {
	if !t.before.Voice {
		return nil
	}
	words := t.all(flow.View{Voice: true, Visit: t.before.Visit})
	if t.focus.Control != "" {
		words = append(append(words, Pause), Named(t.before, t.focus, t.Hearing)...)
	}
	return words
}

// Focus takes where keys act now and returns what is said about it. After says
// that it follows what is being said about the View; a key interrupts.
func (t *Teller) Focus(f flow.Focus) (words []string, after bool) {
	moved, same := f.Moved, f.Control == t.focus.Control && f.Label == t.focus.Label
	f.Moved = false
	if !t.before.Voice || !moved && !t.whole && same {
		return nil, false
	}
	t.focus = f
	return Named(t.before, f, t.Hearing), !moved
}

// Typed is the echo of a key: the sign that was added, or that one is gone.
// Before and now are what stands in the question.
func (t *Teller) Typed(before, now kiosk.Private) []string {
	if !t.before.Voice || !t.Hearing.may(true) {
		return nil
	}
	was, is := []rune(before.Reveal()), []rune(now.Reveal())
	l := &line{lang: t.before.Lang}
	switch f := t.before.Form; {
	case f != nil && f.Kind == catalogue.FieldDate && l.changedDay(string(is)):
	case len(is) > len(was) && slices.Equal(is[:len(was)], was):
		l.written(string(is[len(was):]))
	case len(is) == 0 && len(was) > 1:
		l.part("input.clear")
	case len(is) < len(was):
		l.part("input.erase")
	}
	return l.words
}

// written is what a key added: signs one by one, words as they stand.
func (l *line) written(added string) {
	if words := Spelled(l.lang, added); len(words) == len([]rune(added)) {
		l.words = append(l.words, words...)
		return
	}
	l.add(added)
}

// place is what makes a View another screen to who listens: then all of it is
// said.
func place(v flow.View) any {
	type where struct {
		screen flow.Screen
		visit  kiosk.VisitID
		item   kiosk.Text
		field  string
		idle   bool
	}
	w := where{screen: v.Screen, visit: v.Visit, item: v.Heading, idle: v.Idle > 0}
	if v.Form != nil {
		w.field = v.Form.Field
	}
	return w
}
