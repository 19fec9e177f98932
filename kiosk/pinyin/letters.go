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
	off    off
}

// off says how much a segment lies off the likeliest way to cut the letters,
// in eighths of a bit, as costs are counted. Few of those in a word are likely.
type off int

const (
	likely  off = 0
	shorter off = 16 // xi in xian, z in zh
	cramped off = 56 // s in she: letters that go on are taken for an initial
)

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

// respell writes u for a v behind j, q, x and y, and in lve and nve, but not
// in nver.
func respell(text []byte) {
	for i, c := range text {
		if c != 'v' || i == 0 {
			continue
		}
		before, after := text[i-1], string(text[i+1:])
		e := strings.HasPrefix(after, "e") && !strings.HasPrefix(after, "er")
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
			in.segments = append(in.segments, partial(i+n, d.firstPair(lo), d.firstPair(hi), exact && n > 1))
		}
	}
}

// partial returns a segment that a syllable goes on from; off when the letters
// are a syllable already.
func partial(end, lo, hi int, already bool) segment {
	s := segment{end: end, lo: lo, hi: hi}
	if already {
		s.off = cramped
	}
	return s
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
		var taken segment
		for _, s := range in.at(i) {
			if c := s.count() + best[s.end]; c < best[i] || c == best[i] && s.end > taken.end {
				best[i], taken = c, s
			}
		}
		for k := in.first[i]; k < in.first[i+1]; k++ {
			s := &in.segments[k]
			vowel := s.end == i+1 && taken.end == s.end // a may be an
			if s.off == likely && !vowel && (s.end != taken.end || s.full != taken.full) {
				s.off = shorter
				if !s.full && taken.full {
					s.off = cramped
				}
			}
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
