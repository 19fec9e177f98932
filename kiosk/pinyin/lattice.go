package pinyin

import (
	"slices"
	"strings"
)

// Bounds that keep a call short.
const (
	maxOff    = 2     // segments of one word that are off
	maxVisits = 20000 // nodes of the tree looked at in one call
	keptPaths = 4     // ways to a letter that are kept
	usual     = 2     // words of one reading that go into paths
	aloneCost = 24    // what a character costs more than a word of as many letters, in eighths of a bit
)

// lattice is one call: the words at each letter, and the best ways through.
type lattice struct {
	d      *Decoder
	in     input
	limit  int
	visits int

	ways  [MaxLetters + 1][keptPaths]way
	found []find
}

// way leads to a letter from an earlier one. Its cost is never 0; 0 is none.
type way struct {
	cost     int
	from, by int // the letter before, and which of its ways
	item     item
}

// span is the pairs from lo on, up to hi.
type span struct{ lo, hi int }

// spelling is a walk down the tree: the segments of a word so far.
type spelling struct {
	start, end int // letters
	ranges     [maxWord]span
	n          int  // segments
	off        int  // those that are off
	shorter    bool // one of those is a syllable
	cramped    bool // one of those is cramped
	cost       int
}

// words returns the characters and words at the first letter, and the best
// text of several words that goes furthest.
func (l *lattice) words() []find {
	l.ways[0][0].cost = 1
	furthest := 0
	for i := range l.in.n {
		if l.ways[i][0].cost != 0 {
			furthest = i
			l.walk(0, &spelling{start: i, end: i})
		}
	}
	if l.ways[l.in.n][0].cost != 0 {
		furthest = l.in.n
	}
	l.join(furthest)
	return l.found
}

// walk goes on from a node with every segment that may come next.
func (l *lattice) walk(node int, s *spelling) {
	if s.end == l.in.n || s.n == maxWord {
		return
	}
	below, isWord := l.d.child(node, l.in.text[s.end])
	before := *s
	for _, seg := range l.in.at(s.end) {
		if l.visits++; l.visits > maxVisits || seg.off != likely && s.off == maxOff {
			continue
		}
		s.add(seg)
		if s.n == 1 {
			l.characters(s, seg)
		}
		if isWord {
			l.wordsOf(below, s)
			l.longer(below, s)
			l.walk(below, s)
		}
		*s = before
	}
}

// add puts a segment at the end.
func (s *spelling) add(seg segment) {
	s.ranges[s.n] = span{seg.lo, seg.hi}
	s.n, s.end, s.cost = s.n+1, seg.end, s.cost+int(seg.off)
	if !seg.full && s.shorter {
		s.cost += int(cramped) // hua and an initial, where huan was typed
	}
	if seg.off != likely {
		s.off++
		s.shorter = s.shorter || seg.full
		s.cramped = s.cramped || seg.off == cramped
	}
}

// characters takes the characters of one segment, the frequent ones first.
func (l *lattice) characters(s *spelling, seg segment) {
	if seg.off != likely && !seg.full {
		return
	}
	for i, pair := range l.d.frequent(seg, l.wanted(s)) {
		l.take(s, item{pair, 1}, i)
	}
}

// wordsOf takes the words of a node that are spelled so.
func (l *lattice) wordsOf(node int, s *spelling) {
	wanted, taken, size := l.wanted(s), 0, wordSize(s.n)
	for at := l.d.firstWord(node); at < l.d.firstWord(node+1) && taken < wanted; at += size {
		it := item{at, s.n}
		if l.spelled(at, s) && l.d.visible(it) {
			l.take(s, it, taken)
			taken++
		}
	}
}

// spelled reports whether the word at a place has a pair in each range.
func (l *lattice) spelled(at int, s *spelling) bool {
	for i := s.n - 1; i >= 0; i-- {
		pair := uint16At(l.d.words, at+i*idSize)
		if pair < s.ranges[i].lo || pair >= s.ranges[i].hi {
			return false
		}
	}
	return true
}

// wanted is how many items of one spelling are of use.
func (l *lattice) wanted(s *spelling) int {
	if s.start == 0 {
		return max(l.limit, usual)
	}
	return usual
}

// take offers an item that begins at the first letter, and lets the usual
// ones, the nth of its spelling, go on from every way to its start.
func (l *lattice) take(s *spelling, it item, nth int) {
	cost := s.cost + l.d.costOf(it)
	if s.start == 0 && (!s.cramped || s.end == l.in.n) {
		f := find{end: s.end, cost: cost, item: it}
		if it.n == 1 {
			f.cost += aloneCost
		}
		l.found = append(l.found, f)
	}
	if nth >= usual {
		return
	}
	for k, w := range l.ways[s.start] {
		if w.cost != 0 {
			l.keep(s.end, way{cost: w.cost + cost, from: s.start, by: k, item: it})
		}
	}
}

// keep puts a way among the best to a letter.
func (l *lattice) keep(end int, w way) {
	for k := range l.ways[end] {
		if old := &l.ways[end][k]; old.cost == 0 || w.cost < old.cost {
			*old, w = w, *old
			if w.cost == 0 {
				return
			}
		}
	}
}

// join offers the best way to a letter, unless a single item is better.
func (l *lattice) join(end int) {
	for k := 0; end > 0 && k < keptPaths && l.ways[end][k].cost != 0; k++ {
		parts := l.parts(end, k)
		if len(parts) == 1 {
			return
		}
		if !l.d.denies(parts) {
			l.found = append(l.found, find{end: end, cost: l.ways[end][k].cost, text: strings.Join(parts, "")})
			return
		}
	}
}

// parts writes out the items of a way.
func (l *lattice) parts(end, k int) []string {
	var out []string
	for end > 0 {
		w := l.ways[end][k]
		out = append(out, l.d.itemText(w.item))
		end, k = w.from, w.by
	}
	slices.Reverse(out)
	return out
}

// frequent returns up to n visible pairs of a segment, the frequent ones first.
func (d *Decoder) frequent(seg segment, n int) []int {
	if seg.full {
		return d.visiblePairs(seg, n, 255)
	}
	// Many syllables, each sorted: count what each cost has, and take those
	// up to the cost at which there are enough.
	var count [256]int
	for pair := seg.lo; pair < seg.hi; pair++ {
		count[d.pairCost(pair)]++
	}
	bound, enough := 0, 0
	for ; bound < 255 && enough+count[bound] < n; bound++ {
		enough += count[bound]
	}
	pairs := d.visiblePairs(seg, seg.hi-seg.lo, bound)
	slices.SortStableFunc(pairs, func(p, q int) int { return d.pairCost(p) - d.pairCost(q) })
	return pairs[:min(n, len(pairs))]
}

// visiblePairs returns up to n pairs that cost no more than a bound.
func (d *Decoder) visiblePairs(seg segment, n, bound int) []int {
	var out []int
	for pair := seg.lo; pair < seg.hi && len(out) < n; pair++ {
		if d.pairCost(pair) <= bound && d.visible(item{pair, 1}) {
			out = append(out, pair)
		}
	}
	return out
}
