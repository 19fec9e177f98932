package screen

import (
	"context"
	"time"
)

// How often frames are made. Making them at the display's rate costs a graphics
// library a twentieth of a core without a GPU even when nothing is drawn, so an
// idle screen makes one a second; a permanent wait for events would have the
// library lose taps.
const (
	activeFor = time.Second // after a touch
	heartbeat = time.Second // of an idle screen
	healEach  = time.Minute // heals what another window painted over; a new minute on the clock does as well
)

// The time between two frames of a movement follows what a frame costs, so that
// a machine without a GPU is not taken up by it. Frames of a movement are asked
// for one by one: at the display's rate each change is presented five times.
const (
	motionShortest = 40 * time.Millisecond
	motionLongest  = 140 * time.Millisecond
	motionCosts    = 4 // frames' costs
)

// motionFrame is the time between frames of a movement where a whole picture
// took cost to the glass.
func motionFrame(cost time.Duration) time.Duration {
	return min(motionLongest, max(motionShortest, motionCosts*cost))
}

// pace decides whether frames follow the display or wait for events.
type pace struct {
	next   func()        // asks for one frame; may be called from any goroutine
	follow func(on bool) // switches between frames at the display's rate and on demand

	active bool
	until  time.Time
}

// stir asks for frames at the display's rate for the time of long, and at least
// until the next Update: only then a frame is known to be presented.
func (p *pace) stir(now time.Time, long time.Duration) {
	if end := now.Add(long); end.After(p.until) {
		p.until = end
	}
	if !p.active {
		p.active = true
		p.follow(true)
	}
}

// rest goes back to one frame a second when nothing has happened for a while,
// and tells whether it did so now.
func (p *pace) rest(now time.Time) bool {
	if !p.active || !now.After(p.until) {
		return false
	}
	p.active = false
	p.follow(false)
	return true
}

// beat asks for a frame each second until ctx ends.
func (p *pace) beat(ctx context.Context) {
	t := time.NewTicker(heartbeat)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			p.next()
		}
	}
}
