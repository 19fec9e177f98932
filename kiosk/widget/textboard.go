package widget

import (
	"strings"
	"unicode"
)

// Decoder turns Latin letters into Han that may be meant by them.
type Decoder interface {
	// Decode returns at most limit candidates, the likeliest first. Begun
	// tells that something stands before them. It may take a millisecond and
	// must not remember what it was asked.
	Decode(letters string, begun bool, limit int) []Candidate
}

// Candidate is what some letters may mean.
type Candidate struct {
	Text string
	Used int // how many of the letters, in bytes, it stands for
}

// mostLetters is how much may be typed before a candidate is chosen;
// mostCandidates how many are asked for.
const (
	mostLetters    = 40
	mostCandidates = 60
)

// writing is what the keys of a TextBoard write.
type writing int

const (
	hanzi writing = iota
	latin
	signs
	byFinger
)

// TextBoard is a keyboard on the glass and what a resident has written with it:
// Chinese by pinyin where there is a Decoder and by finger where there is a
// Reader too, Latin letters, figures and signs.
// It is used by one goroutine. It learns nothing and remembers nothing beyond
// Wipe.
type TextBoard struct {
	Decoder Decoder // nil: Latin only
	Reader  Reader  // nil: nothing is written by finger
	Most    int     // characters; 0 for no limit
	Lines   int     // lines of the field; 0 for 1

	text    []rune
	letters []rune
	found   []Candidate
	first   int   // candidate at the left
	before  []int // those that were at the left before, newest last
	away    bool  // Latin although there is a Decoder
	signs   bool
	shift   bool
	hand    bool         // by finger
	ink     SignaturePad // what the finger drew
}

// Ids of the keys of a TextBoard beside those that write.
const (
	keySpace = Key + "space"
	keyShift = Key + "shift"
	keySigns = Key + "signs"
	keyOther = Key + "other" // between Chinese and Latin
	keyPick  = Key + "pick:" // and the number of a candidate
	keyFrom  = Key + "from:" // and the candidate to stand at the left
	keyUp    = Key + "from-before"
)

func (b *TextBoard) writes() writing {
	switch {
	case b.signs:
		return signs
	case b.hand:
		return byFinger
	case b.Decoder == nil || b.away:
		return latin
	}
	return hanzi
}

// Waiting tells whether letters or strokes wait for a choice.
func (b *TextBoard) Waiting() bool { return len(b.letters)+len(b.ink.Strokes()) > 0 }

// Letters are those that wait for a choice.
func (b *TextBoard) Letters() string { return string(b.letters) }

// Value is what was written, without letters that wait for a choice.
func (b *TextBoard) Value() string { return string(b.text) }

// Set starts with a text that is known already, cut to the limit.
func (b *TextBoard) Set(text string) {
	b.Wipe()
	b.write(text)
}

// Wipe overwrites what was written and typed.
func (b *TextBoard) Wipe() {
	b.text, b.letters = shield(b.text), shield(b.letters)
	b.ink.Wipe()
	b.look()
}

// Press answers a touch on a target of this widget, and tells whether anything
// changed.
func (b *TextBoard) Press(id string) bool {
	switch id {
	case keyErase:
		return b.erase()
	case keyClear:
		b.Wipe()
		return true
	case keySpace:
		return b.space()
	case keyShift:
		b.shift = !b.shift
		return true
	case keySigns:
		b.signs = !b.signs
		b.ink.Wipe()
		b.look()
		return true
	case keyOther:
		b.letters = shield(b.letters)
		b.away, b.signs, b.shift = !b.away, false, false
		b.look()
		return true
	case keyHand:
		return b.turnHand()
	case keyUp:
		return b.turnBack()
	}
	if n, ok := numbered(id, keyPick); ok {
		return b.pick(n)
	}
	if n, ok := numbered(id, keyFrom); ok && n > b.first && n < len(b.found) {
		b.before, b.first = append(b.before, b.first), n
		return true
	}
	if r, ok := pressedRune(id); ok {
		return b.typed(r)
	}
	return false
}

// typed takes one character of a key.
func (b *TextBoard) typed(r rune) bool {
	if b.writes() != hanzi || !unicode.Is(unicode.Latin, r) && r != '\'' {
		if b.shift {
			r, b.shift = unicode.ToUpper(r), false
		}
		return b.write(string(r))
	}
	if len(b.letters) >= mostLetters || r == '\'' && len(b.letters) == 0 {
		return false
	}
	b.letters = append(b.letters, unicode.ToLower(r))
	b.look()
	return true
}

// write adds text as far as it fits.
func (b *TextBoard) write(text string) bool {
	before := len(b.text)
	for _, r := range text {
		if b.Most > 0 && len(b.text) >= b.Most {
			break
		}
		b.text = append(b.text, r)
	}
	return len(b.text) > before
}

func (b *TextBoard) erase() bool {
	from := &b.text
	switch {
	case len(b.letters) > 0:
		from = &b.letters
	case len(b.ink.Strokes()) > 0:
		b.ink.Wipe()
		b.look()
		return true
	}
	n := len(*from)
	if n == 0 {
		return false
	}
	(*from)[n-1] = 0
	*from = (*from)[:n-1]
	b.look()
	return true
}

// space chooses the first candidate, or writes a space between words.
func (b *TextBoard) space() bool {
	if b.Waiting() && len(b.found) > 0 {
		return b.pick(b.first)
	}
	return len(b.text) > 0 && b.write(" ")
}

func (b *TextBoard) pick(n int) bool {
	if n < 0 || n >= len(b.found) || b.Most > 0 && len(b.text) >= b.Most {
		return false
	}
	c := b.found[n]
	b.write(c.Text)
	rest := b.letters[min(max(c.Used, 0), len(b.letters)):]
	left := copy(b.letters, rest)
	clear(b.letters[left:])
	b.letters = b.letters[:left]
	b.ink.Wipe()
	b.look()
	return true
}

func (b *TextBoard) turnBack() bool {
	n := len(b.before)
	if n == 0 {
		return false
	}
	b.first, b.before = b.before[n-1], b.before[:n-1]
	return true
}

// look asks what the letters or the strokes may mean.
func (b *TextBoard) look() {
	clear(b.found)
	b.found, b.first, b.before = nil, 0, nil
	switch {
	case b.hand:
		b.found = b.byHand()
	case b.Decoder != nil && len(b.letters) > 0:
		b.found = b.Decoder.Decode(string(b.letters), len(b.text) > 0, mostCandidates)
	}
}

// shown is the field's text.
func (b *TextBoard) shown() string { return strings.TrimRight(string(b.text), "\n") }
