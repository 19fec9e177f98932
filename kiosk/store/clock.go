package store

import (
	"time"

	"linli/sync/wire/linlipb"
)

// keepTrusted is how much later than the kept time a heard one is before it
// alone is worth a commit.
const keepTrusted = time.Hour

// heard is what the office last said of the time, and the machine's own time
// since its start when it did. The zero value is an office not heard since
// this start of the program.
type heard struct {
	office time.Time
	boot   time.Duration
}

// Heard tells that the office answered and what time it has. From then on the
// clock of records counts as synced. It does not block: the time is kept with
// the next commit, or by one of its own when the kept one is an hour off.
func (s *Store) Heard(office time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = heard{office, s.opts.BootTime()}
	if s.book.state.staleAt(office) {
		signal(s.ackDue)
	}
}

func (st *state) staleAt(t time.Time) bool {
	return t.Sub(time.UnixMilli(st.TrustedMs)).Abs() >= keepTrusted
}

// TrustedTime returns the time by the office's word and the machine's count
// since then, or the last that an earlier start has kept. It is zero before an
// office was ever heard, and does not block. The office may set it back: a
// clock that was wrong there must not stay wrong here for ever.
func (s *Store) TrustedTime() time.Time {
	s.mu.RLock()
	defer s.mu.RUnlock()
	switch {
	case !s.heard.office.IsZero():
		return s.heard.office.Add(max(s.opts.BootTime()-s.heard.boot, 0))
	case s.book.state.TrustedMs != 0:
		return time.UnixMilli(s.book.state.TrustedMs)
	default:
		return time.Time{}
	}
}

// WallAgrees tells whether the office was heard since this start and the wall
// clock is within by of its time. It does not block.
func (s *Store) WallAgrees(by time.Duration) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	office := s.heard.office.Add(max(s.opts.BootTime()-s.heard.boot, 0))
	return !s.heard.office.IsZero() && s.opts.Now().Sub(office).Abs() <= by
}

// keepTrusted puts the time that was heard into the state.
func (b *batch) keepTrusted(h heard) {
	if h.office.IsZero() {
		return
	}
	b.synced = true
	b.dirty = b.dirty || b.state.staleAt(h.office)
	b.state.TrustedMs = h.office.UnixMilli()
}

// Clock returns the clock that a record would bear now. It does not block.
func (s *Store) Clock() *linlipb.Clock {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b := batch{opts: &s.opts, state: s.book.state, synced: !s.heard.office.IsZero()}
	return b.clock()
}

func (b *batch) clock() *linlipb.Clock {
	q := linlipb.ClockQuality_CLOCK_QUALITY_UNCHECKED
	if b.synced {
		q = linlipb.ClockQuality_CLOCK_QUALITY_SYNCED
	}
	return &linlipb.Clock{
		Boot:       b.state.Boot,
		BoottimeMs: uint64(max(b.opts.BootTime(), 0) / time.Millisecond),
		WallMs:     b.opts.Now().UnixMilli(),
		Quality:    q,
	}
}
