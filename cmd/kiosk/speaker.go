package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"linli/cmd/kiosk/internal/speech"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/voice"
)

// How the process of the voice is looked after. A sound card that is gone is
// tried again after voiceSoonest, then twice as long each time, up to
// voiceLatest.
const (
	voiceSilent  = 5 * time.Second // without a sign of life: it is ended
	voiceSoonest = time.Second
	voiceLatest  = 30 * time.Second
	voiceWrite   = 2 * time.Second // for one line
)

// errVoiceHangs is a process of the voice that does not answer any more.
var errVoiceHangs = errors.New("the process of the voice does not answer")

// speaker is a terminal.Speaker that hands what is said to a process of its
// own. What is being said is said again by the next process, or when the sound
// card is back, as long as nothing newer came.
type speaker struct {
	log  *slog.Logger
	wake chan struct{} // holds one wake-up at most

	mu      sync.Mutex        // protects the fields below
	newest  []voice.Utterance // the one that interrupted last, and what follows it
	sent    int               // how many of newest the process has
	ended   uint64            // the utterance that has come to an end last
	working bool              // the last one was heard, as far as is known
	tried   bool              // working is known
}

func newSpeaker(log *slog.Logger) *speaker {
	return &speaker{log: log, wake: make(chan struct{}, 1)}
}

// Say takes u; see terminal.Speaker.
func (s *speaker) Say(u voice.Utterance) {
	s.mu.Lock()
	if !u.After {
		s.newest, s.sent = nil, 0
	}
	s.newest = append(s.newest, u)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Speaking tells whether something is to be heard yet. A voice that fails says
// nothing.
func (s *speaker) Speaking() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.newest)
	return s.working && n > 0 && s.newest[n-1].Seq > s.ended
}

// unsent takes what the process does not have yet.
func (s *speaker) unsent() []voice.Utterance {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.newest[s.sent:]
	s.sent = len(s.newest)
	return all
}

// again takes all of the newest once more; a breath where there are no words,
// so that a sound card that is back is found.
func (s *speaker) again() []voice.Utterance {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = len(s.newest)
	var all []voice.Utterance
	for _, u := range s.newest {
		if u.Seq > s.ended && len(u.Words) > 0 {
			all = append(all, u)
		}
	}
	if len(all) == 0 {
		return []voice.Utterance{{Words: []string{voice.Pause}}}
	}
	all[0].After = false
	return all
}

// heard notes whether the voice works, up to which utterance, and tells whether
// that is news.
func (s *speaker) heard(seq uint64, working bool) (news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news = s.working != working || !s.tried
	s.working, s.tried = working, true
	if working {
		s.ended = max(s.ended, seq)
	}
	return news
}

// fails notes that the voice cannot be heard.
func (s *speaker) fails(c conditions, why string) {
	if s.heard(0, false) {
		s.log.Warn(kiosk.EventVoiceTrouble, "err", why)
	}
	c.Raise(health.Finding{Code: health.VoiceGone, Detail: why})
}

// keep runs processes one after another until ctx ends.
func (s *speaker) keep(ctx context.Context, c conditions, start func() (child, error)) {
	pause := voiceSoonest
	for ctx.Err() == nil {
		born := time.Now()
		err := s.one(ctx, c, start)
		if ctx.Err() != nil {
			return
		}
		s.fails(c, err.Error())
		if time.Since(born) > steady {
			pause = voiceSoonest
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(pause*2, voiceLatest)
	}
}

// one runs one process until it ends.
func (s *speaker) one(ctx context.Context, c conditions, start func() (child, error)) error {
	process, err := start()
	if err != nil {
		return err
	}
	defer process.end()
	stop := context.AfterFunc(ctx, func() { process.link.Close() })
	defer stop()
	reports, broken := make(chan speech.Report), make(chan error, 1)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		lines := json.NewDecoder(process.link)
		for {
			var r speech.Report
			if err := lines.Decode(&r); err != nil {
				broken <- err
				return
			}
			select {
			case reports <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	return s.feed(ctx, c, process, reports, broken)
}

// feed gives the process what is to be said and hears what became of it.
func (s *speaker) feed(ctx context.Context, c conditions, process child, reports <-chan speech.Report, broken <-chan error) error {
	silent, retry := time.NewTimer(voiceSilent), time.NewTimer(0) // at once: is there a sound card?
	defer silent.Stop()
	defer retry.Stop()
	pause := voiceSoonest
	for {
		var say []voice.Utterance
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-broken:
			return fmt.Errorf("the process of the voice ended: %w", err)
		case <-silent.C:
			return errVoiceHangs
		case <-retry.C:
			say = s.again()
		case <-s.wake:
			if say = s.unsent(); len(say) > 0 {
				retry.Stop() // what comes now tries the sound card itself
			}
		case r := <-reports:
			silent.Reset(voiceSilent)
			switch s.report(c, r) {
			case speech.Failed:
				retry.Reset(pause)
				pause = min(pause*2, voiceLatest)
			case speech.Said:
				pause = voiceSoonest
			}
		}
		for _, u := range say {
			if err := write(process, u); err != nil {
				return err
			}
		}
	}
}

func write(process child, u voice.Utterance) error {
	if l, ok := process.link.(interface{ SetWriteDeadline(time.Time) error }); ok {
		if err := l.SetWriteDeadline(time.Now().Add(voiceWrite)); err != nil {
			return err
		}
	}
	return json.NewEncoder(process.link).Encode(u)
}

// report takes note of what became of an utterance. Its words are never logged.
func (s *speaker) report(c conditions, r speech.Report) speech.State {
	if r.Skipped > 0 {
		s.log.Info(kiosk.EventVoiceSkipped, "count", r.Skipped)
	}
	switch r.State {
	case speech.Said, speech.Cut, speech.Quiet:
		s.heard(r.Seq, true)
		if r.State == speech.Said {
			c.Clear(health.VoiceGone)
		}
	case speech.Failed:
		s.fails(c, r.Err)
	}
	return r.State
}
