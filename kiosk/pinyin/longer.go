package pinyin

// Bounds of words that are offered before they are typed to their end.
const (
	enoughTyped = 3  // syllables or initials typed of such a word
	longerKept  = 3  // such words at most
	longerNodes = 64 // nodes looked at for them
	longerCost  = 48 // what one costs more than a word typed to its end
)

// longer offers words that go on where the letters end: 残疾人两项补贴 for
// canjirenl. Fewer letters than three characters' have too many of them.
func (l *lattice) longer(node int, s *spelling) {
	if s.start != 0 || s.end != l.in.n || s.n < enoughTyped || s.off > 0 {
		return
	}
	var best [longerKept]find
	// Nodes lie level by level: those below a node, on one level, are a range.
	begin, end, n, looked := l.d.firstChild(node), l.d.firstChild(node+1), s.n+1, 0
	for ; begin < end && n <= maxWord; begin, end, n = l.d.firstChild(begin), l.d.firstChild(end), n+1 {
		if looked += end - begin; looked > longerNodes {
			break
		}
		for at := l.d.firstWord(begin); at < l.d.firstWord(end); at += wordSize(n) {
			it := item{at, n}
			f := find{end: l.in.n, cost: l.d.costOf(it) + longerCost, item: it}
			if l.spelled(at, s) && l.d.visible(it) {
				keepCheapest(&best, f)
			}
		}
	}
	for _, f := range best {
		if f.cost > 0 {
			l.found = append(l.found, f)
		}
	}
}

// keepCheapest puts a find in its place if it is among the best; those that
// were there first stay before others as good.
func keepCheapest(best *[longerKept]find, f find) {
	for i := range best {
		if best[i].cost == 0 || f.cost < best[i].cost {
			best[i], f = f, best[i]
		}
	}
}
