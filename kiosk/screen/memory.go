package screen

import "runtime/debug"

// gcPercent is how much may be allocated beside what lives before it is looked
// for garbage, in hundredths of what lives. The faces are most of what lives,
// and layouts are small: looking more often than usual costs nothing that can
// be seen.
const gcPercent = 40

// memory gives back to the machine what start and visits have left behind.
type memory struct {
	given bool // since somebody was here last
}

// rest is called when nothing moves any more. Somebody tells whether a visit
// is on the glass.
func (m *memory) rest(somebody bool) {
	if somebody {
		m.given = false
		return
	}
	if !m.given {
		m.given = true
		go debug.FreeOSMemory() // some 20 ms, beside the frame loop
	}
}
