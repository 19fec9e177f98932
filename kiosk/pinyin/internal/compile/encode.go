package compile

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
)

// magic begins a table. Package pinyin knows the same and refuses others; the
// layout of every section is described there.
const magic = "LINLIPY1"

// node is a step in the tree of first letters.
type node struct {
	letter byte
	nodes  map[byte]*node
	words  []word
}

// encode lays the book out as package pinyin reads it in place.
func (b *book) encode() ([]byte, error) {
	pairs := b.sortedSingles()
	if len(pairs) >= 1<<16 {
		return nil, fmt.Errorf("compile: %d readings are too many", len(pairs))
	}
	ids := make(map[pair]uint16, len(pairs))
	for i, p := range pairs {
		ids[p] = uint16(i)
	}
	nodes, words := b.tree(ids)
	sections := [][]byte{
		syllables(pairs), b.pairSection(pairs), byRune(pairs), nodes, words,
		surnameSection(b.surnames, ids), []byte(unique(b.given)), []byte(strings.Join(b.denied, "\n")),
	}
	var body []byte
	for _, s := range sections {
		body = binary.LittleEndian.AppendUint32(body, uint32(len(s)))
	}
	for _, s := range sections {
		body = append(body, s...)
	}
	table := binary.LittleEndian.AppendUint32([]byte(magic), crc32.ChecksumIEEE(body))
	return append(table, body...), nil
}

// syllables: six letters filled with zeros, and the first pair; one more at
// the end.
func syllables(pairs []pair) []byte {
	var out []byte
	last := ""
	for i, p := range pairs {
		if p.syllable != last {
			last = p.syllable
			out = append(out, (last + "\x00\x00\x00\x00\x00\x00")[:6]...)
			out = binary.LittleEndian.AppendUint16(out, uint16(i))
		}
	}
	out = append(out, "~~~~~~"...)
	return binary.LittleEndian.AppendUint16(out, uint16(len(pairs)))
}

// pairSection: a character in three bytes and its cost.
func (b *book) pairSection(pairs []pair) []byte {
	var out []byte
	for _, p := range pairs {
		out = append(append24(out, int(p.char)), cost(b.singles[p]))
	}
	return out
}

// byRune: the pairs in the order of their characters.
func byRune(pairs []pair) []byte {
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(pairs[i].char, pairs[j].char) })
	var out []byte
	for _, i := range order {
		out = binary.LittleEndian.AppendUint16(out, uint16(i))
	}
	return out
}

// tree writes the nodes level by level, and their words in the same order.
func (b *book) tree(ids map[pair]uint16) (nodes, words []byte) {
	root := &node{}
	for _, w := range b.words {
		at := root
		for _, p := range w.pairs {
			if at.nodes == nil {
				at.nodes = map[byte]*node{}
			}
			next := at.nodes[p.syllable[0]]
			if next == nil {
				next = &node{letter: p.syllable[0]}
				at.nodes[next.letter] = next
			}
			at = next
		}
		at.words = append(at.words, w)
	}
	queue := []*node{root}
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		nodes = append24(append24(append(nodes, n.letter), len(queue)), len(words))
		words = appendWords(words, n.words, ids)
		children := make([]*node, 0, len(n.nodes))
		for _, c := range n.nodes {
			children = append(children, c)
		}
		slices.SortFunc(children, func(c, d *node) int { return cmp.Compare(c.letter, d.letter) })
		queue = append(queue, children...)
	}
	return append24(append24(append(nodes, '~'), len(queue)), len(words)), words
}

// appendWords writes the words of a node, the frequent ones first: the pairs,
// then the cost.
func appendWords(out []byte, words []word, ids map[pair]uint16) []byte {
	slices.SortFunc(words, func(v, w word) int {
		return cmp.Or(cmp.Compare(w.weight, v.weight), cmp.Compare(v.text(), w.text()), cmp.Compare(v.reading(), w.reading()))
	})
	for _, w := range words {
		for _, p := range w.pairs {
			out = binary.LittleEndian.AppendUint16(out, ids[p])
		}
		out = append(out, cost(w.weight))
	}
	return out
}

// surnameSection: how many pairs, and the pairs.
func surnameSection(surnames [][]pair, ids map[pair]uint16) []byte {
	var out []byte
	for _, s := range surnames {
		out = append(out, byte(len(s)))
		for _, p := range s {
			out = binary.LittleEndian.AppendUint16(out, ids[p])
		}
	}
	return out
}

// unique drops characters that stand earlier already.
func unique(chars string) string {
	seen := map[rune]bool{}
	return strings.Map(func(r rune) rune {
		if seen[r] {
			return -1
		}
		seen[r] = true
		return r
	}, chars)
}

func append24(out []byte, n int) []byte {
	return append(out, byte(n), byte(n>>8), byte(n>>16))
}
