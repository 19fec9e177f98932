package handwriting

import "time"

// SetClock gives r another clock.
func (r *Reader) SetClock(now func() time.Time) { r.now = now }
