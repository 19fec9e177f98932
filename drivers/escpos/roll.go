package escpos

// Roll is a roll of paper, counted in dots of 1/8 mm for printers that have no
// sensor near the end of it. The caller keeps it between runs: Dev.Roll before
// Halt, Opts.Roll at the next start. The zero Roll is not counted.
type Roll struct {
	Length int `json:"length"` // of a new roll; 0 for not counted
	Used   int `json:"used"`   // since it was put in; jobs whose end is uncertain count in full
	Low    int `json:"low"`    // warn when no more than this is left
}

// RollOf is a new roll of so many metres that warns when so many are left.
func RollOf(metres, low float64) Roll {
	const dotsPerMetre = 1000 * dotsPerMillimetre
	return Roll{Length: int(metres * dotsPerMetre), Low: int(low * dotsPerMetre)}
}

// Left is what is on the roll, in dots; 0 when it should be used up.
func (r Roll) Left() int { return max(r.Length-r.Used, 0) }

// IsLow reports a counted roll that comes to its end.
func (r Roll) IsLow() bool { return r.Length > 0 && r.Left() <= r.Low }

// Roll is the paper as counted so far; Used counts also when the roll's length
// is not known. It does not block on the printer.
func (d *Dev) Roll() Roll {
	d.paper.Lock()
	defer d.paper.Unlock()
	return d.roll
}

// SetRoll begins to count anew, after somebody put a roll in. It does not block
// on the printer.
func (d *Dev) SetRoll(r Roll) {
	d.paper.Lock()
	defer d.paper.Unlock()
	d.roll = r
}

// use counts paper that moved.
func (d *Dev) use(dots int) {
	d.paper.Lock()
	defer d.paper.Unlock()
	d.roll.Used += dots
}
