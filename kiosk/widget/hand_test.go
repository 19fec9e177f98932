package widget_test

import (
	"strings"
	"testing"

	"linli/kiosk/widget"
)

// counting reads so many strokes as one character of a private alphabet.
type counting struct{ asked int }

func (c *counting) Read(strokes [][]widget.Point) []string {
	c.asked++
	return []string{strings.Repeat("I", len(strokes))[:1], string(rune('A' + len(strokes) - 1))}
}

func byFinger(most int) (*widget.TextBoard, *counting) {
	c := &counting{}
	b := &widget.TextBoard{Decoder: &echo{}, Reader: c, Most: most}
	typed(b, "<hand>")
	return b, c
}

func stroke(b *widget.TextBoard) {
	b.Begin(widget.Point{X: 10, Y: 10})
	b.Draw(widget.Point{X: 200, Y: 200})
	b.Lift()
}

func TestStrokesBecomeTheCharacterThatIsPicked(t *testing.T) {
	b, c := byFinger(8)
	stroke(b)
	stroke(b)
	if !b.Waiting() || b.Value() != "" || c.asked != 2 {
		t.Errorf("two strokes: waiting %v, %q, asked %d times", b.Waiting(), b.Value(), c.asked)
	}
	typed(b, "<pick:1>")
	if b.Waiting() || b.Value() != "B" {
		t.Errorf("picked: waiting %v, %q", b.Waiting(), b.Value())
	}
	stroke(b)
	typed(b, "<space>") // the first one
	stroke(b)
	typed(b, "<pick:1>")
	if b.Value() != "BIA" {
		t.Errorf("two more: %q", b.Value())
	}
}

func TestStrokesAreErasedBeforeWhatWasWritten(t *testing.T) {
	b, _ := byFinger(8)
	stroke(b)
	typed(b, "<pick:1>")
	stroke(b)
	stroke(b)
	typed(b, "<erase>")
	if b.Waiting() || b.Value() != "A" {
		t.Errorf("waiting %v, %q", b.Waiting(), b.Value())
	}
	typed(b, "<erase>")
	if b.Value() != "" {
		t.Errorf("%q", b.Value())
	}
}

func TestStrokesDoNotOutliveTheirPad(t *testing.T) {
	for _, leave := range []string{"<hand>", "<signs>", "<clear>"} {
		b, _ := byFinger(8)
		stroke(b)
		typed(b, leave)
		if b.Waiting() {
			t.Errorf("%s: strokes wait", leave)
		}
	}
	b, _ := byFinger(8)
	stroke(b)
	b.Wipe()
	if b.Waiting() {
		t.Error("wiped, and strokes wait")
	}
}

func TestFullFieldTakesNoMoreFromTheFinger(t *testing.T) {
	b, _ := byFinger(1)
	stroke(b)
	typed(b, "<pick:1>")
	stroke(b)
	typed(b, "<pick:1>")
	if b.Value() != "A" {
		t.Errorf("%q", b.Value())
	}
}

func TestPadTakesInkAndKeysDoNot(t *testing.T) {
	b, _ := byFinger(8)
	k, err := widget.LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	s := widget.NewSheet(k, widget.Look{Pitch: 0.25, Palette: widget.NormalPalette()}, 1080, 1400)
	stroke(b)
	b.Lay(s, s.Whole(), widget.Words{Pinyin: "abc", Digits: "123", Space: "_", Erase: "<", Clear: "x", HandHint: "draw"})
	scene := s.Done()
	for _, f := range scene.Faults {
		t.Errorf("%s", f)
	}
	pads := 0
	for _, target := range scene.Targets {
		if target.Ink {
			pads++
			if target.Box.H < 40/0.25 {
				t.Errorf("the pad is %v pixels high", target.Box.H)
			}
		}
	}
	if pads != 1 {
		t.Errorf("%d pads", pads)
	}
}
