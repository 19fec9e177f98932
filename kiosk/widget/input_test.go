package widget_test

import (
	"slices"
	"strings"
	"testing"

	"linli/kiosk/widget"
)

// writer is what all input widgets have.
type writer interface {
	Press(id string) bool
	Value() string
	Wipe()
	Lay(s *widget.Sheet, box widget.Rect, w widget.Words)
}

// typed presses keys: each a character, or a name in <>.
func typed(w writer, keys string) (changes int) {
	for keys != "" {
		key := keys[:1]
		if key == "<" {
			key, keys, _ = strings.Cut(keys[1:], ">")
		} else {
			keys = keys[1:]
		}
		if w.Press(widget.Key + key) {
			changes++
		}
	}
	return changes
}

// echo offers letters as characters of a private alphabet, one for each letter,
// then one for the first letter alone.
type echo struct{ begun []bool }

func (e *echo) Decode(letters string, begun bool, limit int) []widget.Candidate {
	e.begun = append(e.begun, begun)
	all := []widget.Candidate{{Text: strings.ToUpper(letters), Used: len(letters)}, {Text: strings.ToUpper(letters[:1]), Used: 1}}
	for range 30 {
		all = append(all, widget.Candidate{Text: "\u4e00", Used: 1})
	}
	return all[:min(limit, len(all))]
}

func TestLettersBecomeWhatIsPicked(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"abc<pick:0>", "ABC"}, {"abc<pick:1>", "A"}, {"abc<pick:1><pick:0>", "ABC"},
		{"abc<space>", "ABC"}, {"abc", ""}, {"abc<erase><space>", "AB"}, {"ab<space><erase>", "A"},
		{"ab<space><space>c<space>", "AB C"}, {"<space>", ""}, {"'", ""}, {"a'b<space>", "A'B"},
		{"ab<clear>", ""}, {"ab<other>c", "c"}, {"<other><shift>ab", "Ab"}, {"<signs>1", "1"},
		{"ab<pick:99>", ""}, {"ab<pick:>", ""}, {"ab<pick:-1>", ""}, {"abcdef<space>ghij<space>", "ABCDEFGH"}, // eight fit
	} {
		b := &widget.TextBoard{Decoder: &echo{}, Most: 8}
		typed(b, c.keys)
		if got := b.Value(); got != c.want {
			t.Errorf("%s: %q, want %q", c.keys, got, c.want)
		}
	}
}

func TestDecoderHearsWhetherSomethingStandsBefore(t *testing.T) {
	e := &echo{}
	typed(&widget.TextBoard{Decoder: e}, "a<space>b")
	if want := []bool{false, true}; !slices.Equal(e.begun, want) {
		t.Errorf("heard %v, want %v", e.begun, want)
	}
}

func TestHostileTypingIsBounded(t *testing.T) {
	b := &widget.TextBoard{Decoder: &echo{}}
	if n := typed(b, strings.Repeat("q", 500)); n > 60 {
		t.Errorf("%d letters were taken", n)
	}
}

// local are the ids of what can be pressed inside the drawing process.
func local(s *widget.Scene) (ids []string) {
	for _, target := range s.Targets {
		if target.Local {
			ids = append(ids, target.ID)
		}
	}
	return ids
}

func lay(t *testing.T, w writer) *widget.Scene {
	t.Helper()
	s := sheet(t, false)
	w.Lay(s, widget.Rect{X: 60, Y: 400, W: 960, H: 1000}, widget.Words{
		Erase: "E", Clear: "C", Space: "S", Date: "{year}-{month}-{day}", Leaf: "{month}/{year}", Year: "Y", Month: "M", Day: "D",
		ByDigits: "1", ByLeaf: "2", BySteps: "3", Sign: "sign", Part: "P", Hanzi: "H", Latin: "L", Digits: "12", Letters: "ab", Shift: "s",
		Weekdays: [7]string{"1", "2", "3", "4", "5", "6", "7"}, More: "+", Less: "-", MonthBefore: "<", MonthAfter: ">",
	})
	scene := s.Done()
	for _, f := range scene.Faults {
		t.Errorf("%T: %s", w, f)
	}
	return scene
}

