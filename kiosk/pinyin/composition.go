package pinyin

import (
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// Mode is what a field holds.
type Mode int

// The modes of a Composition.
const (
	Words Mode = iota // anything; Decode
	Name              // a person's name; DecodeName
)

// Composition is what a resident has put into one field so far: the text, and
// letters that wait for a choice. It is personal data: formatting and logging
// it shows mask signs, Reveal is the only way to the text, and Wipe overwrites
// it where it lies. Candidates and revealed strings are copies that it cannot
// reach; keep none.
//
// One goroutine at a time may use it.
type Composition struct {
	d       *Decoder
	mode    Mode
	letters []byte
	text    []byte
	room    int
}

// NewComposition returns an empty one for a field that holds up to room
// characters.
func NewComposition(d *Decoder, mode Mode, room int) *Composition {
	// Both are as large as they may get: a slice that grows leaves its old
	// bytes behind.
	return &Composition{
		d: d, mode: mode, room: max(room, 0),
		letters: make([]byte, 0, MaxLetters),
		text:    make([]byte, 0, utf8.UTFMax*max(room, 0)),
	}
}

// Type adds a Latin letter or an apostrophe. It reports whether there was room
// for it and it was one.
func (c *Composition) Type(letter byte) bool {
	lower := letter | 0x20
	isLetter := lower >= 'a' && lower <= 'z'
	if !isLetter && (letter != '\'' || len(c.letters) == 0) || len(c.letters) == MaxLetters || c.full() {
		return false
	}
	if isLetter {
		letter = lower
	}
	c.letters = append(c.letters, letter)
	return true
}

// Candidates offers up to limit texts for the letters that wait.
func (c *Composition) Candidates(limit int) []Candidate {
	if c.mode == Name {
		return c.d.DecodeName(string(c.letters), len(c.text) > 0, limit)
	}
	return c.d.Decode(string(c.letters), limit)
}

// Choose takes a candidate that Candidates offered for the letters as they
// are, and drops the letters it used. It reports false, and does nothing, when
// there is no room for it or it uses letters that are not there.
func (c *Composition) Choose(chosen Candidate) bool {
	if chosen.Used <= 0 || chosen.Used > len(c.letters) || !c.add(chosen.Text) {
		return false
	}
	rest := copy(c.letters, c.letters[chosen.Used:])
	clear(c.letters[rest:])
	c.letters = c.letters[:rest]
	return true
}

// Add takes a text that needs no choice: digits, signs. It reports false, and
// does nothing, when there is no room or letters wait.
func (c *Composition) Add(text string) bool {
	return len(c.letters) == 0 && c.add(text)
}

func (c *Composition) add(text string) bool {
	if text == "" || !utf8.ValidString(text) || utf8.RuneCount(c.text)+utf8.RuneCountInString(text) > c.room {
		return false
	}
	c.text = append(c.text, text...)
	return true
}

func (c *Composition) full() bool { return utf8.RuneCount(c.text) >= c.room }

// Back takes the last letter away, or if none waits the last character. It
// reports whether there was one.
func (c *Composition) Back() bool {
	part, size := &c.letters, 1
	if len(c.letters) == 0 {
		part = &c.text
		_, size = utf8.DecodeLastRune(c.text)
	}
	left := len(*part) - size
	if size == 0 || left < 0 {
		return false
	}
	clear((*part)[left:])
	*part = (*part)[:left]
	return true
}

// Letters returns the letters that wait.
func (c *Composition) Letters() string { return string(c.letters) }

// Reveal returns the text so far, without the letters that wait. Call it to
// show the field to who fills it, or to take its value.
func (c *Composition) Reveal() string { return string(c.text) }

// Wipe overwrites text and letters. The composition is empty and can be used
// again.
func (c *Composition) Wipe() {
	clear(c.letters[:cap(c.letters)])
	clear(c.text[:cap(c.text)])
	c.letters, c.text = c.letters[:0], c.text[:0]
}

// String returns mask signs.
func (c *Composition) String() string { return masked }

// Format masks every verb.
func (c *Composition) Format(f fmt.State, _ rune) { fmt.Fprint(f, masked) }

// LogValue masks it in structured logs.
func (c *Composition) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText masks it in JSON, YAML and XML. It never fails.
func (c *Composition) MarshalText() ([]byte, error) { return []byte(masked), nil }
