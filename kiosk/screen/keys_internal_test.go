package screen

import (
	"testing"

	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// laidOut is a picture with these controls in reading order, under each other,
// ten pixels apart.
func laidOut(first string, ids ...string) *Laid {
	s := &widget.Scene{Width: 400, Height: 1000, RingWidth: 4, Order: ids}
	for i, id := range ids {
		s.Targets = append(s.Targets, widget.Target{ID: id, Box: widget.Rect{X: 20, Y: float64(20 + 60*i), W: 200, H: 50}})
	}
	return &Laid{Scene: s, First: first}
}

func TestFirstKeyShowsWhereOneIs(t *testing.T) {
	l := laidOut("b", "a", "b", "c")
	if act := l.keyed(actKey, 0); act != "" || l.Scene.Focus != "b" {
		t.Errorf("acts on %q, focus on %q", act, l.Scene.Focus)
	}
	if act := l.keyed(actKey, 0); act != "b" {
		t.Errorf("the second press acts on %q", act)
	}
}

func TestAnyKeyBeginsAVisit(t *testing.T) {
	for _, deed := range []deedKey{actKey, nextKey, downKey, backKey} {
		l := laidOut(string(flow.Begin), "lang", string(flow.Begin))
		if act := l.keyed(deed, 0); act != string(flow.Begin) {
			t.Errorf("key %d acts on %q", deed, act)
		}
	}
}

func TestKeysOfAKeypadMoveAndAct(t *testing.T) {
	l := laidOut("a", "a", "b", "back")
	l.Scene.Focus = "a"
	for _, c := range []struct {
		key   rune
		act   string
		focus string
	}{
		{'8', "", "b"}, {'2', "", "a"}, {'B', "", "b"}, {'A', "", "a"}, {'5', "a", "a"}, {'#', "a", "a"},
		{'D', "a", "a"}, {'*', "back", "a"}, {'C', "", "a"}, {'7', "", "a"}, {'x', "", "a"},
	} {
		if act := l.keyed(keypad()[c.key], c.key); act != c.act || l.Scene.Focus != c.focus {
			t.Errorf("%c: acts on %q with the focus on %q, want %q and %q", c.key, act, l.Scene.Focus, c.act, c.focus)
		}
	}
}

func TestMarkedKeyIsForTheVoice(t *testing.T) {
	l := laidOut("a", "voice", "a")
	if act := l.keyed(keypad()['D'], 'D'); act != string(flow.SwitchVoice) {
		t.Errorf("with the voice off it acts on %q", act)
	}
	l = laidOut("a", "voice", "repeat", "a")
	l.Scene.Focus = "a"
	if act := l.keyed(voiceKey, 0); act != string(flow.Repeat) || l.Scene.Focus != "a" {
		t.Errorf("with the voice on it acts on %q", act)
	}
}

func TestDigitsAreWrittenWhereThereIsAPad(t *testing.T) {
	l := laidOut("next", widget.Key+"2", widget.Key+"5", widget.Key+"erase", "next")
	for key, want := range map[rune]string{'2': widget.Key + "2", '5': widget.Key + "5", 'C': widget.Key + "erase"} {
		l.Scene.Focus = "next"
		if act := l.keyed(keypad()[key], key); act != want || l.Scene.Focus != "next" {
			t.Errorf("%c acts on %q with the focus on %q", key, act, l.Scene.Focus)
		}
	}
}

func TestBackLeadsOutOneStep(t *testing.T) {
	for _, c := range []struct {
		live []string
		want flow.Control
	}{
		{[]string{"finish", "home", "back"}, flow.Back}, {[]string{"finish", "home"}, flow.GoHome},
		{[]string{"finish"}, flow.Finish}, {[]string{"finish", "stay"}, flow.StayHere}, {[]string{"lang"}, ""},
	} {
		if got := laidOut("", c.live...).wayBack(); got != string(c.want) {
			t.Errorf("%v: %q", c.live, got)
		}
	}
}

func TestFocusStaysOnTheSameScreenAlone(t *testing.T) {
	before := laidOut("a", "a", "page-after", "c").Scene
	before.Focus = "page-after"
	for _, c := range []struct {
		name  string
		is    *Laid
		other bool
		want  string
	}{
		{"another page", laidOut("a", "a", "page-after"), false, "page-after"},
		{"the control is gone", laidOut("a", "a", "page-before"), false, "a"},
		{"another screen", laidOut("x", "page-after", "x"), true, "x"},
	} {
		if c.is.keepFocus(before, c.other); c.is.Scene.Focus != c.want {
			t.Errorf("%s: on %q, want %q", c.name, c.is.Scene.Focus, c.want)
		}
	}
	before.Focus = ""
	l := laidOut("a", "a")
	if l.keepFocus(before, false); l.Scene.Focus != "" {
		t.Error("a finger's visit shows a focus")
	}
}

func TestPointOfATurnedPanelIsWhereItIsDrawn(t *testing.T) {
	for rotate, want := range map[int][2]float64{0: {10, 20}, 90: {20, 1919 - 10}, 180: {1079 - 10, 1919 - 20}, 270: {1079 - 20, 10}} {
		o := Options{Width: 1080, Height: 1920, Rotate: rotate}
		if x, y := o.upright(10, 20); x != want[0] || y != want[1] {
			t.Errorf("%d: %v, %v", rotate, x, y)
		}
		w, h := o.glass()
		if turned := w == 1920 && h == 1080; turned != (rotate%180 == 90) {
			t.Errorf("%d: the window is %dx%d", rotate, w, h)
		}
	}
}
