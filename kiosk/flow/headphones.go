package flow

// GoOnSilent goes on without the voice, after headphones were pulled out.
const GoOnSilent Control = "go-on-silent"

// Headphones says that headphones were put into the jack, or pulled out of it.
type Headphones struct{ In bool }

func (Headphones) event() {}

// headphones switches the voice: whoever plugs in wants to hear, and what was
// said to one alone goes on for nobody once they are out.
func headphones(s State, e Headphones) State {
	if e.In {
		s.Voice, s.Silenced = true, false
		return s
	}
	if s.Voice && s.Screen != Attract {
		s.Silenced = true
	}
	s.Voice, s.Volume = false, 0
	return s
}

// covered tells whether s says only that the voice has stopped.
func (s State) covered() bool { return s.Silenced && !s.Warned && s.Help.Phase == HelpNone }
