package voice

import (
	"fmt"
	"slices"
	"strings"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// told are the files of texts that rules of this package say, and silent those
// that stand on paper or are read before there is a voice. Of the others a
// voice says what is written on controls.
func told() []string {
	return []string{"voice", "screen", "form", "problem", "help", "line", "rate", "track", "scan"}
}
func silent() []string {
	return []string{"certificate", "guides", "receipt", "slip", "start", "testpage", "ticket", "verify"}
}

// longestLabel is the longest text on a control, in letters; a Han character
// counts for three.
const longestLabel = 24

// Script lists every text that wants a clip in lang: phrases, in the pieces
// that are said between their values; letters; and the names of what c offers.
// Its File has the name that a new clip would get. The order is stable.
func Script(lang kiosk.Lang, c *catalogue.Catalogue) []Clip {
	s := script{lang: lang, seen: map[string]bool{}}
	keys := assets.Keys()
	slices.Sort(keys)
	for _, key := range keys {
		file, _, _ := strings.Cut(key, ".")
		if !slices.Contains(silent(), file) {
			s.phrase(key, !slices.Contains(told(), file))
		}
	}
	for r := 'A'; r <= 'Z'; r++ {
		s.add("letter."+string(r), string(r))
	}
	for _, e := range c.Entries {
		s.text("entry."+e.ID, e.Name)
	}
	for _, i := range c.Items {
		s.text("item."+string(i.ID), i.Name)
	}
	for _, n := range c.Counters {
		s.text("counter."+string(n.ID), n.Name)
	}
	return s.all
}

type script struct {
	lang kiosk.Lang
	all  []Clip
	seen map[string]bool // by normal text
}

// phrase adds the pieces of a phrase, unless it is too long where only labels
// are said.
func (s *script) phrase(key string, label bool) {
	l := line{lang: s.lang}
	if l.part(key); label && long(phrase(s.lang, key)) {
		return
	}
	for i, words := range l.words {
		name := key
		if i > 0 {
			name = fmt.Sprintf("%s.%d", key, i+1)
		}
		s.add(name, words)
	}
}

func (s *script) text(name string, t kiosk.Text) { s.add(name, t.In(s.lang)) }

func (s *script) add(name, text string) {
	if sound := normal(text); sound != "" && !s.seen[sound] {
		s.seen[sound] = true
		s.all = append(s.all, Clip{File: name + ".wav", Text: sound})
	}
}

// long tells whether a text is longer than what is written on a control.
func long(text string) bool {
	n := 0
	for _, r := range text {
		if n++; isHan(r) {
			n += 2
		}
	}
	return n > longestLabel
}
