package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/cmd/kiosk/internal/speech"
	"linli/kiosk"
	"linli/kiosk/health"
	"linli/kiosk/voice"
)

// mouth is a process of the voice that a test plays.
type mouth struct {
	link  net.Conn
	said  []voice.Utterance
	mu    sync.Mutex // protects said
	gone  chan struct{}
	leave sync.Once
}

func (m *mouth) hear() {
	defer m.leave.Do(func() { close(m.gone) })
	lines := json.NewDecoder(m.link)
	for {
		var u voice.Utterance
		if lines.Decode(&u) != nil {
			return
		}
		m.mu.Lock()
		m.said = append(m.said, u)
		m.mu.Unlock()
	}
}

func (m *mouth) tell(t *testing.T, r speech.Report) {
	t.Helper()
	if err := json.NewEncoder(m.link).Encode(r); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
}

// words are those of all utterances so far.
func (m *mouth) words() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []string
	for _, u := range m.said {
		all = append(all, strings.Join(u.Words, " "))
	}
	return strings.Join(all, "|")
}

// ward is a speaker with its processes and what it says about itself.
type ward struct {
	*speaker
	t      *testing.T
	log    bytes.Buffer
	mu     sync.Mutex // protects the fields below
	raised []string
	gone   bool // the condition holds
	mouths []*mouth
	refuse error // why no process starts
}

func (w *ward) Raise(f health.Finding) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.gone, w.raised = true, append(w.raised, f.Detail)
}

func (w *ward) Clear(c health.Code) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c == health.VoiceGone {
		w.gone = false
	}
}

func (w *ward) holds() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.gone
}

func (w *ward) start() (child, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refuse != nil {
		return child{}, w.refuse
	}
	ours, theirs := net.Pipe()
	m := &mouth{link: theirs, gone: make(chan struct{})}
	w.mouths = append(w.mouths, m)
	go m.hear()
	return child{link: ours, end: func() { ours.Close(); <-m.gone }}, nil
}

// latest is the process that lives now, the nth.
func (w *ward) latest(n int) *mouth {
	w.t.Helper()
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.mouths) != n {
		w.t.Fatalf("%d processes were started, not %d", len(w.mouths), n)
	}
	return w.mouths[n-1]
}

func tend(t *testing.T) *ward {
	w := &ward{t: t}
	w.speaker = newSpeaker(slog.New(slog.NewTextHandler(&w.log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.keep(ctx, w, w.start)
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	return w
}

func utter(seq uint64, words ...string) voice.Utterance {
	return voice.Utterance{Seq: seq, Lang: kiosk.Chinese, Words: words}
}

func TestSoundCardIsTriedBeforeAnybodySpeaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tend(t)
		m := w.latest(1)
		if got := m.words(); got != voice.Pause || len(m.said) != 1 {
			t.Errorf("it began with %q", got)
		}
		m.tell(t, speech.Report{State: speech.Failed, Err: "no such device"})
		if !w.holds() {
			t.Error("nobody is told")
		}
		for range 50 { // half an hour, with signs of life
			for range 36 {
				time.Sleep(time.Second)
				m.tell(t, speech.Report{State: speech.Alive})
			}
		}
		m.tell(t, speech.Report{State: speech.Failed, Err: "no such device"})
		time.Sleep(4 * time.Second)
		if n := strings.Count(w.log.String(), kiosk.EventVoiceTrouble); n != 1 {
			t.Errorf("it was logged %d times", n)
		}
		m.tell(t, speech.Report{State: speech.Said})
		if w.holds() {
			t.Error("the sound card is back and nobody is told")
		}
	})
}

func TestWhatFailedIsSaidAgainUnlessSomethingNewerCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tend(t)
		m := w.latest(1)
		m.tell(t, speech.Report{State: speech.Said})
		w.Say(utter(1, "one"))
		w.Say(voice.Utterance{Seq: 2, After: true, Words: []string{"two"}})
		synctest.Wait()
		if !w.Speaking() {
			t.Error("it is not speaking")
		}
		m.tell(t, speech.Report{Seq: 1, State: speech.Failed, Err: "pulled"})
		if w.Speaking() {
			t.Error("a voice that failed keeps the visit waiting")
		}
		time.Sleep(voiceSoonest + time.Millisecond)
		synctest.Wait()
		if got := m.words(); got != "|one|two|one|two" {
			t.Errorf("heard %q", got)
		}
		m.tell(t, speech.Report{Seq: 1, State: speech.Failed, Err: "pulled"})
		w.Say(utter(3, "three"))
		synctest.Wait()
		m.tell(t, speech.Report{Seq: 3, State: speech.Said})
		time.Sleep(4 * time.Second)
		m.tell(t, speech.Report{State: speech.Alive})
		if got := m.words(); got != "|one|two|one|two|three" {
			t.Errorf("heard %q", got)
		}
		if w.Speaking() || w.holds() {
			t.Error("it ended well and does not know")
		}
	})
}

func TestProcessThatIsKilledIsReplacedAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tend(t)
		m := w.latest(1)
		w.Say(utter(1, "one"))
		synctest.Wait()
		m.link.Close()
		time.Sleep(voiceSoonest + time.Millisecond)
		if got := w.latest(2).words(); got != "one" {
			t.Errorf("the next process says %q", got)
		}
		if !w.holds() {
			t.Error("nobody is told")
		}
		w.latest(2).tell(t, speech.Report{Seq: 1, State: speech.Said})
		if w.holds() {
			t.Error("it is back and nobody is told")
		}
	})
}

func TestProcessThatHangsIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := tend(t)
		m := w.latest(1)
		time.Sleep(voiceSilent + time.Millisecond)
		select {
		case <-m.gone:
		default:
			t.Error("it is kept")
		}
		time.Sleep(voiceSoonest)
		w.latest(2)
		if !slices.ContainsFunc(w.raised, func(s string) bool { return s == errVoiceHangs.Error() }) {
			t.Errorf("raised %q", w.raised)
		}
	})
}

func TestProcessThatDoesNotStartIsTriedMoreAndMoreSeldom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &ward{t: t, refuse: io.ErrUnexpectedEOF}
		w.speaker = newSpeaker(slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		w.keep(ctx, w, w.start)
		if n := len(w.raised); n < 20 || n > 30 {
			t.Errorf("it was tried %d times in ten minutes", n)
		}
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			t.Error("it gave up")
		}
	})
}

func TestSayNeverBlocks(t *testing.T) {
	s := newSpeaker(slog.New(slog.DiscardHandler))
	for seq := range uint64(10000) { // nobody takes them
		s.Say(utter(seq, "one"))
	}
	if got := s.unsent(); len(got) != 1 || got[0].Seq != 9999 {
		t.Errorf("%d wait", len(got))
	}
}
