// Package pinyin turns Latin letters into Chinese: whole readings (shequ), the
// first letters of each (sq) and mixtures (shequfw), ü as v, an apostrophe
// where syllables meet. It finds words in texts by the same letters, and keeps
// what a resident has typed so far in a Composition that can be wiped.
//
// It refuses to learn. A call depends on its arguments and the table alone, so
// nothing that one resident typed is offered to the next. It refuses the words
// of the table's deny-list, however they come about, and it reads no file and
// asks no clock. How it looks, and which keys there are, is the screen's.
package pinyin

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxLetters is how many letters of an input are looked at; what follows them
// waits until they are chosen. It bounds the time of a call.
const MaxLetters = 64

// MaxCandidates is how many candidates one call returns at most: more than
// there are characters for any syllable.
const MaxCandidates = 2000

// Candidate is a text that letters may stand for. It may be part of a name, so
// formatting and logging it shows mask signs; read Text to have it.
type Candidate struct {
	Text string
	Used int // bytes of the letters, from the first, that Text stands for
}

// masked is what formatting shows of anything a resident typed.
const masked = "***"

// String masks the candidate.
func (c Candidate) String() string { return masked }

// Format masks every verb.
func (c Candidate) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked) }

// LogValue masks the candidate in structured logs.
func (c Candidate) LogValue() slog.Value { return slog.StringValue(masked) }

// Decoder offers Chinese for letters. It never changes, and any number of
// goroutines may use it.
type Decoder struct {
	table
	shows func(rune) bool // nil is everything
}

// New returns a decoder that reads the table in place; assets.Pinyin has it.
// It fails on a table that is cut, changed or of another version. It takes a
// few milliseconds.
func New(table string) (*Decoder, error) {
	t, err := readTable(table)
	if err != nil {
		return nil, fmt.Errorf("pinyin: %w", err)
	}
	return &Decoder{table: t}, nil
}

// Showing returns a decoder that offers only texts whose every character
// satisfies shows: those the screen's face has a picture for. shows is called
// often and from any goroutine.
func (d *Decoder) Showing(shows func(rune) bool) *Decoder {
	return &Decoder{table: d.table, shows: shows}
}

// Decode offers up to limit texts for letters, those that use most letters
// first and then the frequent ones, so that single characters come at the end.
// From three characters on, words that the letters only begin are offered too.
// Capitals count as small letters; at any other character the input ends. It
// returns nil when no syllable begins as the letters do. A usual key takes
// some ten microseconds, the worst input a few milliseconds.
//
// A smaller limit gives the beginning of what a larger one gives: page n of
// size m is Decode(letters, (n+1)*m)[n*m:], while there is one.
func (d *Decoder) Decode(letters string, limit int) []Candidate {
	limit = min(limit, MaxCandidates)
	in := d.split(letters)
	if limit <= 0 || in.n == 0 {
		return nil
	}
	l := lattice{d: d, in: in, limit: gathered(limit)}
	found := l.words()
	slices.SortStableFunc(found, byUse)
	return d.texts(in, found, limit)
}

// gathered is how many finds of one spelling give limit different texts: some
// characters have two readings that begin alike.
func gathered(limit int) int { return 2*limit + 16 }

// find is a text that was found, before it is written out.
type find struct {
	end  int // letters used
	cost int
	item item
	text string // if not "", the text of several items
}

// isCharacter reports whether a find is a single character.
func (f find) isCharacter() bool {
	return f.item.n == 1 || f.item.n == 0 && utf8.RuneCountInString(f.text) == 1
}

// byUse puts those first that use more letters, then those that cost less.
func byUse(a, b find) int {
	if a.end != b.end {
		return b.end - a.end
	}
	return a.cost - b.cost
}

// texts writes out the first finds, each text once.
func (d *Decoder) texts(in input, found []find, limit int) []Candidate {
	if len(found) == 0 {
		return nil
	}
	out := make([]Candidate, 0, min(limit, len(found)))
	seen := make(map[string]bool, cap(out))
	for _, f := range found {
		if len(out) == limit {
			break
		}
		text := f.text
		if text == "" {
			text = d.itemText(f.item)
		}
		if !seen[text] {
			seen[text] = true
			out = append(out, Candidate{Text: text, Used: in.used[f.end]})
		}
	}
	return out
}

// itemText writes out a character or a word.
func (d *Decoder) itemText(it item) string {
	var b strings.Builder
	b.Grow(4 * it.n)
	for i := range it.n {
		b.WriteRune(d.char(d.pairOf(it, i)))
	}
	return b.String()
}

// visible reports whether the screen can show an item.
func (d *Decoder) visible(it item) bool {
	if d.shows == nil {
		return true
	}
	for i := range it.n {
		if !d.shows(d.char(d.pairOf(it, i))) {
			return false
		}
	}
	return true
}
