package store

import "slices"

// runs are numbers that are given, as blocks in order that neither touch nor
// overlap. A value is never written into: with returns another.
type runs []Block

// with returns r and n.
func (r runs) with(n int) runs {
	at, _ := slices.BinarySearchFunc(r, n, func(b Block, n int) int { return b.First - n })
	first, last := n, n // of the block that n comes to stand in
	from, to := at, at  // blocks that it takes the place of
	if at > 0 && r[at-1].Last >= n-1 {
		from, first, last = at-1, r[at-1].First, max(n, r[at-1].Last)
	}
	if at < len(r) && r[at].First <= n+1 {
		to, last = at+1, max(last, r[at].Last)
	}
	return slices.Concat(r[:from], runs{{First: first, Last: last}}, r[to:])
}

// highest returns the greatest number of r within b, or 0.
func (r runs) highest(b Block) int {
	for _, given := range slices.Backward(r) {
		if given.First <= b.Last && given.Last >= b.First {
			return min(given.Last, b.Last)
		}
	}
	return 0
}

// next returns the number after the highest given of the first block that has
// one left. Numbers that were jumped over stay jumped over.
func (r runs) next(blocks []Block) (n int, ok bool) {
	for _, b := range blocks {
		if n = max(r.highest(b)+1, b.First); n <= b.Last {
			return n, true
		}
	}
	return 0, false
}

// left tells how many numbers next can still give from blocks, and how many
// there were.
func (r runs) left(blocks []Block) (left, of int) {
	for _, b := range blocks {
		left += b.Last - max(r.highest(b), b.First-1)
		of += b.Last - b.First + 1
	}
	return left, of
}
