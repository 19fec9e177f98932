package pinyin

import (
	"slices"
	"strings"
)

// Bounds of what is put together as whole names.
const (
	namedSurnames = 2 // surnames that get given names
	givenNames    = 3 // given names for each
)

// DecodeName offers up to limit texts as Decode does, for a field that holds a
// person's name. Until begun, surnames come first, in the readings they have as
// surnames (shan is 单), and whole names where the letters go on. After that,
// characters of given names do. All that Decode offers follows, characters
// before words.
func (d *Decoder) DecodeName(letters string, begun bool, limit int) []Candidate {
	limit = min(limit, MaxCandidates)
	in := d.split(letters)
	if limit <= 0 || in.n == 0 {
		return nil
	}
	l := lattice{d: d, in: in, limit: gathered(limit)}
	found, rest := d.begunName(&in), l.words()
	if !begun {
		var unlikely []find
		found, unlikely = d.newName(&in)
		rest = append(unlikely, rest...)
	}
	slices.SortStableFunc(rest, func(a, b find) int {
		if a.isCharacter() != b.isCharacter() {
			if a.isCharacter() {
				return -1
			}
			return 1
		}
		return byUse(a, b)
	})
	return d.texts(in, append(found, rest...), limit)
}

// newName returns whole names, and surnames on the likeliest way to cut the
// letters; and those that are not on it.
func (d *Decoder) newName(in *input) (found, unlikely []find) {
	surnames := d.surnamesIn(in)
	off := slices.IndexFunc(surnames, func(f find) bool { return f.cost > 0 })
	if off < 0 {
		off = len(surnames)
	}
	for _, s := range surnames[:min(off, namedSurnames)] {
		for _, given := range d.givenFrom(in, s.end) {
			found = d.appendName(found, s.text, given, in.n)
		}
	}
	unlikely = surnames[off:]
	for i := range unlikely {
		unlikely[i].cost = 0
	}
	return append(found, surnames[:off]...), unlikely
}

// begunName returns given names and their characters.
func (d *Decoder) begunName(in *input) []find {
	var found []find
	for _, given := range d.givenFrom(in, 0) {
		found = d.appendName(found, "", given, in.n)
	}
	return append(found, d.givenCharacters(in)...)
}

// appendName adds a surname with a given name, up to the last letter, unless
// it is denied.
func (d *Decoder) appendName(found []find, surname string, given []int, end int) []find {
	parts := strings.Split(surname, "")
	for _, pair := range given {
		parts = append(parts, d.itemText(item{pair, 1}))
	}
	if d.denies(parts) {
		return found
	}
	return append(found, find{end: end, text: strings.Join(parts, "")})
}

// surnamesIn returns the surnames the input begins with: likely spellings
// first, then those that use more letters, then the frequent ones.
func (d *Decoder) surnamesIn(in *input) []find {
	var found []find
	for rest := d.surnames; rest != ""; {
		size := 1 + int(rest[0])*idSize
		pairs := rest[1:size]
		rest = rest[size:]
		if end, cost := d.spelledBy(in, 0, pairs); end > 0 {
			if text, visible := d.written(pairs); visible {
				found = append(found, find{end: end, cost: cost, text: text})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b find) int {
		if (a.cost > 0) != (b.cost > 0) {
			return a.cost - b.cost
		}
		return b.end - a.end
	})
	return found
}

// written writes out pairs as they lie in the table, and reports whether the
// screen shows them all.
func (d *Decoder) written(pairs string) (text string, visible bool) {
	visible = true
	for i := 0; i < len(pairs); i += idSize {
		it := item{uint16At(pairs, i), 1}
		text += d.itemText(it)
		visible = visible && d.visible(it)
	}
	return text, visible
}

// spelledBy returns the letter after the likeliest spelling of pairs that
// begins at a letter, and its cost; 0 when there is none.
func (d *Decoder) spelledBy(in *input, at int, pairs string) (end, cost int) {
	if pairs == "" {
		return at, 0
	}
	if at == in.n {
		return 0, 0
	}
	pair := uint16At(pairs, 0)
	for _, s := range in.at(at) {
		if !s.full && s.off != likely || pair < s.lo || pair >= s.hi {
			continue
		}
		e, c := d.spelledBy(in, s.end, pairs[idSize:])
		if c += int(s.off); e > 0 && (end == 0 || c < cost || c == cost && e > end) {
			end, cost = e, c
		}
	}
	return end, cost
}

// givenFrom returns given names of one or two characters for all the letters
// from a letter on.
func (d *Decoder) givenFrom(in *input, at int) [][]int {
	var names [][]int
	if at == in.n {
		return nil
	}
	for _, s := range in.at(at) {
		if s.off != likely {
			continue
		}
		if s.end == in.n {
			for _, p := range d.givenOf(s, givenNames) {
				names = append(names, []int{p})
			}
			continue
		}
		for _, t := range in.at(s.end) {
			if t.end != in.n || t.off != likely {
				continue
			}
			for _, p := range d.givenOf(s, 2) {
				for _, q := range d.givenOf(t, 2) {
					names = append(names, []int{p, q})
				}
			}
		}
	}
	return names[:min(len(names), givenNames)]
}

// givenOf returns up to n visible characters of given names for a segment.
func (d *Decoder) givenOf(s segment, n int) []int {
	var pairs []int
	for _, p := range d.givenPairs {
		if len(pairs) == n {
			break
		}
		if p >= s.lo && p < s.hi && d.visible(item{p, 1}) {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// givenCharacters returns those for each segment the input begins with.
func (d *Decoder) givenCharacters(in *input) []find {
	var found []find
	for _, s := range in.at(0) {
		if s.off != likely && !s.full {
			continue
		}
		for _, p := range d.givenOf(s, len(d.givenPairs)) {
			found = append(found, find{end: s.end, item: item{p, 1}})
		}
	}
	slices.SortStableFunc(found, byUse)
	return found
}