func TestCandidatesTurnPageByPage(t *testing.T) {
	b := &widget.TextBoard{Decoder: &echo{}}
	typed(b, "ab")
	var firsts []string
	for range 3 {
		ids := local(lay(t, b))
		firsts = append(firsts, ids[slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, widget.Key+"pick:") })])
		next := slices.IndexFunc(ids, func(id string) bool { return strings.HasPrefix(id, widget.Key+"from:") })
		if next < 0 {
			t.Fatal("no key leads on")
		}
		b.Press(ids[next])
	}
	if slices.Compact(slices.Clone(firsts))[0] != firsts[0] || firsts[0] == firsts[1] || firsts[1] == firsts[2] {
		t.Errorf("pages begin with %v", firsts)
	}
	for range 3 {
		b.Press(widget.Key + "from-before")
	}
	if ids := local(lay(t, b)); !slices.Contains(ids, widget.Key+"pick:0") || slices.Contains(ids, widget.Key+"from-before") {
		t.Errorf("turning back ends at %v", ids)
	}
}

func TestPadWritesWhatItShows(t *testing.T) {
	for _, w := range []writer{
		&widget.NumberPad{Most: 18, Sign: "X"}, &widget.TextBoard{}, &widget.TextBoard{Decoder: &echo{}},
		&widget.DatePicker{Style: widget.DateDigits, At: widget.Date{Year: 2026, Month: 11, Day: 22}},
		&widget.DatePicker{Style: widget.DateMonth, At: widget.Date{Year: 2026, Month: 11, Day: 22}},
		&widget.DatePicker{Style: widget.DateSteps, At: widget.Date{Year: 2026, Month: 11, Day: 22}},
	} {
		ids := local(lay(t, w))
		if len(ids) < 8 {
			t.Fatalf("%T has only %v", w, ids)
		}
		for _, id := range ids {
			if len(w.Value()) == len("20261122") {
				w.Press(widget.Key + "erase") // room for one more
			}
			if name := id[len(widget.Key):]; !w.Press(id) && name != "clear" && name != "from-before" && name != "space" && name != "'" {
				t.Errorf("%T: %s does nothing", w, id)
			}
		}
	}
}

func TestDateKeepsToTheCalendarAndItsBounds(t *testing.T) {
	day := func(y, d int) widget.Date { return widget.Date{Year: y, Month: 3, Day: d} }
	for _, c := range []struct {
		style widget.DateStyle
		keys  string
		want  string
	}{
		{widget.DateSteps, "<day:1>", "2026-03-11"}, {widget.DateSteps, "<day:-1><day:-1>", "2026-03-08"},
		{widget.DateSteps, "<year:9>", "2027-03-20"}, {widget.DateSteps, "<year:-9>", "2025-03-01"},
		{widget.DateMonth, "<on:31>", "2026-03-31"}, {widget.DateMonth, "<on:32>", ""}, {widget.DateMonth, "<on:0>", ""},
		{widget.DateMonth, "<month:12><on:21>", ""}, {widget.DateMonth, "<month:12><on:20>", "2027-03-20"},
		{widget.DateMonth, "", ""}, {widget.DateSteps, "", ""},
	} {
		p := &widget.DatePicker{Style: c.style, At: day(2026, 10), Min: day(2025, 1), Max: day(2027, 20)}
		typed(p, c.keys)
		if got := p.Value(); got != c.want {
			t.Errorf("style %d %s: %q, want %q", c.style, c.keys, got, c.want)
		}
	}
}

