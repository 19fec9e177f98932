package pinyin

import (
	"errors"
	"hash/crc32"
	"slices"
	"strings"
)

// The table's head: what it is, a CRC-32 (IEEE) of all that follows, and the
// sizes of the sections. All numbers are little-endian. Another layout of any
// section wants another magic: an older program then refuses the table, and
// does not offer nonsense.
const (
	magic    = "LINLIPY1"
	headSize = len(magic) + 4
	sections = 8
)

// Sizes of the records of each section.
const (
	syllableSize = 8 // six letters filled with zeros; the first pair; one more record at the end
	pairSize     = 4 // a character in three bytes; its cost
	nodeSize     = 7 // first letter; first child in three bytes; place of the first word in three bytes; one more record at the end
	idSize       = 2 // a pair, in words and elsewhere
)

// table is the compiled dictionary, read where it lies. A pair is a character
// in one of its readings; pairs are sorted by syllable, the frequent ones
// first, so that "any character whose reading begins with zh" is a range.
//
// Words of two characters and more hang in a tree of the first letters of
// their syllables: node j, z, z has all words like 居住证. Nodes lie level by
// level, so that all words of a level are equally long, and a node's children
// and words end where those of the next begin. A word is its pairs and a cost.
type table struct {
	syllables, pairs, byRune, nodes, words, surnames string

	givenPairs []int // characters of given names, the frequent ones first
	denied     []denied
}

// item is a character, n = 1, or a word: pair or place in words.
type item struct{ at, n int }

var errTable = errors.New("the table is damaged or of another version")

// readTable checks the table wholly, so that reading it later cannot fail.
func readTable(raw string) (table, error) {
	if len(raw) < headSize+4*sections || raw[:len(magic)] != magic ||
		uint32At(raw, len(magic)) != crc32.ChecksumIEEE([]byte(raw[headSize:])) {
		return table{}, errTable
	}
	var part [sections]string
	rest := raw[headSize+4*sections:]
	for i := range part {
		size := int(uint32At(raw, headSize+4*i))
		if size > len(rest) {
			return table{}, errTable
		}
		part[i], rest = rest[:size], rest[size:]
	}
	t := table{
		syllables: part[0], pairs: part[1], byRune: part[2], nodes: part[3],
		words: part[4], surnames: part[5], denied: readDenied(part[7]),
	}
	if rest != "" || !t.sound() {
		return table{}, errTable
	}
	t.givenPairs = t.commonReadings(part[6])
	return t, nil
}

// sound reports whether every reference of the table leads somewhere.
func (t *table) sound() bool {
	return t.pairsSound() && t.nodesSound() && t.surnamesSound()
}

func (t *table) pairsSound() bool {
	n := t.pairCount()
	if len(t.syllables) < 2*syllableSize || len(t.syllables)%syllableSize != 0 ||
		len(t.pairs)%pairSize != 0 || len(t.byRune) != n*idSize || t.firstPair(0) != 0 || t.firstPair(t.syllableCount()) != n {
		return false
	}
	for s := range t.syllableCount() {
		if t.firstPair(s) >= t.firstPair(s+1) || t.syllable(s) == "" || s > 0 && t.syllable(s-1) >= t.syllable(s) {
			return false
		}
	}
	for i := range n {
		if uint16At(t.byRune, i*idSize) >= n {
			return false
		}
	}
	return true
}

// nodesSound walks the levels of the tree.
func (t *table) nodesSound() bool {
	count := len(t.nodes)/nodeSize - 1
	if count < 1 || len(t.nodes)%nodeSize != 0 || t.firstChild(0) != 1 || t.firstWord(0) != 0 ||
		t.firstChild(count) != count || t.firstWord(count) != len(t.words) {
		return false
	}
	depth, levelEnd := 0, 1
	for i := range count {
		if i == levelEnd {
			depth, levelEnd = depth+1, t.firstChild(i)
		}
		ordered := levelEnd > i && t.firstChild(i+1) >= t.firstChild(i) && t.firstWord(i+1) >= t.firstWord(i)
		below := t.firstChild(i) > i && t.firstChild(i) <= count
		if !ordered || !below || !t.wordsSound(i, depth) {
			return false
		}
	}
	return true
}

