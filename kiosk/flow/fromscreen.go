package flow

// FromScreen is one JSON line from the drawing process to the terminal.
type FromScreen struct {
	// Seq is the View that was on the glass.
	Seq uint64 `json:"seq"`
	// Touched is the control that was pressed and released; empty in a report
	// that the View is now on the glass.
	Touched Control `json:"touched,omitempty"`
	// Any is set on every touch-down, also beside controls: somebody is here.
	Any bool `json:"any,omitempty"`
	// Shown reports that View Seq was presented, with the place of each live
	// control in window pixels.
	Shown *Shown `json:"shown,omitempty"`
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
