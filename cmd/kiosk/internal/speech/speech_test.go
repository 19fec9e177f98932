package speech_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/cmd/kiosk/internal/speech"
	"linli/kiosk"
	"linli/kiosk/voice"
)

// patience bounds every wait of these tests.
const patience = 30 * time.Second

// TestMain lets this program play the player: which one says LINLI_PLAYER.
func TestMain(m *testing.M) {
	switch os.Getenv("LINLI_PLAYER") {
	case "":
		os.Exit(m.Run())
	case "file": // a sound card that takes all at once
		f, err := os.OpenFile(os.Getenv("LINLI_HEARD"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			panic(err)
		}
		if _, err := io.Copy(f, os.Stdin); err != nil {
			panic(err)
		}
	case "gone":
		_, _ = os.Stderr.WriteString("audio open error: No such device\n")
		os.Exit(1)
	case "dies": // in the midst of it
		_, _ = io.CopyN(io.Discard, os.Stdin, 1000)
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Kill()
		}
	case "hangs":
		<-time.After(time.Hour) // not select: a process all of which sleeps is ended by its own runtime
	}
}

// lobby is a process of the voice and the terminal's end of its link.
type lobby struct {
	t     *testing.T
	link  net.Conn
	lines *json.Decoder
	heard string
	ended chan error
}

// alone ends the name of what headphones heard.
const alone = ".alone"

func listen(t *testing.T, player, synth string) *lobby {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	heard := filepath.Join(t.TempDir(), "heard.pcm")
	ours, theirs := net.Pipe()
	l := &lobby{t: t, link: ours, lines: json.NewDecoder(ours), heard: heard, ended: make(chan error, 1)}
	o := speech.Options{Clips: assets.Clips(), Readings: assets.Readings(), Synth: synth,
		Player: []string{"env", "LINLI_PLAYER=" + player, "LINLI_HEARD=" + heard, self},
		Alone:  []string{"env", "LINLI_PLAYER=" + player, "LINLI_HEARD=" + heard + alone, self}}
	go func() { l.ended <- speech.Serve(t.Context(), theirs, o) }()
	t.Cleanup(func() {
		ours.Close()
		select {
		case <-l.ended:
		case <-time.After(patience):
			t.Error("the process of the voice does not end with its link")
		}
	})
	return l
}

func (l *lobby) say(u voice.Utterance) {
	l.t.Helper()
	if err := l.link.SetDeadline(time.Now().Add(patience)); err != nil {
		l.t.Fatal(err)
	}
	if err := json.NewEncoder(l.link).Encode(u); err != nil {
		l.t.Fatal(err)
	}
}

// end is the next report that is no sign of life.
func (l *lobby) end() speech.Report {
	l.t.Helper()
	for {
		var r speech.Report
		if err := l.lines.Decode(&r); err != nil {
			l.t.Fatal(err)
		}
		if r.State != speech.Alive {
			return r
		}
	}
}

func (l *lobby) pcm() []byte {
	l.t.Helper()
	b, err := os.ReadFile(l.heard)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		l.t.Fatal(err)
	}
	return b
}

func words(w ...string) []string { return w }

// seconds is how long so many bytes sound.
func seconds(b []byte) float64 { return float64(len(b)) / 2 / speech.Rate }

// loud is the mean strength of what was heard.
func loud(b []byte) float64 {
	sum := 0.0
	for i := 0; i+1 < len(b); i += 2 {
		s := float64(int16(uint16(b[i]) | uint16(b[i+1])<<8))
		sum += s * s
	}
	return math.Sqrt(sum / float64(len(b)/2))
}

func TestUtteranceOfClipsIsHeard(t *testing.T) {
	t.Parallel() // most of it is waiting
	l := listen(t, "file", "")
	l.say(voice.Utterance{Seq: 7, Lang: kiosk.Chinese, Words: words("您的号码", "", "A", "零", "零", "五")})
	if r := l.end(); r.State != speech.Said || r.Seq != 7 || r.Skipped != 0 {
		t.Errorf("%+v", r)
	}
	if s := seconds(l.pcm()); s < 1.5 || s > 6 {
		t.Errorf("%.1f s were heard", s)
	}
}

func TestEachVolumeIsTwiceAsStrong(t *testing.T) {
	t.Parallel() // most of it is waiting
	var strengths []float64
	for volume := 1; volume <= 5; volume++ {
		l := listen(t, "file", "")
		l.say(voice.Utterance{Seq: 1, Lang: kiosk.English, Volume: volume, Words: words("How can we help")})
		l.end()
		strengths = append(strengths, loud(l.pcm()))
	}
	for i, s := range strengths[1:] {
		if ratio := s / strengths[i]; ratio < 1.9 || ratio > 2.1 {
			t.Errorf("volume %d is %.2f times as strong as the one before", i+2, ratio)
		}
	}
	if strengths[4] < 1000 {
		t.Errorf("the loudest has a strength of %.0f", strengths[4])
	}
}

func TestNewUtteranceInterruptsAndOneAfterWaits(t *testing.T) {
	t.Parallel()                // most of it is waiting
	l := listen(t, "hangs", "") // it plays for ever, as far as anybody knows
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.English, Words: words("How can we help")})
	l.say(voice.Utterance{Seq: 2, Lang: kiosk.English, After: true, Words: words("Home")})
	l.say(voice.Utterance{Seq: 3})
	if r := l.end(); r.Seq != 1 || r.State != speech.Cut {
		t.Errorf("%+v", r)
	}
	if r := l.end(); r.Seq != 3 || r.State != speech.Quiet {
		t.Errorf("what waited was not dropped: %+v", r)
	}
}