func TestDayThatCannotBeIsMarkedBesideColour(t *testing.T) {
	sign := func(digits string) bool {
		p := &widget.DatePicker{Style: widget.DateDigits, Max: widget.Date{Year: 2026, Month: 11, Day: 22}}
		typed(p, digits)
		for _, op := range lay(t, p).Ops {
			if d, ok := op.(widget.Drawing); ok && d.Role == widget.Attention {
				return true
			}
		}
		return false
	}
	for digits, want := range map[string]bool{"1950": false, "19500228": false, "19500230": true, "20261123": true, "00000000": true} {
		if got := sign(digits); got != want {
			t.Errorf("%s: marked %v", digits, got)
		}
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	pad := &widget.SignaturePad{}
	pad.Begin(widget.Point{X: 1, Y: 1})
	pad.Draw(widget.Point{X: 300, Y: 40})
	board := &widget.TextBoard{Decoder: &echo{}}
	typed(board, "ab<space>cd")
	number := &widget.NumberPad{}
	typed(number, "123")
	date := &widget.DatePicker{Style: widget.DateDigits}
	typed(date, "1950")
	for _, w := range []writer{pad, board, number, date} {
		if w.Value() == "" {
			t.Errorf("%T holds nothing to wipe", w)
		}
		if w.Wipe(); w.Value() != "" {
			t.Errorf("%T keeps %q", w, w.Value())
		}
	}
	if typed(board, "<space>"); board.Value() != "" {
		t.Errorf("letters became %q after the wipe", board.Value())
	}
}

func TestSignatureWantsMoreThanADot(t *testing.T) {
	p := &widget.SignaturePad{LeastStrokes: 2, LeastLength: 30}
	stroke := func(from, to int) {
		p.Begin(widget.Point{X: from, Y: 50})
		p.Draw(widget.Point{X: to, Y: 50})
		p.Draw(widget.Point{X: to, Y: 50}) // a finger that rests
	}
	for _, c := range []struct {
		from, to int
		enough   bool
	}{{0, 0, false}, {0, 100, false}, {100, 300, true}} {
		if stroke(c.from, c.to); p.Enough() != c.enough {
			t.Errorf("after %d..%d: enough %v", c.from, c.to, p.Enough())
		}
	}
	if got, want := p.Value(), "M 0 50 M 0 50 L 100 50 M 100 50 L 300 50"; got != want {
		t.Errorf("strokes %q, want %q", got, want)
	}
	if !p.Press(widget.Key+"clear") || p.Enough() {
		t.Error("clear leaves a signature")
	}
}

func TestFingerDrawsWhereItIs(t *testing.T) {
	p := &widget.SignaturePad{}
	scene := lay(t, p)
	target, ok := scene.Target(widget.Key + "pad")
	if !ok || !target.Ink {
		t.Fatalf("no pad to draw on: %+v", target)
	}
	for i, x := range []float64{10, 60} { // 2.5 and 15 mm from the edge
		at := scene.PointOn(target, target.Box.X+x, target.Box.Y+40)
		if i == 0 {
			p.Begin(at)
		} else {
			p.Draw(at)
		}
	}
	if got, want := p.Value(), "M 25 100 L 150 100"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	drawn := false
	for _, op := range lay(t, p).Ops {
		s, ok := op.(widget.Script)
		drawn = drawn || ok && len(s.Points) == 2 && target.Box.Holds(widget.Rect{X: s.Box.X, Y: s.Box.Y})
	}
	if !drawn {
		t.Error("the stroke is not laid")
	}
}

func TestEndlessScribbleIsBounded(t *testing.T) {
	p := &widget.SignaturePad{}
	for i := range 20000 {
		if i%50 == 0 {
			p.Begin(widget.Point{X: i, Y: 0})
		}
		p.Draw(widget.Point{X: i, Y: i % 97})
	}
	points := 0
	for _, s := range p.Strokes() {
		points += len(s)
	}
	if len(p.Strokes()) > 60 || points > 4000 {
		t.Errorf("%d strokes with %d points", len(p.Strokes()), points)
	}
}

func TestOptionSaysByASignWhetherItIsChosen(t *testing.T) {
	count := func(on bool) int {
		s := sheet(t, false)
		o := widget.Option{ID: "choice:a", Label: "A", Hint: "b", On: on}
		s.Option(widget.Rect{X: 50, Y: 50, W: 800, H: s.OptionHeight(800, o)}, o)
		n := 0
		for _, op := range s.Done().Ops {
			if _, ok := op.(widget.Drawing); ok {
				n++
			}
		}
		return n
	}
	if count(false) != 0 || count(true) != 1 {
		t.Errorf("signs: %d and %d", count(false), count(true))
	}
}
