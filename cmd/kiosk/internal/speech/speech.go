// Package speech is the process that makes the voice heard: it takes
// utterances from the terminal one JSON line at a time, fetches their clips,
// has what lacks a clip spoken by a synthesiser, and gives all of it to a
// player. The newest utterance interrupts the one before.
//
// It refuses to decide what is said (package voice does), to keep or log a
// word of it, and to wait for a player without end. It owns no sound card: a
// player is a program of its own, and whatever a driver does to it, this
// process goes on.
package speech

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"time"

	"linli/kiosk/voice"
	"linli/kiosk/voice/mandarin"
)

// Options say with what is spoken.
type Options struct {
	Clips    fs.FS    // as assets.Clips
	Readings []byte   // as assets.Readings; nil leaves Chinese without a clip unsaid
	Player   []string // program and arguments; takes PCM on its standard input, see Rate
	Alone    []string // the same for utterances to headphones alone; empty: Player
	Synth    string   // espeak-ng or a program with its flags; "" for none
}

// Rate is how many samples a second a player gets: 16 bits, signed,
// little-endian, mono.
const Rate = 24000

// State is what became of an utterance.
type State string

// The states. Alive is no end: it says each second that the process lives.
const (
	Said   State = "said"   // the player has taken all of it, and ended
	Cut    State = "cut"    // a newer one came
	Quiet  State = "quiet"  // it had no words; nothing is known of the player
	Failed State = "failed" // the player did not do it; Err says why
	Alive  State = "alive"
)

// Report is one JSON line to the terminal.
type Report struct {
	Seq     uint64 `json:"seq,omitempty"`
	State   State  `json:"state"`
	Skipped int    `json:"skipped,omitempty"` // pieces that no clip and no synthesiser could say
	Err     string `json:"err,omitempty"`
}

// beat is how often the process says that it lives.
const beat = time.Second

// waiting bounds the utterances that wait for their turn.
const waiting = 16

// Serve says what arrives on link until it closes, which returns io.EOF, or ctx
// ends. The error of a player is reported, never returned.
func Serve(ctx context.Context, link io.ReadWriteCloser, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { link.Close() })
	m := &mouth{opts: o, ended: make(chan Report, 1)}
	var err error
	if o.Readings != nil {
		if m.readings, err = mandarin.Load(o.Readings); err != nil {
			return fmt.Errorf("speech: %w", err)
		}
	}
	if m.clips, err = voice.LoadClips(o.Clips, m.readings); err != nil {
		return fmt.Errorf("speech: %w", err)
	}
	in, broken := make(chan voice.Utterance), make(chan error, 1)
	go func() { broken <- read(ctx, link, in) }()
	return m.serve(ctx, json.NewEncoder(link), in, broken)
}

func read(ctx context.Context, link io.Reader, in chan<- voice.Utterance) error {
	lines := json.NewDecoder(link)
	for {
		var u voice.Utterance
		if err := lines.Decode(&u); err != nil {
			return err
		}
		select {
		case in <- u:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// mouth says one utterance at a time. All but what is in play belongs to the
// goroutine of serve.
type mouth struct {
	opts     Options
	clips    *voice.Clips
	readings *mandarin.Table // nil for none

	queue []voice.Utterance
	stop  context.CancelFunc // of what is being said; nil while nothing is
	ended chan Report        // its end
}

func (m *mouth) serve(ctx context.Context, out *json.Encoder, in <-chan voice.Utterance, broken <-chan error) error {
	alive := time.NewTicker(beat)
	defer alive.Stop()
	defer m.hush()
	for {
		r := Report{State: Alive}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-broken:
			return err
		case u := <-in:
			m.take(ctx, u)
			continue
		case r = <-m.ended:
			m.stop()
			m.stop = nil
			m.next(ctx)
		case <-alive.C:
		}
		if err := out.Encode(r); err != nil {
			return err
		}
	}
}

// take puts u behind what is being said, or in its place.
func (m *mouth) take(ctx context.Context, u voice.Utterance) {
	if !u.After {
		m.queue = m.queue[:0]
		if m.stop != nil {
			m.stop() // its end is reported, then the next begins
		}
	}
	if len(m.queue) < waiting {
		m.queue = append(m.queue, u)
	}
	m.next(ctx)
}

// next begins the next utterance, if none is being said.
func (m *mouth) next(ctx context.Context) {
	if m.stop != nil || len(m.queue) == 0 {
		return
	}
	u := m.queue[0]
	m.queue = m.queue[1:]
	ctx, m.stop = context.WithCancel(ctx)
	go func() { m.ended <- m.say(ctx, u) }()
}

// hush ends what is being said and waits for its player to be gone.
func (m *mouth) hush() {
	if m.stop != nil {
		m.stop()
		<-m.ended
	}
}

// say says one utterance to its end.
func (m *mouth) say(ctx context.Context, u voice.Utterance) Report {
	r := Report{Seq: u.Seq, State: Quiet}
	if len(u.Words) == 0 {
		return r
	}
	skipped, err := m.play(ctx, u)
	r.Skipped = skipped
	switch {
	case ctx.Err() != nil:
		r.State = Cut
	case err != nil:
		r.State, r.Err = Failed, err.Error()
	default:
		r.State = Said
	}
	return r
}