func TestPlayerThatFailsIsReportedAndTheNextIsTried(t *testing.T) {
	t.Parallel() // most of it is waiting
	for player, why := range map[string]string{"gone": "No such device", "dies": "", "hangs": "does not take sound"} {
		t.Run(player, func(t *testing.T) {
			t.Parallel()
			l := listen(t, player, "")
			for seq := uint64(1); seq <= 2; seq++ {
				l.say(voice.Utterance{Seq: seq, Lang: kiosk.English, Words: words("Home")})
				if r := l.end(); r.Seq != seq || r.State != speech.Failed || !strings.Contains(r.Err, why) {
					t.Errorf("%+v", r)
				}
				if player == "hangs" {
					return // it takes seconds each time
				}
			}
		})
	}
}

func TestPlayerThatIsNotInstalledIsReported(t *testing.T) {
	t.Parallel() // most of it is waiting
	ours, theirs := net.Pipe()
	l := &lobby{t: t, link: ours, lines: json.NewDecoder(ours)}
	ended := make(chan error, 1)
	go func() {
		ended <- speech.Serve(t.Context(), theirs, speech.Options{Clips: assets.Clips(), Player: words("linli-no-such-player")})
	}()
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.English, Words: words("Home")})
	if r := l.end(); r.State != speech.Failed || !strings.Contains(r.Err, "linli-no-such-player") {
		t.Errorf("%+v", r)
	}
	ours.Close()
	if err := <-ended; !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

func TestHeadphonesHearAlone(t *testing.T) {
	t.Parallel() // most of it is waiting
	l := listen(t, "file", "")
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.Chinese, Alone: true, Words: words("您的号码")})
	if r := l.end(); r.State != speech.Said {
		t.Errorf("%+v", r)
	}
	if n := len(l.pcm()); n > 0 {
		t.Errorf("the loudspeaker got %d bytes", n)
	}
	if b, err := os.ReadFile(l.heard + alone); err != nil || seconds(b) < 0.3 {
		t.Errorf("headphones got %d bytes: %v", len(b), err)
	}
}

func TestWithoutASynthesiserPartsAreSaidAndTheRestIsCounted(t *testing.T) {
	t.Parallel() // most of it is waiting
	l := listen(t, "file", "")
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.Chinese, Words: words("没有录音的一句话")})
	if r := l.end(); r.State != speech.Said || r.Skipped != 0 {
		t.Errorf("%+v", r)
	}
	if s := seconds(l.pcm()); s < 1 {
		t.Errorf("eight syllables took %.1f s", s)
	}
	l = listen(t, "file", "")
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.Chinese, Words: words("K9Z", "Llanfairpwllgwyngyllgogerychwyrn")})
	if r := l.end(); r.State != speech.Said || r.Skipped != 1 {
		t.Errorf("%+v", r)
	}
	if s := seconds(l.pcm()); s < 0.6 {
		t.Errorf("three signs took %.1f s", s)
	}
}

func TestSynthesiserSpeaksWhatHasNoClip(t *testing.T) {
	t.Parallel() // most of it is waiting
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Skip("espeak-ng is not installed")
	}
	for _, c := range []struct {
		lang kiosk.Lang
		text string
	}{{kiosk.Chinese, "没有录音的一句话"}, {kiosk.English, "a sentence that nobody has recorded"}} {
		l := listen(t, "file", "espeak-ng")
		l.say(voice.Utterance{Seq: 1, Lang: c.lang, Words: words(c.text)})
		if r := l.end(); r.State != speech.Said || r.Skipped != 0 {
			t.Errorf("%+v", r)
		}
		if s := seconds(l.pcm()); s < 1 {
			t.Errorf("%q took %.1f s", c.text, s)
		}
	}
}

func TestSynthesiserThatHangsIsNotWaitedFor(t *testing.T) {
	t.Parallel() // most of it is waiting
	hangs := filepath.Join(t.TempDir(), "synth")
	if err := os.WriteFile(hangs, []byte("#!/bin/sh\nexec tail -f /dev/null\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	l := listen(t, "file", hangs)
	l.say(voice.Utterance{Seq: 1, Lang: kiosk.English, Words: words("Llanfairpwllgwyngyllgogerychwyrn", "Home")})
	if r := l.end(); r.State != speech.Said || r.Skipped != 1 {
		t.Errorf("%+v", r)
	}
}

// TestEveryClipCanBePlayed decodes every clip by way of the player.
func TestEveryClipCanBePlayed(t *testing.T) {
	t.Parallel() // most of it is waiting
	for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
		index, err := voice.Index(assets.Clips(), lang)
		if err != nil || len(index) == 0 {
			t.Fatal(err, len(index))
		}
		var all []string
		for _, c := range index {
			all = append(all, c.Text)
		}
		l := listen(t, "file", "")
		l.say(voice.Utterance{Seq: 1, Lang: lang, Words: all})
		if r := l.end(); r.State != speech.Said || r.Skipped != 0 {
			t.Errorf("%s: %+v", lang, r)
		}
		if s := seconds(l.pcm()); s < 0.3*float64(len(index)) || s > 8*float64(len(index)) {
			t.Errorf("%s: %d clips took %.0f s", lang, len(index), s)
		}
		if bytes.Count(l.pcm()[:200], []byte{0}) < 150 {
			t.Error("no silence before the first word")
		}
	}
}

func TestEndsWithItsContext(t *testing.T) {
	t.Parallel() // most of it is waiting
	ours, theirs := net.Pipe()
	defer ours.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- speech.Serve(ctx, theirs, speech.Options{Clips: assets.Clips(), Player: words("true")})
	}()
	cancel()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("it goes on")
	}
}
