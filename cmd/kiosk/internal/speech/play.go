package speech

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"linli/kiosk"
	"linli/kiosk/voice"
)

// How long things may take. A player may be behind what it was given by no more
// than behind: a sound card takes what it plays.
const (
	behind       = 5 * time.Second
	synthPatient = 3 * time.Second
	lookEvery    = 250 * time.Millisecond
)

// rest is the length of a breath.
const rest = 220 * time.Millisecond

// lead is silence before the first word: cards that wake swallow the beginning.
const lead = 120 * time.Millisecond

// errHangs is a player that does not take what it is given.
var errHangs = errors.New("speech: the player does not take sound")

// play gives the sounds of u to one player and waits for its end.
func (m *mouth) play(ctx context.Context, u voice.Utterance) (skipped int, err error) {
	command := m.opts.Player
	if u.Alone && len(m.opts.Alone) > 0 {
		command = m.opts.Alone
	}
	if len(command) == 0 {
		return 0, errors.New("speech: there is no player")
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	player := exec.CommandContext(ctx, command[0], command[1:]...)
	player.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	player.Cancel = func() error { return syscall.Kill(-player.Process.Pid, syscall.SIGKILL) }
	player.WaitDelay = time.Second
	var said bytes.Buffer
	player.Stderr = &limited{to: &said, left: 400}
	in, err := player.StdinPipe()
	if err != nil {
		return 0, fmt.Errorf("speech: player: %w", err)
	}
	if err := player.Start(); err != nil {
		return 0, fmt.Errorf("speech: player: %w", err)
	}
	var given atomic.Int64 // of time, in what the player was given and in what it was kept waiting
	given.Store(int64(behind))
	go watch(ctx, &given, func() { cancel(errHangs) })
	gain := loudness(u.Volume)
	write := func(samples []int16) bool {
		given.Add(int64(length(samples)))
		_, err := in.Write(encode(samples, gain))
		return err == nil
	}
	going := write(silence(lead))
	for _, s := range m.clips.Sounds(u.Lang, u.Words) {
		if !going {
			break
		}
		began := time.Now()
		samples, ok := m.samples(ctx, s)
		given.Add(int64(time.Since(began)))
		if !ok {
			if skipped++; skipped == 1 && len(samples) == 0 { // never silence in the place of a prompt
				samples, _ = m.clip(m.clips.Unsaid(u.Lang))
			}
		}
		going = write(samples)
	}
	_ = in.Close() // the player ends when it has played all
	err = player.Wait()
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	if err != nil {
		return skipped, fmt.Errorf("speech: player: %w: %s", err, strings.Join(strings.Fields(said.String()), " "))
	}
	return skipped, nil
}

// watch calls hangs once a player has taken longer than what it was given.
func watch(ctx context.Context, given *atomic.Int64, hangs func()) {
	began := time.Now()
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if time.Since(began) > time.Duration(given.Load()) {
				hangs()
				return
			}
		}
	}
}

// samples is the sound of one piece. It is not ok when not all of it could be
// said.
func (m *mouth) samples(ctx context.Context, s voice.Sound) (samples []int16, ok bool) {
	switch {
	case s.Rest:
		return silence(rest), true
	case s.Clip != "":
		return m.clip(s.Clip)
	}
	if samples, ok := m.synthesise(ctx, s); ok {
		return samples, true
	}
	for _, e := range s.Else {
		more, _ := m.samples(ctx, e)
		samples = append(samples, more...)
	}
	return samples, len(samples) > 0 && s.Left == 0
}

func (m *mouth) clip(file string) ([]int16, bool) {
	data, err := fs.ReadFile(m.opts.Clips, file)
	if err != nil {
		return nil, false
	}
	samples, rate, err := decode(data)
	if err != nil {
		return nil, false
	}
	return resample(samples, rate), true
}

// synthesise has a text spoken by the program of Options.Synth. The text goes
// to its standard input: what a resident wrote is in no list of processes.
func (m *mouth) synthesise(ctx context.Context, s voice.Sound) ([]int16, bool) {
	if m.opts.Synth == "" || ctx.Err() != nil {
		return nil, false
	}
	name, text := "en-gb", s.Text
	if s.Lang == kiosk.Chinese {
		if m.readings == nil {
			return nil, false
		}
		name = "cmn-latn-pinyin"
		if text, _ = m.readings.Read(s.Text); text == "" {
			return nil, false
		}
	}
	ctx, cancel := context.WithTimeout(ctx, synthPatient)
	defer cancel()
	speaker := exec.CommandContext(ctx, m.opts.Synth, "--stdin", "--stdout", "-z", "-s", "165", "-v", name)
	speaker.WaitDelay = time.Second
	speaker.Stdin = strings.NewReader(text)
	spoken, err := speaker.Output()
	if err != nil {
		return nil, false
	}
	samples, rate, err := decode(spoken)
	if err != nil {
		return nil, false
	}
	return resample(samples, rate), true
}

// encode writes samples as a player takes them, so much louder or softer.
func encode(samples []int16, gain float64) []byte {
	out := make([]byte, 0, 2*len(samples))
	for _, s := range samples {
		out = binary.LittleEndian.AppendUint16(out, uint16(int16(float64(s)*gain)))
	}
	return out
}

// limited keeps the beginning of what is written to it.
type limited struct {
	to   *bytes.Buffer
	left int
}

// Write never fails.
func (l *limited) Write(b []byte) (int, error) {
	n := min(l.left, len(b))
	l.left -= n
	l.to.Write(b[:n])
	return len(b), nil
}
