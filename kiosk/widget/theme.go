package widget

import "image/color"

// Role says what a colour means. Screens name roles, never colours.
type Role int

// The roles of a palette.
const (
	Ground    Role = iota // behind everything
	Surface               // what lies on the ground: tiles, cards
	Ink                   // what is read
	Muted                 // what is read second
	Accent                // the one main action
	OnAccent              // words on the accent
	Calm                  // selected, links, progress
	Done                  // it worked
	Attention             // look here; never without a sign
	Line                  // edges and rules
	Shade                 // over a picture that waits behind a question
	roles
)

// Palette gives each role its colour.
type Palette struct {
	colours [roles]color.NRGBA
	// edged palettes draw a line around surfaces because shadows do not show.
	edged bool
}

// Colour returns the colour of r.
func (p *Palette) Colour(r Role) color.NRGBA { return p.colours[r] }

// NormalPalette is warm paper and ink.
func NormalPalette() *Palette {
	return &Palette{colours: [roles]color.NRGBA{
		Ground:    rgb(0xF6F2EA),
		Surface:   rgb(0xFFFFFF),
		Ink:       rgb(0x1E2A2F),
		Muted:     rgb(0x54636A),
		Accent:    rgb(0xB3372B),
		OnAccent:  rgb(0xFFFFFF),
		Calm:      rgb(0x1F6F78),
		Done:      rgb(0x2E7D53),
		Attention: rgb(0x8F5600),
		Line:      rgb(0xDDD5C7),
		Shade:     {0x1E, 0x2A, 0x2F, 0xB0},
	}}
}

// ContrastPalette is white on black, at least 7:1 for everything read.
func ContrastPalette() *Palette {
	return &Palette{edged: true, colours: [roles]color.NRGBA{
		Ground:    rgb(0x000000),
		Surface:   rgb(0x0B0B0B),
		Ink:       rgb(0xFFFFFF),
		Muted:     rgb(0xD9D9D9),
		Accent:    rgb(0xFFD54A),
		OnAccent:  rgb(0x000000),
		Calm:      rgb(0x7FE0E8),
		Done:      rgb(0x7CF0A8),
		Attention: rgb(0xFFB74A),
		Line:      rgb(0xFFFFFF),
		Shade:     {0x00, 0x00, 0x00, 0xD8},
	}}
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// Cap heights of the type scale at normal size. 大字 multiplies them by
// LargeFactor.
const (
	CapCaption Millimetres = 4.8
	CapBody    Millimetres = 6.1
	CapTitle   Millimetres = 8  // buttons and titles in lists
	CapHeading Millimetres = 11 // title of a screen

	// LargeFactor is how much larger all text is in 大字 mode.
	LargeFactor = 1.4
	// NearFactor keeps the angle under which text is seen, 0.7 degrees a cap,
	// at 400 mm instead of 500 mm (EN 301 549, 5.1.4).
	NearFactor = 0.8
	// LineHeight is the distance of two lines in ems.
	LineHeight = 1.45
	// HanPerLine is how many Han a line of body text holds at most.
	HanPerLine = 22
)

// Sizes of what fingers touch.
const (
	TargetMain  Millimetres = 20  // height of main targets
	TargetLeast Millimetres = 9.5 // smaller is a Fault
	GapLeast    Millimetres = 2   // nearer is a Fault
	Corner      Millimetres = 3
	FocusRing   Millimetres = 1.4 // of the control that keys act on
	Margin      Millimetres = 16  // around a screen
	Grid        Millimetres = 8
)

// Font names one of the bundled faces.
type Font int

// The bundled faces.
const (
	Regular Font = iota
	Bold
	Kai // the one greeting line
	fonts
)

// Align says where lines stand in their box.
type Align int

// Alignments of text.
const (
	Left Align = iota
	Centre
	Right
)

// Style is how a text looks.
type Style struct {
	Cap     Millimetres // cap height at normal size
	Font    Font
	Role    Role
	Align   Align
	Fixed   bool    // does not grow in 大字 mode: it is large already
	Leading float64 // distance of two lines in ems; zero means LineHeight
}

// Caption is the smallest text there is.
func Caption() Style { return Style{Cap: CapCaption, Role: Muted} }

// Body is what a resident reads.
func Body() Style { return Style{Cap: CapBody, Role: Ink} }

// Title heads a tile, a list or a button.
func Title() Style { return Style{Cap: CapTitle, Font: Bold, Role: Ink} }

// Heading is the title of a screen.
func Heading() Style { return Style{Cap: CapHeading, Font: Bold, Role: Ink, Leading: 1.3} }

// In returns the style in another colour.
func (s Style) In(r Role) Style { s.Role = r; return s }

// To returns the style with another alignment.
func (s Style) To(a Align) Style { s.Align = a; return s }

// Of returns the style in another face.
func (s Style) Of(f Font) Style { s.Font = f; return s }

// Sized returns the style with another cap height.
func (s Style) Sized(c Millimetres) Style { s.Cap = c; return s }
