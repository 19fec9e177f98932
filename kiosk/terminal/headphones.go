package terminal

import (
	"context"

	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

// Headphones tells whether headphones are in the jack.
type Headphones interface {
	// Watch reports each change, and at first how it stands, until ctx ends, and
	// returns only then. A jack that cannot be watched is reported as empty.
	// report does not block for long.
	Watch(ctx context.Context, report func(in bool))
}

// watchHeadphones hears of the jack until ctx ends; the channel is closed then.
func (t *Terminal) watchHeadphones(ctx context.Context) <-chan struct{} {
	ended := make(chan struct{})
	if t.opts.Headphones == nil || t.opts.Voice == nil {
		close(ended)
		return ended
	}
	go func() {
		defer close(ended)
		t.opts.Headphones.Watch(ctx, func(in bool) { t.post(ctx, happening{event: flow.Headphones{In: in}}) })
	}()
	return ended
}

// hearing says who hears the voice. Where the jack is watched, and is empty,
// anybody may: some sound cards send to a loudspeaker then.
func (t *Terminal) hearing() voice.Hearing {
	switch {
	case t.voice.alone:
		return voice.OneAlone
	case t.opts.Headphones != nil:
		return voice.Everybody
	}
	return t.opts.Hearing
}

// plugged answers headphones that were put in or pulled out, in whatever visit.
// When they are out, silence comes before anything else.
func (t *Terminal) plugged(ctx context.Context, e flow.Headphones) outcome {
	if e.In == t.voice.alone {
		return ignored
	}
	spoke := t.state.Voice
	if !e.In && spoke {
		t.say(nil, false)
	}
	t.voice.alone = e.In
	t.voice.teller.Hear(t.hearing())
	t.step(ctx, e)
	if e.In && spoke { // through the loudspeaker until now
		t.speakAgain()
	}
	if t.state.Voice == spoke {
		return ignored
	}
	return answered
}
