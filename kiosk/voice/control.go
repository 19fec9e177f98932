package voice

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// local begins the names of keys of the drawing process.
const local = "key:"

// Named is what is said when the focus comes to a control of v: its name, how
// it stands, and last, where a listener may go on already, its place.
func Named(v flow.View, f flow.Focus, h Hearing) []string {
	l := &line{lang: v.Lang}
	id := string(f.Control)
	switch {
	case strings.HasPrefix(id, local):
		l.key(v, id[len(local):], f.Label, h)
	case l.offer(v, f.Control), l.toggle(v, f.Control), l.choice(v, f.Control), l.answer(v, f.Control, h), l.listed(v, f.Control, h), l.entry(v, f.Control), l.bill(v, f.Control, h), l.lost(v, f.Control), l.hinted(f.Control):
	case f.Label != "":
		l.add(f.Label)
	default:
		l.fixed(f.Control)
	}
	if f.Of > 1 {
		l.pause()
		l.part("voice.place", l.number("n", f.At), l.number("of", f.Of))
	}
	return l.words
}

// offer names a tile: what it is, then one line of what is inside.
func (l *line) offer(v flow.View, c flow.Control) bool {
	for _, tiles := range [][]flow.Tile{v.Quick, v.Tiles} {
		for _, t := range tiles {
			if t.Control == c {
				l.text(t.Name, t.Hint)
				return true
			}
		}
	}
	return false
}

// toggle names a switch and says how it stands.
func (l *line) toggle(v flow.View, c flow.Control) bool {
	var key string
	var on bool
	switch c {
	case flow.SwitchLarge:
		key, on = "screen.large", v.Large
	case flow.SwitchTone:
		key, on = "screen.contrast", v.Contrast
	case flow.SwitchReach:
		key, on = "screen.lowered", v.Lowered
	case flow.SwitchVoice:
		key, on = "voice.label", v.Voice
	case flow.SwitchLang:
		l.add(phrase(other(v.Lang), "screen.language"))
		return true
	default:
		return false
	}
	l.part(key)
	l.state(on, "voice.switched-on", "voice.switched-off")
	return true
}

func (l *line) state(on bool, yes, no string) {
	if !on {
		yes = no
	}
	l.part(yes)
}

func other(lang kiosk.Lang) kiosk.Lang {
	if lang == kiosk.English {
		return kiosk.Chinese
	}
	return kiosk.English
}

// choice names one choice of a question, and, where several may be taken,
// whether it is.
func (l *line) choice(v flow.View, c flow.Control) bool {
	if v.Form == nil {
		return false
	}
	for _, choice := range v.Form.Choices {
		if choice.Control != c {
			continue
		}
		if l.choiceName(choice); choice.Hint.In(l.lang) != "" {
			l.pause()
			l.text(choice.Hint)
		}
		if choice.Room != nil {
			l.pause()
			l.count("place.room-short", choice.Room.Left)
		}
		if choice.Chosen || v.Form.Kind == catalogue.FieldMulti {
			l.state(choice.Chosen, "voice.chosen", "voice.not-chosen")
		}
		return true
	}
	return false
}

func (l *line) choiceName(c flow.ChoiceView) {
	switch c.Control {
	case flow.ChoiceControl(catalogue.Yes):
		l.part("form.yes")
	case flow.ChoiceControl(catalogue.No):
		l.part("form.no")
	default:
		l.add(c.Name.In(l.lang))
	}
}

// answer names the button that changes an answer: which answer, and how it
// stands.
func (l *line) answer(v flow.View, c flow.Control, h Hearing) bool {
	for _, a := range v.Answers {
		if a.Control == c && c != "" {
			l.part("form.fix")
			l.text(a.Label)
			l.answered(a, h)
			return true
		}
	}
	return false
}

// hinted names a control of two lines that are said apart.
func (l *line) hinted(c flow.Control) bool {
	key, ok := map[flow.Control]string{flow.ForSelf: "behalf.for-self", flow.ForOther: "behalf.for-other"}[c]
	if ok {
		l.say(key)
		l.say(key + "-hint")
	}
	return ok
}

// fixed names a control that has the same words wherever it stands.
func (l *line) fixed(c flow.Control) {
	key, ok := map[flow.Control]string{
		flow.Begin: "screen.begin", flow.Back: "screen.back", flow.GoHome: "screen.home",
		flow.PageBefore: "screen.page-before", flow.PageAfter: "screen.page-after",
		flow.TakeTicket: "screen.take-ticket", flow.ApplyHere: "screen.apply", flow.SkipCard: "screen.skip-card",
		flow.Finish: "screen.finish", flow.StayHere: "screen.stay", flow.TryAgain: "screen.try-again",
		flow.PaperOut: "screen.paper-out", flow.PaperNotOut: "screen.paper-not-out",
		flow.NextField: "form.next", flow.Correct: "form.confirm", flow.Agree: "form.agree",
		flow.CallHelp: "help.key", flow.CloseHelp: "help.close",
		flow.Softer: "voice.softer", flow.Louder: "voice.louder", flow.Repeat: "voice.repeat",
	}[c]
	if !ok {
		key = "voice.unnamed"
	}
	l.part(key)
}

// key names a key that one writes with: by what it does, or by its sign.
func (l *line) key(v flow.View, id, label string, h Hearing) {
	kind, n, counted := strings.Cut(id, ":")
	at, _ := strconv.Atoi(n)
	signed := utf8.RuneCountInString(id) == 1 && id != "'"
	switch {
	case l.deed(id), counted && l.step(kind, at):
	case !h.echoes(v) && (signed || counted && kind != "style"):
		l.hiddenKey(kind, at)
	case counted && kind == "on":
		l.words = append(l.words, Number(l.lang, at)...)
	case signed:
		l.words = append(l.words, Spelled(l.lang, id)...)
	default:
		l.add(label)
	}
	if len(l.words) == 0 {
		l.part("voice.unnamed")
	}
}

// deed names a key that does something to what is written.
func (l *line) deed(id string) bool {
	words, ok := map[string]string{
		"erase": "input.erase", "clear": "input.clear", "space": "input.space", "shift": "input.shift",
		"'": "input.part", "from-before": "voice.more-words", "pad": "input.sign",
	}[id]
	if ok {
		l.part(words)
	}
	return ok
}

// step names a key that goes on by so many.
func (l *line) step(kind string, by int) bool {
	if kind == "from" {
		l.part("voice.more-words")
		return true
	}
	unit, ok := map[string]string{"year": "input.year", "month": "input.month", "day": "input.day"}[kind]
	if ok {
		l.part(unit)
		l.state(by > 0, "input.more", "input.less")
	}
	return ok
}

// hiddenKey says as much of a key as tells nothing of what is written.
func (l *line) hiddenKey(kind string, at int) {
	if kind == "pick" {
		l.part("voice.candidate", l.number("n", at+1))
		return
	}
	l.part("voice.key-hidden")
}
