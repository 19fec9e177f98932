package pinyin

// Buffers returns the whole memory of a composition, as far as it may grow.
func Buffers(c *Composition) (letters, text []byte) {
	return c.letters[:cap(c.letters)], c.text[:cap(c.text)]
}

// Visits returns how many nodes of the tree a call looks at.
func Visits(d *Decoder, letters string) int {
	l := lattice{d: d, in: d.split(letters), limit: 50}
	l.words()
	return l.visits
}

// MaxVisits is how many it may.
const MaxVisits = maxVisits
