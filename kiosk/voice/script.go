package voice

import (
	"fmt"
	"slices"
	"strings"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// spokenFiles are the files of texts that a voice says, or parts of.
func spokenFiles() []string { return []string{"voice", "screen", "form", "problem", "input"} }

// Script lists every text that wants a clip in lang: phrases, in the pieces
// that are said between their values; letters; and the names of what c offers.
// Its File has the name that a new clip would get. The order is stable.
func Script(lang kiosk.Lang, c *catalogue.Catalogue) []Clip {
	s := script{lang: lang, seen: map[string]bool{}}
	keys := assets.Keys()
	slices.Sort(keys)
	for _, key := range keys {
		file, _, _ := strings.Cut(key, ".")
		if slices.Contains(spokenFiles(), file) {
			s.phrase(key)
		}
	}
	for r := 'A'; r <= 'Z'; r++ {
		s.add("letter."+string(r), string(r))
	}
	for _, e := range c.Entries {
		s.text("entry."+e.ID, e.Name, e.Hint)
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

// phrase adds the pieces of a phrase.
func (s *script) phrase(key string) {
	l := line{lang: s.lang}
	l.part(key)
	for i, words := range l.words {
		name := key
		if i > 0 {
			name = fmt.Sprintf("%s.%d", key, i+1)
		}
		s.add(name, words)
	}
}

func (s *script) text(name string, texts ...kiosk.Text) {
	for i, t := range texts {
		if i > 0 {
			name += ".hint"
		}
		s.add(name, t.In(s.lang))
	}
}

func (s *script) add(name, text string) {
	if sound := normal(text); sound != "" && !s.seen[sound] {
		s.seen[sound] = true
		s.all = append(s.all, Clip{File: name + ".wav", Text: sound})
	}
}
