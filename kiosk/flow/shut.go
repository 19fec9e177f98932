package flow

import "linli/kiosk"

// Shut says that no counter serves while a number is taken.
type Shut struct {
	Opens string     `json:"opens,omitempty"` // 15:04, later on the same day; empty when not on this one
	Hours kiosk.Text `json:"hours"`           // what residents read about when they do
}

// waitOf is what Number tells of the queue: while no counter serves, nobody can
// say how long it takes; that nobody is ahead would sound as if one did; and a
// day that is over has no queue.
func (s State) waitOf() (ahead *int, wait *WaitRange) {
	switch {
	case s.Shut == nil:
		return s.Ahead, s.Wait
	case s.Shut.Opens == "", s.Ahead == nil, *s.Ahead == 0:
		return nil, nil
	}
	return s.Ahead, nil
}
