package compile

import (
	"fmt"
	"strings"
)

// lexicon reads the street office's words. A word whose reading is not given
// gets that of the longest dictionary words it is made of.
type lexicon struct {
	book *book
	best map[string]word   // by text: the most frequent reading
	open map[rune][]string // characters with two readings that are both common
}

// rival is how much of the weight of a character's usual reading another needs
// for the word to have to say which it is.
const rival = 0.05

func (l *lexicon) line(line string) error {
	text, reading, given := strings.Cut(line, "\t")
	var w word
	var err error
	if given {
		w, err = newWord(text, reading)
	} else {
		w, err = l.read(text)
	}
	if err != nil {
		return err
	}
	if len(w.pairs) < 2 {
		return fmt.Errorf("%q is a single character", text)
	}
	w.weight = lexiconWeight
	if len(w.pairs) > 2 {
		w.weight = longerWeight
	}
	l.book.add(w)
	return nil
}

// read derives a reading from the left, longest words first.
func (l *lexicon) read(text string) (word, error) {
	if l.best == nil {
		l.index()
	}
	var w word
	chars := []rune(text)
	for at := 0; at < len(chars); {
		found := false
		for end := min(len(chars), at+longestWord); end > at && !found; end-- {
			part, ok := l.best[string(chars[at:end])]
			if other := l.open[chars[at]]; ok && end == at+1 && other != nil {
				return word{}, fmt.Errorf("%q: say how %c is read: %s", text, chars[at], strings.Join(other, ", "))
			}
			if ok {
				w.pairs = append(w.pairs, part.pairs...)
				at, found = end, true
			}
		}
		if !found {
			return word{}, fmt.Errorf("%q: nobody knows how %c is read", text, chars[at])
		}
	}
	if len(w.pairs) > longestWord {
		return word{}, fmt.Errorf("%q is longer than %d characters", text, longestWord)
	}
	return w, nil
}

func (l *lexicon) index() {
	l.best = map[string]word{}
	keep := func(w word) {
		text := w.text()
		old, there := l.best[text]
		if !there || old.weight < w.weight || old.weight == w.weight && w.reading() < old.reading() {
			l.best[text] = w
		}
	}
	for p, weight := range l.book.singles {
		keep(word{[]pair{p}, weight})
	}
	for _, w := range l.book.words {
		keep(w)
	}
	l.open = map[rune][]string{}
	for _, p := range l.book.sortedSingles() {
		usual := l.best[string(p.char)]
		if p != usual.pairs[0] && l.book.singles[p] >= rival*usual.weight {
			if l.open[p.char] == nil {
				l.open[p.char] = []string{usual.pairs[0].syllable}
			}
			l.open[p.char] = append(l.open[p.char], p.syllable)
		}
	}
}
