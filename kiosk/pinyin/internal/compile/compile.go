// Package compile makes the table of the Chinese keyboard from dictionaries
// that people can read: words with frequencies, the readings of every
// character, a street office's own words, surnames, and what is never offered.
// The same sources always give the same bytes.
//
// It refuses to be part of a program: only the test of package pinyin calls
// it, and it fetches nothing.
package compile

import (
	"cmp"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
)

// Weights of words without a frequency, beside those of the dictionary, where
// the most frequent word has five million, a common one some thousands and a
// rare one a hundred.
const (
	lexiconWeight = 25000 // a word of the street office, two characters
	longerWeight  = 30000 // and one of more
	surnameWeight = 3     // a reading that a character has as a surname only
)

// tghWeights are for readings of general standard characters that the
// dictionary lacks: of the 3,500 common ones, the next 3,000, and the rest.
var tghWeights = [3]float64{8, 4, 2}

// unlisted is the weight of every other character, and strange that of a
// frequent one in a reading that the Unihan Database does not have.
const (
	unlisted = 0.5
	strange  = 1
)

// longestWord is how many characters a word may have.
const longestWord = 16

// pair is a character in one of its readings.
type pair struct {
	char     rune
	syllable string
}

// word is two characters and more with their readings.
type word struct {
	pairs  []pair
	weight float64
}

func (w word) text() string {
	var b strings.Builder
	for _, p := range w.pairs {
		b.WriteRune(p.char)
	}
	return b.String()
}

// reading is how a word is said, a syllable for each character.
func (w word) reading() string {
	var b strings.Builder
	for _, p := range w.pairs {
		b.WriteString(p.syllable + " ")
	}
	return b.String()
}

// book is all that was read.
type book struct {
	singles  map[pair]float64
	readable map[rune]bool   // has a reading in the Unihan Database
	words    map[string]word // by text and reading
	surnames [][]pair
	given    string
	denied   []string
}

// Table compiles the sources in a folder: pinyin_simp.dict.yaml.gz,
// unihan.txt.gz, lexicon.txt, names.txt and deny.txt. An error names the file
// and the line.
func Table(sources fs.FS) ([]byte, error) {
	b := &book{singles: map[pair]float64{}, readable: map[rune]bool{}, words: map[string]word{}}
	for _, s := range []struct {
		name string
		line func(string) error
	}{
		{"unihan.txt.gz", (&unihan{book: b, levels: map[string]float64{}}).line},
		{"pinyin_simp.dict.yaml.gz", b.dictionaryLine},
		{"deny.txt", b.denyLine},
		{"lexicon.txt", (&lexicon{book: b}).line},
		{"names.txt", b.nameLine},
	} {
		if err := eachLine(sources, s.name, s.line); err != nil {
			return nil, fmt.Errorf("compile: %w", err)
		}
	}
	b.deny()
	return b.encode()
}

// add keeps a word, or the higher weight of one that is there.
func (b *book) add(w word) {
	for _, p := range w.pairs {
		if _, there := b.singles[p]; !there {
			b.singles[p] = unlisted
		}
	}
	key := w.text() + " " + w.reading()
	if old, there := b.words[key]; !there || old.weight < w.weight {
		b.words[key] = w
	}
}

// addSingle keeps a character's reading, or the higher weight of it.
func (b *book) addSingle(p pair, weight float64) {
	b.singles[p] = max(b.singles[p], weight)
}

// deny drops the words that are never offered.
func (b *book) deny() {
	slices.Sort(b.denied)
	b.denied = slices.Compact(b.denied)
	for key, w := range b.words {
		text := w.text()
		if slices.ContainsFunc(b.denied, func(d string) bool {
			whole, exact := strings.CutPrefix(d, "=")
			return exact && text == whole || !exact && strings.Contains(text, d)
		}) {
			delete(b.words, key)
		}
	}
}

// sortedSingles returns the pairs by syllable, the frequent ones first.
func (b *book) sortedSingles() []pair {
	pairs := make([]pair, 0, len(b.singles))
	for p := range b.singles {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(p.syllable, q.syllable),
			cmp.Compare(b.singles[q], b.singles[p]), cmp.Compare(p.char, q.char))
	})
	return pairs
}

// cost is how much a weight is worth in a path: eighths of a bit, fewer are
// better. One is the weight of a word met once in 2^27.
func cost(weight float64) byte {
	return byte(min(255, max(1, math.Round(8*(27-math.Log2(max(weight, unlisted)))))))
}