// wordsSound looks at the words of a node, which are as long as it is deep.
func (t *table) wordsSound(node, depth int) bool {
	begin, end := t.firstWord(node), t.firstWord(node+1)
	if (end-begin)%wordSize(depth) != 0 || depth > maxWord || depth < 2 && end > begin || end > len(t.words) {
		return false
	}
	for at := begin; at < end; at += wordSize(depth) {
		for k := range depth {
			if uint16At(t.words, at+k*idSize) >= t.pairCount() {
				return false
			}
		}
	}
	return true
}

func (t *table) surnamesSound() bool {
	for rest := t.surnames; rest != ""; {
		size := 1 + idSize*int(rest[0])
		if size == 1 || size > len(rest) {
			return false
		}
		for i := 1; i < size; i += idSize {
			if uint16At(rest, i) >= t.pairCount() {
				return false
			}
		}
		rest = rest[size:]
	}
	return true
}

// maxWord is how many characters the longest word of a table may have.
const maxWord = 16

// wordSize is the size of a word of n characters.
func wordSize(n int) int { return n*idSize + 1 }

func (t *table) syllableCount() int      { return len(t.syllables)/syllableSize - 1 }
func (t *table) pairCount() int          { return len(t.pairs) / pairSize }
func (t *table) firstPair(s int) int     { return uint16At(t.syllables, s*syllableSize+6) }
func (t *table) char(pair int) rune      { return rune(uint24At(t.pairs, pair*pairSize)) }
func (t *table) pairCost(pair int) int   { return int(t.pairs[pair*pairSize+3]) }
func (t *table) letter(node int) byte    { return t.nodes[node*nodeSize] }
func (t *table) firstChild(node int) int { return uint24At(t.nodes, node*nodeSize+1) }
func (t *table) firstWord(node int) int  { return uint24At(t.nodes, node*nodeSize+4) }

// syllable returns the letters of a syllable.
func (t *table) syllable(s int) string {
	return strings.TrimRight(t.syllables[s*syllableSize:s*syllableSize+6], "\x00")
}

// syllableOf returns the syllable a pair is read as.
func (t *table) syllableOf(pair int) string {
	lo, hi := 0, t.syllableCount()
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; t.firstPair(mid) <= pair {
			lo = mid
		} else {
			hi = mid
		}
	}
	return t.syllable(lo)
}

// child returns the node below a node for a letter.
func (t *table) child(node int, letter byte) (int, bool) {
	for c := t.firstChild(node); c < t.firstChild(node+1); c++ {
		if t.letter(c) == letter {
			return c, true
		}
	}
	return 0, false
}

// pairOf returns the pair of an item's character i.
func (t *table) pairOf(it item, i int) int {
	if it.n == 1 {
		return it.at
	}
	return uint16At(t.words, it.at+i*idSize)
}

// costOf returns what an item costs by its frequency.
func (t *table) costOf(it item) int {
	if it.n == 1 {
		return t.pairCost(it.at)
	}
	return int(t.words[it.at+it.n*idSize])
}

// readings returns the pairs of a character, nil for one without a reading.
func (t *table) readings(r rune) []int {
	var out []int
	n := len(t.byRune) / idSize
	lo, hi := 0, n
	for lo < hi {
		if mid := (lo + hi) / 2; t.char(uint16At(t.byRune, mid*idSize)) < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for ; lo < n; lo++ {
		pair := uint16At(t.byRune, lo*idSize)
		if t.char(pair) != r {
			break
		}
		out = append(out, pair)
	}
	slices.SortFunc(out, func(p, q int) int { return t.pairCost(p) - t.pairCost(q) })
	return out
}

// rareReading is how much more a reading costs than the usual one of its
// character before it is not one of names: 红 is also gong.
const rareReading = 40

// commonReadings returns the pairs of each character in its common readings.
func (t *table) commonReadings(chars string) []int {
	var out []int
	for _, r := range chars {
		all := t.readings(r)
		for _, pair := range all {
			if t.pairCost(pair) <= t.pairCost(all[0])+rareReading {
				out = append(out, pair)
			}
		}
	}
	return out
}

func uint16At(s string, i int) int { return int(s[i]) | int(s[i+1])<<8 }
func uint24At(s string, i int) int { return uint16At(s, i) | int(s[i+2])<<16 }
func uint32At(s string, i int) uint32 {
	return uint32(uint24At(s, i)) | uint32(s[i+3])<<24
}
