// Package voice decides what is said for what is on the screen: it turns a
// flow.View, and the control that has the focus, into words, and words into
// recorded clips, by rule. Numbers, letters, codes, dates and telephone numbers
// are put together from their parts. It is pure, so that what a blind resident
// hears can be read in a table.
//
// It refuses to play anything, to keep anything beyond the View that was said
// last, and to say what a resident wrote or a card told where others hear it:
// policy.go is the one place for that.
package voice

import (
	"strings"

	"linli/assets"
	"linli/kiosk"
)

// Pause is the word for a breath between two sentences.
const Pause = ""

// Utterance is one thing to say. It travels as one JSON line to the process
// that plays it.
type Utterance struct {
	Seq    uint64     `json:"seq"` // grows with each; a new one interrupts the one before
	Lang   kiosk.Lang `json:"lang"`
	Volume int        `json:"volume,omitempty"` // from 1 to flow.LoudestVolume; 0 for the usual one
	After  bool       `json:"after,omitempty"`  // waits for its turn and does not interrupt
	Alone  bool       `json:"alone,omitempty"`  // headphones are in: it goes to the jack and nowhere else
	// Words are each the text of a clip, a text to be put together from clips,
	// or a Pause. What a resident wrote may be among them: never logged.
	Words []string `json:"words,omitempty"`
}

// line puts words together in one language.
type line struct {
	lang  kiosk.Lang
	words []string
}

// add appends a text as it stands; "" adds nothing.
func (l *line) add(texts ...string) {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			l.words = append(l.words, t)
		}
	}
}

// text appends t and a breath.
func (l *line) text(texts ...kiosk.Text) {
	for _, t := range texts {
		if words := t.In(l.lang); words != "" {
			l.add(words)
			l.pause()
		}
	}
}

func (l *line) pause() {
	if n := len(l.words); n > 0 && l.words[n-1] != Pause {
		l.words = append(l.words, Pause)
	}
}

// part appends the phrase under key. Each {name} in it becomes the words that
// follow name in with.
func (l *line) part(key string, with ...filled) {
	p, ok := assets.Lookup(key)
	if !ok {
		return
	}
	rest := kiosk.Text{ZH: p.ZH, EN: p.EN}.In(l.lang)
	for {
		before, after, found := strings.Cut(rest, "{")
		l.literal(before)
		if !found {
			return
		}
		name, more, _ := strings.Cut(after, "}")
		for _, f := range with {
			if f.name == name {
				l.words = append(l.words, f.words...)
			}
		}
		rest = more
	}
}

// literal appends what stands between the values of a phrase, unless it is
// nothing but a mark or a space.
func (l *line) literal(text string) {
	if normal(text) != "" {
		l.add(text)
	}
}

// say appends the phrase under key and a breath.
func (l *line) say(key string, with ...filled) {
	l.part(key, with...)
	l.pause()
}

// filled is a value of a phrase.
type filled struct {
	name  string
	words []string
}

func (l *line) number(name string, n int) filled { return filled{name, Number(l.lang, n)} }

func (l *line) spelled(name, text string) filled { return filled{name, Spelled(l.lang, text)} }

func (l *line) value(name string, t kiosk.Text) filled {
	return filled{name, []string{t.In(l.lang)}}
}

// phrase is the text under key in lang, "" where there is none.
func phrase(lang kiosk.Lang, key string) string {
	p, _ := assets.Lookup(key)
	return kiosk.Text{ZH: p.ZH, EN: p.EN}.In(lang)
}
