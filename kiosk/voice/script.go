package voice

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/voice/mandarin"
)

// silent are the files of texts that stand on paper, on pages for telephones,
// or before there is a voice, and phrases that are not said, or, with a dash at
// the end, what they begin with.
func silent() []string {
	return []string{
		"certificate.", "guides.", "public.", "receipt.", "result.", "slip.", "start.", "testpage.", "ticket.", "verify.",
		"pay.receipt-", "pay.sum", "voice.silenced", "voice.silenced-", "voice.go-on-silent",
		// What says the same in other words, or is for eyes alone.
		"screen.demo", "screen.line-", "screen.service-code", "screen.quick-title", "screen.begin-again", "screen.working-short",
		"place.scan", "place.capacity-none", "seek.nothing", "saved.code", "saved.next-title", "rate.about",
		"track.paper", "track.when", "track.who",
	}
}

// labels are the files whose texts stand on keys: only those that are short
// enough are said.
func labels() []string { return []string{"input."} }

func among(key string, all []string) bool {
	return slices.ContainsFunc(all, func(one string) bool {
		return key == one || strings.HasSuffix(one, ".") && strings.HasPrefix(key, one) || strings.HasSuffix(one, "-") && strings.HasPrefix(key, one)
	})
}

// How long a text may be that gets a clip of its own, in letters; a Han
// character counts for three: one that stands on a key, and one that an item
// offers. What is longer there is put together from parts.
const (
	longestLabel   = 24
	longestOffered = 9
)

// Script lists every text that wants a clip in lang: phrases, in the pieces
// that are said between their values; letters; the names and short texts of
// what c offers; and the parts that anything else is put together from, which
// are syllables of Chinese and words of English. Its File has the name that a
// new clip would get. The order is stable.
func Script(lang kiosk.Lang, c *catalogue.Catalogue, readings *mandarin.Table) []Clip {
	s := script{lang: lang, seen: map[string]bool{}, words: map[string]bool{}}
	keys := assets.Keys()
	slices.Sort(keys)
	for _, key := range keys {
		if !among(key, silent()) {
			s.phrase(key)
		}
	}
	for r := 'A'; r <= 'Z'; r++ {
		s.add("letter."+string(r), string(r))
	}
	s.offered(c)
	if lang == kiosk.English {
		for _, w := range slices.Sorted(maps.Keys(s.words)) {
			s.add(wordMark+strings.ReplaceAll(w, "'", "_"), w) // no name of an embedded file has an apostrophe
		}
		return s.all
	}
	for _, syllable := range readings.Syllables() {
		s.all = append(s.all, Clip{File: syllableMark + syllable + ".wav", Text: syllable})
	}
	return s.all
}

type script struct {
	lang  kiosk.Lang
	all   []Clip
	seen  map[string]bool // by normal text
	words map[string]bool // of English, in small letters
}

// phrase adds the pieces of a phrase, unless it is too long where only labels
// are said.
func (s *script) phrase(key string) {
	l := line{lang: s.lang}
	if l.part(key); among(key, labels()) && letters(phrase(s.lang, key)) > longestLabel {
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

// offered adds what c offers.
func (s *script) offered(c *catalogue.Catalogue) {
	for _, e := range c.Entries {
		s.text("entry."+e.ID, e.Name)
	}
	for _, i := range c.Items {
		s.text("item."+string(i.ID), i.Name)
	}
	for _, n := range c.Counters {
		s.text("counter."+string(n.ID), n.Name)
	}
	n := 0
	each(reflect.ValueOf(c), func(t kiosk.Text) {
		text := t.In(s.lang)
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return unicode.IsSpace(r) || isJoint(r) || strings.ContainsRune(clauseMarks, r) }) {
			s.word(word)
		}
		if text != "" && !strings.Contains(text, "{") && letters(text) <= longestOffered && !s.seen[normal(text)] {
			n++
			s.add(fmt.Sprintf("offered.%d", n), text)
		}
	})
}

// word adds a word that a text may be put together from. What has no small
// letter is spelled.
func (s *script) word(word string) {
	if word = normal(word); len(word) > 1 && !strings.ContainsFunc(word, notLatin) && strings.ContainsFunc(word, unicode.IsLower) {
		s.words[strings.ToLower(word)] = true
	}
}

func notLatin(r rune) bool { return r != '\'' && !unicode.Is(unicode.Latin, r) }

// each calls f with every kiosk.Text in v.
func each(v reflect.Value, f func(kiosk.Text)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			each(v.Elem(), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), f)
		}
	case reflect.Map:
		for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), func(a, b reflect.Value) int {
			return strings.Compare(a.String(), b.String())
		}) {
			each(v.MapIndex(key), f)
		}
	case reflect.Struct:
		if !v.CanInterface() {
			return
		}
		if t, ok := v.Interface().(kiosk.Text); ok {
			f(t)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				each(v.Field(i), f)
			}
		}
	}
}

func (s *script) text(name string, t kiosk.Text) { s.add(name, t.In(s.lang)) }

func (s *script) add(name, text string) {
	if sound := normal(text); sound != "" && !s.seen[sound] {
		s.seen[sound] = true
		s.all = append(s.all, Clip{File: name + ".wav", Text: sound})
	}
}

// letters is how long a text is.
func letters(text string) int {
	n := 0
	for _, r := range text {
		if n++; isHan(r) {
			n += 2
		}
	}
	return n
}
