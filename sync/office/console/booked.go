package console

import "linli/kiosk"

// bookedRow is an entry with limited places that a case asks for, in words.
type bookedRow struct {
	Entry    string
	Capacity int
	Rank     int // 1 came first; 0 while the case is with the resident
	Wait     int // on the waiting list, from 1; 0 for one that has a place
}

// Booked tells where a case stands among those that ask for the same; none for
// a case that asks for nothing limited.
func (p picture) Booked(id kiosk.CaseID) []bookedRow {
	if p.console.opts.Booked == nil {
		return nil
	}
	var rows []bookedRow
	for _, b := range p.console.opts.Booked(id) {
		l, _ := p.console.opts.Listing(b.Listing)
		if e, ok := l.Entry(b.Entry); ok && e.Capacity > 0 {
			rows = append(rows, bookedRow{Entry: e.Title.In(p.Lang), Capacity: e.Capacity, Rank: b.Rank, Wait: max(0, b.Rank-e.Capacity)})
		}
	}
	return rows
}
