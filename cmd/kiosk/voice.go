package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"

	"linli/assets"
	"linli/cmd/kiosk/internal/speech"
	"linli/kiosk/health"
	"linli/kiosk/terminal"
	"linli/kiosk/voice"
)

// Values of voice.at.
const (
	voiceNone    = "none"
	voiceJack    = "jack"
	voiceSpeaker = "speaker"
)

type voiceSettings struct {
	At     string `yaml:"at"`
	Device string `yaml:"device"`
	Player string `yaml:"player"`
	Synth  string `yaml:"synth"`

	Headphones jackSettings `yaml:"headphones"`
}

func (v voiceSettings) faults(refuse func(bad bool, key, problem string)) {
	known := []string{voiceNone, voiceJack, voiceSpeaker}
	refuse(!slices.Contains(known, v.At), "voice.at", "must be none, jack or speaker")
	refuse(v.At != voiceNone && len(strings.Fields(v.Player)) == 0, "voice.player", "must be a program that takes sound on its standard input, for example aplay; see docs/devices/voice.md")
	refuse(strings.ContainsAny(v.Device, " \t"), "voice.device", "must be one of ALSA's names, without spaces; aplay -L lists them")
	v.Headphones.faults(refuse)
}

func (v voiceSettings) hearing() voice.Hearing {
	if v.At == voiceJack {
		return voice.OneAlone
	}
	return voice.Everybody
}

// player is the command that plays, with device in its place.
func (v voiceSettings) player(device string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(v.Player, "{device}", device)), " ")
}

// alone is the command that plays for headphones alone.
func (v voiceSettings) alone() string {
	if v.Headphones.Device == "" {
		return v.player(v.Device)
	}
	return v.player(v.Headphones.Device)
}

// conditions is where the voice says that it fails or is back.
type conditions interface {
	Raise(health.Finding)
	Clear(health.Code)
}

// wireVoice returns what says things, and what keeps its process until its
// context ends. Both are nil for a terminal without a voice.
func wireVoice(s voiceSettings, log *slog.Logger) (terminal.Speaker, func(context.Context, conditions)) {
	if s.At == voiceNone {
		return nil, nil
	}
	p := newSpeaker(log)
	return p, func(ctx context.Context, c conditions) {
		p.keep(ctx, c, func() (child, error) { return startVoice(s) })
	}
}

// child is a process of the voice.
type child struct {
	link io.ReadWriteCloser
	end  func() // ends the process at once and returns when it is gone
}

// startVoice starts `kiosk voice`. Its link closes when it ends.
func startVoice(s voiceSettings) (child, error) {
	ours, theirs, err := socketPair()
	if err != nil {
		return child{}, err
	}
	defer theirs.Close()
	self, err := os.Executable()
	if err != nil {
		ours.Close()
		return child{}, fmt.Errorf("start voice: %w", err)
	}
	process := exec.Command(self, "voice", "-player", s.player(s.Device), "-alone", s.alone(), "-synth", s.Synth)
	process.Stdout, process.Stderr = os.Stderr, os.Stderr
	process.ExtraFiles = []*os.File{theirs} // becomes linkFD
	if err := process.Start(); err != nil {
		ours.Close()
		return child{}, fmt.Errorf("start voice: %w", err)
	}
	return child{link: ours, end: func() {
		ours.Close()
		_ = process.Process.Kill()
		_ = process.Wait()
	}}, nil
}

// runVoice is `kiosk voice`: the process that makes sound.
func runVoice(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("kiosk voice", flag.ContinueOnError)
	flags.SetOutput(stderr)
	player := flags.String("player", "", "`command` that plays what it gets on its standard input")
	alone := flags.String("alone", "", "`command` in its place while headphones are in")
	synth := flags.String("synth", "", "`program` that speaks what has no clip")
	if err := flags.Parse(args); err != nil {
		return err
	}
	file := os.NewFile(linkFD, "voice-link")
	link, err := net.FileConn(file)
	if err != nil {
		return fmt.Errorf("kiosk voice is started by kiosk, never by hand: no link at descriptor %d: %w", linkFD, err)
	}
	file.Close()
	err = speech.Serve(ctx, link, speech.Options{
		Clips: assets.Clips(), Readings: assets.Readings(), Player: strings.Fields(*player), Alone: strings.Fields(*alone), Synth: *synth,
	})
	if errors.Is(err, io.EOF) { // the terminal has stopped
		return nil
	}
	return err
}
