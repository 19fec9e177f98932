package voice

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/kiosk"
)

// What the files of clips begin with that a text is put together from.
const (
	syllableMark = "syllable."
	wordMark     = "word."
)

// clause is a text without marks: its clip, or the text with what can be said
// of it by clips of its parts: syllables of Chinese, words of English, digits
// and letters.
func (c *Clips) clause(lang kiosk.Lang, text string) []Sound {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if clip, ok := c.clip(lang, text); ok {
		return []Sound{clip}
	}
	s := Sound{Text: text, Lang: kiosk.English}
	if strings.ContainsFunc(text, isHan) {
		s.Lang = kiosk.Chinese
	}
	for _, run := range runs(text) {
		said, left := c.run(lang, run)
		s.Else, s.Left = append(s.Else, said...), s.Left+left
	}
	return []Sound{s}
}

// mostSpelled bounds what is said letter by letter, in signs: nobody follows a
// sentence that is spelled.
const mostSpelled = 20

// run is what clips can say of signs of one kind, and how many they leave out.
func (c *Clips) run(lang kiosk.Lang, run string) (said []Sound, left int) {
	if clip, ok := c.clip(lang, run); ok {
		return []Sound{clip}, 0
	}
	first, _ := utf8.DecodeRuneInString(run)
	switch {
	case isHan(first):
		return c.read(run)
	case unicode.IsDigit(first):
		if n, err := strconv.Atoi(run); err == nil && first != '0' && len(run) <= 4 {
			return c.all(lang, Number(lang, n))
		}
		return c.all(lang, Spelled(lang, run))
	}
	for word := range strings.FieldsFuncSeq(run, unicode.IsSpace) {
		w, l := c.latin(lang, word)
		said, left = append(said, w...), left+l
	}
	return said, left
}

// latin is a word of letters: its clip, its parts where a sign joins two, or
// its letters.
func (c *Clips) latin(lang kiosk.Lang, word string) (said []Sound, left int) {
	for _, known := range []string{word, strings.ToLower(word)} {
		if clip, ok := c.clip(lang, known); ok {
			return []Sound{clip}, 0
		}
	}
	if parts := strings.FieldsFunc(word, isJoint); len(parts) > 1 {
		for _, p := range parts {
			w, l := c.latin(lang, p)
			said, left = append(said, w...), left+l
		}
		return said, left
	}
	if len(word) > mostSpelled {
		return nil, len(word)
	}
	return c.all(lang, Spelled(lang, word))
}

// isJoint tells the signs that join words and are not said between them.
func isJoint(r rune) bool { return strings.ContainsRune("-–—/&+", r) }

// read says Chinese syllable by syllable.
func (c *Clips) read(text string) (said []Sound, left int) {
	if c.readings == nil {
		return nil, utf8.RuneCountInString(text)
	}
	pinyin, left := c.readings.Read(text)
	for syllable := range strings.FieldsSeq(pinyin) {
		file, ok := c.syllables[strings.TrimRight(syllable, ",")]
		if !ok {
			left++
			continue
		}
		said = append(said, Sound{Clip: file})
	}
	return said, left
}

// all are the clips of words.
func (c *Clips) all(lang kiosk.Lang, words []string) (said []Sound, left int) {
	for _, w := range words {
		if clip, ok := c.clip(lang, w); ok {
			said = append(said, clip)
		} else if w != Pause {
			left++
		}
	}
	return said, left
}

// runs parts a text where signs of another kind begin.
func runs(text string) []string {
	var all []string
	kind := 0
	for _, r := range text {
		next := 1
		switch {
		case isHan(r):
			next = 2
		case unicode.IsDigit(r):
			next = 3
		}
		if next != kind {
			all, kind = append(all, ""), next
		}
		all[len(all)-1] += string(r)
	}
	return all
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }
