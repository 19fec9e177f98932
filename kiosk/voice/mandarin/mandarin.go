// Package mandarin writes Chinese text as numbered pinyin, "qing3 fang4", for
// speech synthesisers that cannot read characters. It knows words, because 行 is
// another syllable in 银行 than in 行人.
//
// It refuses to speak, and to guess: a character that is not in its table is
// left out and counted.
package mandarin

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the longest word looked for, in characters.
const longest = 8

// maxTable bounds an unpacked table, in bytes.
const maxTable = 4 << 20

// Table has the readings of characters and words. It is never changed.
type Table struct {
	readings map[string][]string
	digits   []string // zero to nine
}

// Load reads a table as assets.Readings has it: gzip of lines "银行 yin2 hang2",
// the ten digits first. It takes a few milliseconds.
func Load(packed []byte) (*Table, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("mandarin: table: %w", err)
	}
	t := &Table{readings: map[string][]string{}}
	size := 0
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if size += len(lines.Bytes()); size > maxTable || len(fields) < 2 || utf8.RuneCountInString(fields[0]) != len(fields)-1 {
			return nil, fmt.Errorf("mandarin: table: line %d is no word with a syllable for each character", len(t.readings)+1)
		}
		t.readings[fields[0]] = fields[1:]
		if len(t.digits) < 10 {
			t.digits = append(t.digits, fields[1])
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("mandarin: table: %w", err)
	}
	if len(t.digits) < 10 {
		return nil, errors.New("mandarin: table: it has no digits")
	}
	return t, nil
}

// Read writes text as syllables parted by spaces, with commas where one
// breathes. Digits are read one by one. Unread counts the characters that it
// knows no reading of, and the letters: this voice has none.
func (t *Table) Read(text string) (pinyin string, unread int) {
	var out []string
	rest := []rune(text)
	for len(rest) > 0 {
		r := rest[0]
		switch {
		case unicode.Is(unicode.Han, r):
			syllables, n := t.word(rest)
			if n == 0 {
				unread++
				n = 1
			}
			out, rest = append(out, syllables...), rest[n:]
			continue
		case r >= '0' && r <= '9':
			out = append(out, t.digits[r-'0'])
		case unicode.IsLetter(r):
			unread++
		case unicode.IsPunct(r) && len(out) > 0 && out[len(out)-1] != ",":
			out = append(out, ",")
		}
		rest = rest[1:]
	}
	return strings.ReplaceAll(strings.Join(sandhi(out), " "), " ,", ","), unread
}

// Syllables are all that Read can write, sorted, each once.
func (t *Table) Syllables() []string {
	all := map[string]bool{"bu2": true} // by sandhi alone
	for _, reading := range t.readings {
		for _, s := range reading {
			all[s] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// word finds the longest word that text begins with.
func (t *Table) word(text []rune) (syllables []string, n int) {
	for n = min(longest, len(text)); n > 0; n-- {
		if s, ok := t.readings[string(text[:n])]; ok {
			return s, n
		}
	}
	return nil, 0
}

// sandhi changes the one tone that sounds wrong at once: bu4 before another
// fourth tone is bu2.
func sandhi(syllables []string) []string {
	for i := 0; i+1 < len(syllables); i++ {
		if syllables[i] == "bu4" && strings.HasSuffix(syllables[i+1], "4") {
			syllables[i] = "bu2"
		}
	}
	return syllables
}
