package flow

// FromScreen is one JSON line from the drawing process to the terminal.
type FromScreen struct {
	// Seq is the View that was on the glass.
	Seq uint64 `json:"seq"`
	// Touched is the control that was pressed and released; empty in a report
	// that the View is now on the glass.
	Touched Control `json:"touched,omitempty"`
	// Typed is what stands in the question on the glass after each key. Unlike
	// a touch it needs no answer: the screen has shown it already, and goes on
	// from the View's own text when another process takes over. It counts for
	// the question it names, whatever Seq is.
	Typed *TypedText `json:"typed,omitempty"`
	// Any is set on every touch-down, also beside controls: somebody is here.
	Any bool `json:"any,omitempty"`
	// Focus is where keys act now, for the voice.
	Focus *Focus `json:"focus,omitempty"`
	// Shown reports that View Seq was presented, with the place of each live
	// control in window pixels.
	Shown *Shown `json:"shown,omitempty"`
}

// TypedText is a text that is being typed. It is personal data in the clear,
// on the local socket only.
type TypedText struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

// Focus is the control that keys act on.
type Focus struct {
	Control Control `json:"control"` // or a key of the drawing process, "key:..."
	// Label is what is written on it; of a key that may be a part of what is
	// being typed, so it is on the local socket only.
	Label string `json:"label,omitempty"`
	Moved bool   `json:"moved,omitempty"` // by a key, not because another screen came
	// At says the how manyth it is, from 1, of the Of controls that keys come
	// to; zero where that is not known, and for keys that one writes with.
	At int `json:"at,omitempty"`
	Of int `json:"of,omitempty"`
}

// Shown tells what one presented picture held.
type Shown struct {
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Page     int     `json:"page"`
	Pages    int     `json:"pages"` // how many pages the list has in this layout; 1 when it is not paged
	Controls []Place `json:"controls"`
	Missing  []rune  `json:"missing,omitempty"` // characters no font could draw
}

// Place is where a control sits, in window pixels.
type Place struct {
	Control Control `json:"control"`
	X       int     `json:"x"`
	Y       int     `json:"y"`
	W       int     `json:"w"`
	H       int     `json:"h"`
}
