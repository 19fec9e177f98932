package widget_test

import (
	"image/color"
	"math"
	"slices"
	"testing"

	"linli/kiosk/widget"
)

func sheet(t *testing.T, large bool) *widget.Sheet {
	t.Helper()
	k, err := widget.LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	return widget.NewSheet(k, widget.Look{Pitch: 0.25, Large: large, Palette: widget.NormalPalette()}, 1080, 1920)
}

func kinds(s *widget.Scene) []widget.FaultKind {
	var all []widget.FaultKind
	for _, f := range s.Faults {
		all = append(all, f.Kind)
	}
	return all
}

func TestEachFaultIsReported(t *testing.T) {
	for _, c := range []struct {
		name string
		lay  func(s *widget.Sheet)
		want widget.FaultKind
	}{
		{"text taller than its place", func(s *widget.Sheet) {
			s.TextMiddle(widget.Rect{W: 200, H: 40}, widget.Body(), "请把身份证放在读卡区，等屏幕说好了再拿")
		}, widget.Overflow},
		{"word wider than a button", func(s *widget.Sheet) {
			s.Button(widget.Rect{W: 60, H: 60}, widget.Button{ID: "a", Label: "取号", Style: widget.Title()})
		}, widget.Overflow},
		{"character that no face can draw", func(s *widget.Sheet) {
			s.TextMiddle(widget.Rect{W: 400, H: 100}, widget.Body(), "\U00020BB7田示例")
		}, widget.NoGlyph},
		{"target below the least", func(s *widget.Sheet) { s.Target("a", widget.Rect{W: 100, H: 30}) }, widget.SmallTarget},
		{"targets too near", func(s *widget.Sheet) {
			s.Target("a", widget.Rect{W: 100, H: 100})
			s.Target("b", widget.Rect{X: 104, W: 100, H: 100})
		}, widget.CloseTargets},
		{"target outside the window", func(s *widget.Sheet) { s.Target("a", widget.Rect{X: 1000, W: 100, H: 100}) }, widget.Outside},
		{"icon that is not there", func(s *widget.Sheet) { s.Icon("no-such", widget.Rect{W: 50, H: 50}, widget.Ink) }, widget.NoIcon},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := sheet(t, false)
			c.lay(s)
			if got := kinds(s.Done()); !slices.Contains(got, c.want) {
				t.Errorf("faults %v, want %s", got, c.want)
			}
		})
	}
}

func TestGoodLayoutHasNoFault(t *testing.T) {
	s := sheet(t, false)
	s.Target("all", s.Whole())
	s.Button(widget.Rect{X: 100, Y: 100, W: 400, H: 90}, widget.Button{ID: "a", Label: "取号", Icon: "ticket", Style: widget.Title()})
	s.Button(widget.Rect{X: 520, Y: 100, W: 400, H: 90}, widget.Button{ID: "b", Label: "返回", After: "back", Style: widget.Title()})
	s.Tile(widget.Rect{X: 100, Y: 300, W: 700, H: 200}, widget.Tile{ID: "c", Icon: "home", Name: "办事指南", Hint: "看看要带什么", Mark: "A"})
	scene := s.Done()
	if len(scene.Faults) > 0 {
		t.Error(scene.Faults)
	}
	if got, ok := scene.TargetAt(150, 150); !ok || got.ID != "a" {
		t.Errorf("at the button lies %+v", got)
	}
	if got, ok := scene.TargetAt(5, 5); !ok || got.ID != "all" {
		t.Errorf("beside the buttons lies %+v", got)
	}
}

func TestMissingCharactersAreNamedOnce(t *testing.T) {
	s := sheet(t, false)
	for range 2 {
		s.TextMiddle(widget.Rect{W: 400, H: 100}, widget.Body(), "\U00020BB7示例")
	}
	if got := s.Done().Missing; !slices.Equal(got, []rune{0x20BB7}) {
		t.Errorf("missing %q", got)
	}
}

func TestCapHeightIsWhatTheStyleSays(t *testing.T) {
	for _, c := range []struct {
		large bool
		want  float64 // millimetres
	}{{false, 6.1}, {true, 6.1 * 1.4}} {
		s := sheet(t, c.large)
		s.TextMiddle(widget.Rect{W: 500, H: 100}, widget.Body(), "H")
		line, ok := s.Done().Ops[0].(widget.TextLine)
		if !ok {
			t.Fatal("no line was laid")
		}
		const capOfEm = 0.733 // Noto Sans CJK SC, table OS/2
		if got := line.Px * capOfEm * 0.25; math.Abs(got-c.want) > 0.15 {
			t.Errorf("large %v: cap height is %.2f mm, want %.2f", c.large, got, c.want)
		}
	}
}

func TestDigitsKeepTheirWidth(t *testing.T) {
	s := sheet(t, false)
	for _, st := range []widget.Style{widget.Body(), widget.Title()} {
		want := s.TextWidth(st, "00:00")
		for _, clock := range []string{"11:11", "09:35", "23:48", "16:27"} {
			if got := s.TextWidth(st, clock); math.Abs(got-want) > 0.01 {
				t.Errorf("%s is %.2f px wide, 00:00 is %.2f", clock, got, want)
			}
		}
	}
}

func TestCentredTextHasNoLonelyCharacter(t *testing.T) {
	s := sheet(t, false)
	st := widget.Body().To(widget.Centre)
	one := s.TextWidth(st, "一")
	lines := s.Measure(st, "请把身份证放在读卡区吧", one*10.2).Lines()
	if len(lines) != 2 || len([]rune(lines[1])) < 4 {
		t.Errorf("broke into %q", lines)
	}
}

func TestShadeTakesTouchAway(t *testing.T) {
	s := sheet(t, false)
	s.Target("below", widget.Rect{X: 100, Y: 100, W: 200, H: 200})
	s.Shade()
	if _, ok := s.Done().TargetAt(150, 150); ok {
		t.Error("what lies behind the shade can be touched")
	}
}

func TestMotionStopsAfterItsTimes(t *testing.T) {
	m := widget.Motion{Period: 2, Times: 3}
	for _, c := range []struct {
		at, want float64
		moving   bool
	}{{0, 0, true}, {1, 0.5, true}, {5, 0.5, true}, {6, 1, false}, {60, 1, false}} {
		if p, moving := m.Progress(c.at); p != c.want || moving != c.moving {
			t.Errorf("after %v s: %v, %v", c.at, p, moving)
		}
	}
}

// luminance is that of WCAG 2.2.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func TestWordsStandOutFromWhatIsBehindThem(t *testing.T) {
	for _, p := range []struct {
		name    string
		palette *widget.Palette
		least   float64
	}{{"normal", widget.NormalPalette(), 4.5}, {"contrast", widget.ContrastPalette(), 7}} {
		for _, pair := range [][2]widget.Role{
			{widget.Ink, widget.Ground}, {widget.Ink, widget.Surface}, {widget.Muted, widget.Ground},
			{widget.Muted, widget.Surface}, {widget.Calm, widget.Ground}, {widget.Calm, widget.Surface},
			{widget.Done, widget.Ground}, {widget.Done, widget.Surface}, {widget.Attention, widget.Ground},
			{widget.Attention, widget.Surface}, {widget.OnAccent, widget.Accent},
		} {
			a, b := luminance(p.palette.Colour(pair[0])), luminance(p.palette.Colour(pair[1]))
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < p.least {
				t.Errorf("%s: role %d on %d is %.2f:1", p.name, pair[0], pair[1], ratio)
			}
		}
	}
}
