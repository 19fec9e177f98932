package screen

// gcPercent is how much may be allocated beside what lives before it is looked
// for garbage, in hundredths of what lives. The faces are most of what lives,
// and layouts are small: looking more often than usual costs nothing that can
// be seen.
const gcPercent = 40

// memory knows when what start and visits have left behind is to go.
type memory struct {
	given bool // since somebody was here last
}

// rest is called when nothing moves any more. Somebody tells whether a visit
// is on the glass. It tells, once after each, to give back what is left.
func (m *memory) rest(somebody bool) (give bool) {
	give = !somebody && !m.given
	m.given = !somebody
	return give
}
