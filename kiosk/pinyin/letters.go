package pinyin

import "strings"

// input is what was typed, cut into what syllables may begin where.
type input struct {
	text [MaxLetters]byte
	n    int
	cut  [MaxLetters + 1]bool // a syllable may not go across
	used [MaxLetters + 1]int  // bytes typed up to here

	segments []segment
	first    [MaxLetters + 1]int // of the segments that begin here
}

// segment is letters that stand for one character: a syllable, or what it
// begins with.
type segment struct {
	end    int // the letter after it
	lo, hi int // the pairs it may be
	full   bool
	// off says that it is not on the likeliest way to cut the letters. Few of
	// those in a word are likely.
	off bool
}

// Costs in eighths of a bit, as in the table, of segments that are off.
const (
	offSyllable = 16
	offInitial  = 56
)

func (s segment) cost() int {
	switch {
	case !s.off:
		return 0
	case s.full:
		return offSyllable
	}
	return offInitial
}

// at returns the segments that begin at a letter.
func (in *input) at(i int) []segment { return in.segments[in.first[i]:in.first[i+1]] }

// split reads the letters as far as they are letters and apostrophes.
func (d *Decoder) split(letters string) input {
	var in input
	for i := range len(letters) {
		c := letters[i] | 0x20
		switch {
		case letters[i] == '\'':
			in.cut[in.n] = true
			in.used[in.n] = i + 1
			continue
		case c < 'a' || c > 'z' || in.n == MaxLetters:
			return d.cutUp(in)
		}
		in.text[in.n] = c
		in.n++
		in.used[in.n] = i + 1
	}
	return d.cutUp(in)
}

// cutUp finds the segments.
func (d *Decoder) cutUp(in input) input {
	respell(in.text[:in.n])
	in.segments = make([]segment, 0, 4*in.n)
	for i := range in.n {
		in.first[i] = len(in.segments)
		d.segmentsAt(&in, i)
	}
	in.first[in.n] = len(in.segments)
	in.markOff()
	return in
}

// respell writes u for a v behind j, q, x and y, and in lve and nve.
func respell(text []byte) {
	for i, c := range text {
		if c != 'v' || i == 0 {
			continue
		}
		before, e := text[i-1], i+1 < len(text) && text[i+1] == 'e'
		if strings.IndexByte("jqxy", before) >= 0 || e && (before == 'l' || before == 'n') {
			text[i] = 'u'
		}
	}
}

// segmentsAt adds what may begin at a letter: each syllable, its initial, and
// at the end of the input the beginning of a syllable.
func (d *Decoder) segmentsAt(in *input, i int) {
	lo, hi := 0, d.syllableCount()
	for n := 1; n <= 6 && i+n <= in.n && (n == 1 || !in.cut[i+n-1]); n++ {
		lo, hi = d.narrow(lo, hi, n-1, in.text[i+n-1])
		if lo == hi {
			break
		}
		exact := len(d.syllable(lo)) == n
		if exact {
			in.segments = append(in.segments, segment{end: i + n, lo: d.firstPair(lo), hi: d.firstPair(lo + 1), full: true})
		}
		isInitial := n == 1 || n == 2 && in.text[i+1] == 'h'
		if (isInitial || i+n == in.n) && (!exact || hi-lo > 1) {
			in.segments = append(in.segments, segment{end: i + n, lo: d.firstPair(lo), hi: d.firstPair(hi), off: exact && n > 1})
		}
	}
}

// What a segment counts when the likely ones are chosen: whole syllables
// before initials, few before many, and no letter left over.
const (
	fullCount    = 10
	partialCount = 15
	leftCount    = 100
)

// markOff finds the likeliest way to cut the letters, from the end, and marks
// the segments that are not on it: xi in xian, jiang in jianguo, s in she. Of
// two ways as likely the one with the longer segment first is taken.
func (in *input) markOff() {
	var best [MaxLetters + 1]int
	for i := in.n - 1; i >= 0; i-- {
		best[i] = leftCount * (in.n - i)
		longest := 0
		for _, s := range in.at(i) {
			if c := s.count() + best[s.end]; c < best[i] || c == best[i] && s.end > longest {
				best[i], longest = c, s.end
			}
		}
		for k := in.first[i]; k < in.first[i+1]; k++ {
			s := &in.segments[k]
			likely := s.count()+best[s.end] == best[i] && s.end == longest
			vowel := !s.full && s.end == i+1 && longest == s.end // a may be an
			s.off = s.off || !likely && !vowel
		}
	}
}

func (s segment) count() int {
	if s.full {
		return fullCount
	}
	return partialCount
}

// narrow returns which of the syllables lo to hi, alike before letter k, have
// c there.
func (d *Decoder) narrow(lo, hi, k int, c byte) (int, int) {
	for lo < hi && d.syllables[lo*syllableSize+k] < c {
		lo++
	}
	end := lo
	for end < hi && d.syllables[end*syllableSize+k] == c {
		end++
	}
	return lo, end
}
