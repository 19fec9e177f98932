package crawl

import (
	"fmt"
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// Manner is one way in which a picture is laid out. High contrast is none: it
// changes colours alone, and both palettes are held against each picture.
type Manner struct {
	Panel          string
	Options        screen.Options
	Lang           kiosk.Lang
	Large, Lowered bool
	Voice          Voice
}

// Voice says what the terminal has of one.
type Voice int

// Kinds of terminal.
const (
	NoVoice Voice = iota
	Silent        // it has one, which is off
	Aloud         // it speaks
)

// String names the manner in a few words.
func (m Manner) String() string {
	words := []string{m.Panel, string(m.Lang)}
	for _, is := range []struct {
		so   bool
		word string
	}{{m.Large, "large"}, {m.Lowered, "lowered"}, {m.Voice == NoVoice, "without voice"}, {m.Voice == Aloud, "aloud"}} {
		if is.so {
			words = append(words, is.word)
		}
	}
	return strings.Join(words, " ")
}

// class is the manner without what mostly makes no difference.
func (m Manner) class() string {
	if m.Large {
		return m.Panel + " large"
	}
	return m.Panel
}

// Panels are those that a terminal may have. A panel that hangs turned has the
// layout of one that does not.
func Panels() []Manner {
	return []Manner{
		{Panel: "portrait", Options: screen.Options{Width: 1080, Height: 1920, PitchMM: 0.248}},
		{Panel: "landscape", Options: screen.Options{Width: 1920, Height: 1080, PitchMM: 0.248}},
		{Panel: "small", Options: screen.Options{Width: 1280, Height: 800, PitchMM: 0.217}},
	}
}

// Manners are all ways to see a picture.
func Manners() []Manner {
	var all []Manner
	for _, m := range Panels() {
		for i := range 8 {
			m.Lang = []kiosk.Lang{kiosk.Chinese, kiosk.English}[i&1]
			m.Large, m.Lowered = i&2 > 0, i&4 > 0
			for _, m.Voice = range []Voice{NoVoice, Silent, Aloud} {
				all = append(all, m)
			}
		}
	}
	return all
}

// Judge lays out pictures and says what is wrong with them. It is used by one
// goroutine; the kit may be shared.
type Judge struct {
	Kit     *widget.Kit
	Words   *Words
	Chinese screen.Chinese // what questions are answered with
	Machine flow.Machine
	Ambient flow.Ambient

	Pages int // that were laid out
}

// Look lays out all pages of what stands at p in one manner.
func (j *Judge) Look(p *Place, in Manner, found *Findings) {
	v := j.view(p, in)
	drawn := map[flow.Control]bool{}
	for v.Page = 0; ; v.Page++ {
		j.Pages++
		laid := screen.LayEntry(j.Kit, v, in.Options, screen.NewEntry(v, j.Chinese))
		add := func(kind, detail string, args ...any) {
			where := fmt.Sprintf("%s, page %d: %s: %s", in, v.Page, p.Way(), fmt.Sprintf(detail, args...))
			found.Add(where, "%s on %s, %s", kind, about(v), in.class())
		}
		for _, f := range laid.Scene.Faults {
			add(string(f.Kind), "%s", f.Detail)
		}
		if laid.Page != v.Page {
			add("wrong page", "page %d is shown", laid.Page)
		}
		j.scene(laid.Scene, v, in, add)
		for _, t := range laid.Scene.Targets {
			drawn[flow.Control(t.ID)] = true
		}
		if v.Page+1 >= laid.Pages {
			break
		}
	}
	for _, c := range v.Can {
		if !drawn[c] && !elsewhere(c, v) && (c != flow.SwitchReach || in.Panel != "small") {
			found.Add(fmt.Sprintf("%s: %s", in, p.Way()), "%s of %s stands on no page", kindOf(c), v.Screen)
		}
	}
}

// elsewhere tells whether c may be left out of a picture: there may be no page
// to turn to, and what is offered early and among what was found stands in a
// list as well.
func elsewhere(c flow.Control, v flow.View) bool {
	return turns(c) || kindOf(c) == "item" && v.Screen != flow.ChooseItem
}

// view is what stands at p, seen in one manner.
func (j *Judge) view(p *Place, in Manner) flow.View {
	s, m := p.State, j.Machine
	s.Lang, s.Large, s.Lowered = in.Lang, in.Large, in.Lowered
	m.Voice, s.Voice = in.Voice != NoVoice, in.Voice == Aloud
	v := m.View(s, j.Ambient)
	v.Seq = 1
	return v
}

// about is the screen of v, and of a question what is asked for.
func about(v flow.View) string {
	if v.Form != nil {
		return string(v.Screen) + " for " + string(v.Form.Kind) + " " + string(v.Form.Pick)
	}
	return string(v.Screen)
}

func palette(high bool) *widget.Palette {
	if high {
		return widget.ContrastPalette()
	}
	return widget.NormalPalette()
}

// kindOf is c without what names a single thing.
func kindOf(c flow.Control) string {
	mark, _, _ := strings.Cut(string(c), ":")
	return mark
}

// scene holds one picture against what every picture must keep.
func (j *Judge) scene(s *widget.Scene, v flow.View, in Manner, add func(string, string, ...any)) {
	for _, high := range []bool{false, true} {
		s.Palette = palette(high)
		pale(s, high, add)
	}
	j.Words.foreign(s, v, add)
	whole := widget.Rect{W: float64(s.Width), H: float64(s.Height)}
	from := covers(s)
	var lines []widget.TextLine
	for _, op := range s.Ops[from:] {
		switch o := op.(type) {
		case widget.TextLine:
			if !whole.Holds(ink(o)) {
				add("outside", "%q", o.Text)
			}
			lines = append(lines, o)
		case widget.Fill:
			const least, slack = float64(widget.TargetMain), 0.3
			if mm := min(o.Box.H, o.Box.W) * in.Options.PitchMM; o.Role == widget.Accent && o.Owner != "" && mm < least-slack {
				add("small main action", "%s is %.1f mm, needs %v", o.Owner, mm, least)
			}
		}
	}
	for i, a := range lines {
		for _, b := range lines[i+1:] {
			if ink(a).Meets(ink(b)) {
				add("text on text", "%q lies on %q", a.Text, b.Text)
			}
		}
	}
	for _, t := range s.Targets {
		if !t.Local && !slices.Contains(v.Can, flow.Control(t.ID)) {
			add("drawn and not live", "%s", t.ID)
		}
	}
}

// ink is where the characters of a line are, without the space between lines.
func ink(l widget.TextLine) widget.Rect {
	return widget.Rect{X: l.Box.X + 1, Y: l.Baseline - 0.8*l.Px, W: l.Box.W - 2, H: 0.85 * l.Px}
}
