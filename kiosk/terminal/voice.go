package terminal

import (
	"context"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

// Speaker says things aloud.
type Speaker interface {
	// Say says u in the place of what is being said, or behind it where u says
	// so. It does not block, and tells nobody when it fails: a visit goes on
	// without a voice.
	Say(u voice.Utterance)
	// Speaking tells without waiting whether something is still to be heard.
	Speaking() bool
}

// hearEvery is how often a patience that has run out while something is said
// looks again.
const hearEvery = time.Second

// narrator is what the terminal keeps for its voice. It belongs to Run.
type narrator struct {
	teller voice.Teller
	said   uint64 // utterances so far
	waits  bool   // patience has run out, but not the voice
	alone  bool   // headphones are in
}

// say sends words to the speaker. Without words it is silence.
func (t *Terminal) say(words []string, after bool) {
	t.voice.said++
	t.opts.Voice.Say(voice.Utterance{
		Seq: t.voice.said, Lang: t.state.Lang, Volume: t.newest.Volume, After: after, Alone: t.voice.alone, Words: words,
	})
}

// speak says what is new in v.
func (t *Terminal) speak(v flow.View) {
	t.newest = v
	if t.opts.Voice == nil {
		return
	}
	if words, interrupts := t.voice.teller.See(v); interrupts {
		t.say(words, false)
	}
}

// speakFocus names the control that has the focus now.
func (t *Terminal) speakFocus(f flow.Focus) {
	if t.opts.Voice == nil {
		return
	}
	if words, after := t.voice.teller.Focus(f); len(words) > 0 {
		t.say(words, after)
	}
}

// speakAgain says once more what is on the screen.
func (t *Terminal) speakAgain() {
	if t.opts.Voice != nil {
		t.say(t.voice.teller.Again(), false)
	}
}

// typed feeds a key to flow and echoes it.
func (t *Terminal) typed(ctx context.Context, line flow.TypedText) {
	before := t.state.Draft
	t.step(ctx, flow.Typed{Field: line.Field, Text: kiosk.Private(line.Text)})
	if t.opts.Voice == nil {
		return
	}
	if words := t.voice.teller.Typed(before, t.state.Draft); len(words) > 0 {
		t.say(words, false)
	}
}

// ranOut answers a patience that has run out: while something is said it has
// not, and it begins again when that is over. The last patience before a wipe
// waits for nothing.
func (t *Terminal) ranOut(ctx context.Context, patience *time.Timer) {
	switch {
	case t.opts.Voice != nil && t.state.Voice && !t.state.Warned && t.opts.Voice.Speaking():
		t.voice.waits = true
		patience.Reset(hearEvery)
	case t.voice.waits:
		t.voice.waits = false
		t.wait(patience)
	default:
		t.step(ctx, flow.Quiet{})
		t.answer(patience)
	}
}
