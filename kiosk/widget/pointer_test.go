package widget_test

import (
	"testing"
	"time"

	"linli/kiosk/widget"
)

// hand drives a Pointer with a clock of its own.
type hand struct {
	t   *testing.T
	p   widget.Pointer
	now time.Time
}

// twoButtons is a scene with "a" at 0..100 and "b" at 200..300 in x.
func twoButtons() *widget.Scene {
	return &widget.Scene{Width: 300, Height: 100, Slop: 12, Targets: []widget.Target{
		{ID: "a", Box: widget.Rect{W: 100, H: 100}},
		{ID: "b", Box: widget.Rect{X: 200, W: 100, H: 100}},
	}}
}

// over returns a hand over a picture that has been seen for a while.
func over(t *testing.T) *hand {
	h := &hand{t: t, now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	h.p.Show(h.now, twoButtons(), true)
	h.wait(time.Second)
	return h
}

func (h *hand) wait(d time.Duration) { h.now = h.now.Add(d) }

func (h *hand) at(x float64, down bool) widget.Deed {
	h.wait(17 * time.Millisecond)
	return h.p.Step(h.now, widget.Contact{Down: down, X: x, Y: 50})
}

// tap presses and lifts at x and returns what fired.
func (h *hand) tap(x float64) string {
	h.wait(100 * time.Millisecond)
	h.at(x, true)
	return h.at(x, false).Fired
}

func TestControlActsWhenTheFingerLeaves(t *testing.T) {
	h := over(t)
	d := h.at(50, true)
	if !d.Landed || d.Fired != "" || h.p.Pressed() != "a" {
		t.Errorf("down gave %+v, pressed %q", d, h.p.Pressed())
	}
	if d := h.at(50, true); d.Landed {
		t.Error("a finger that stays was reported twice")
	}
	if d := h.at(50, false); d.Fired != "a" {
		t.Errorf("lifting fired %q", d.Fired)
	}
}

func TestSlidingOffCancels(t *testing.T) {
	h := over(t)
	h.at(50, true)
	h.at(150, true)
	if h.p.Pressed() != "" {
		t.Error("still drawn pressed")
	}
	h.at(50, true) // coming back does not arm it again
	if d := h.at(50, false); d.Fired != "" {
		t.Errorf("fired %q", d.Fired)
	}
	if got := h.tap(50); got != "a" {
		t.Errorf("the next tap fired %q", got)
	}
}

func TestSlidingOffAndLeavingWithinOneFrameCancels(t *testing.T) {
	h := over(t)
	h.at(50, true)
	if d := h.at(150, false); d.Fired != "" {
		t.Errorf("fired %q", d.Fired)
	}
}

func TestTremblingBesideTheEdgeStillCounts(t *testing.T) {
	h := over(t)
	h.at(95, true)
	h.at(108, true)
	if d := h.at(108, false); d.Fired != "a" {
		t.Errorf("fired %q", d.Fired)
	}
}

func TestSlidingOntoAnotherControlFiresNeither(t *testing.T) {
	h := over(t)
	h.at(50, true)
	h.at(250, true)
	if d := h.at(250, false); d.Fired != "" {
		t.Errorf("fired %q", d.Fired)
	}
}

func TestThousandTapsFireOnce(t *testing.T) {
	h := over(t)
	fired, landed := 0, 0
	for range 1000 {
		h.now = h.now.Add(500 * time.Microsecond)
		if h.p.Step(h.now, widget.Contact{Down: true, X: 50, Y: 50}).Landed {
			landed++
		}
		h.now = h.now.Add(500 * time.Microsecond)
		if h.p.Step(h.now, widget.Contact{}).Fired != "" {
			fired++
		}
	}
	if fired != 1 || landed != 1000 {
		t.Errorf("fired %d times, noticed %d fingers", fired, landed)
	}
}

func TestInertUntilTheAnswerShows(t *testing.T) {
	h := over(t)
	h.tap(50)
	if got := h.tap(250); got != "" || h.p.Pressed() != "a" {
		t.Errorf("%q fired while an answer was awaited, pressed %q", got, h.p.Pressed())
	}
	h.p.Show(h.now, twoButtons(), false)
	if got := h.tap(250); got != "b" {
		t.Errorf("after the answer %q fired", got)
	}
}

func TestNoAnswerDoesNotLockTheScreenForEver(t *testing.T) {
	h := over(t)
	h.tap(50)
	h.wait(widget.AnswerWithin)
	h.at(0, false)
	if got := h.tap(250); got != "b" {
		t.Errorf("fired %q", got)
	}
}

func TestSecondTapMeantForTheLastPictureDoesNothing(t *testing.T) {
	h := over(t)
	h.tap(50)
	h.p.Show(h.now, twoButtons(), true)
	if got := h.tap(50); got != "" {
		t.Errorf("fired %q", got)
	}
	h.wait(widget.Settle)
	if got := h.tap(50); got != "a" {
		t.Errorf("later fired %q", got)
	}
}

func TestBounceOfTheSameFingerIsOneTap(t *testing.T) {
	h := over(t)
	h.at(110, true) // beside all controls
	h.at(110, false)
	h.at(95, true)
	if d := h.at(95, false); d.Fired != "" {
		t.Errorf("a contact 17 ms later fired %q", d.Fired)
	}
}

func TestNewMinuteUnderTheFingerDoesNotLoseTheTap(t *testing.T) {
	h := over(t)
	h.at(50, true)
	h.p.Show(h.now, twoButtons(), false)
	if d := h.at(50, false); d.Fired != "a" {
		t.Errorf("fired %q", d.Fired)
	}
}

func TestAnotherScreenUnderTheFingerCancels(t *testing.T) {
	h := over(t)
	h.at(50, true)
	h.p.Show(h.now, twoButtons(), true)
	if d := h.at(50, false); d.Fired != "" {
		t.Errorf("fired %q", d.Fired)
	}
}

func TestControlThatMovedAwayUnderTheFingerCancels(t *testing.T) {
	h := over(t)
	h.at(50, true)
	moved := twoButtons()
	moved.Targets[0].Box.X = 30
	h.p.Show(h.now, moved, false)
	if d := h.at(50, false); d.Fired != "" {
		t.Errorf("fired %q", d.Fired)
	}
}

// keysAndPad is a scene with a local key at 0..100, a pad at 200..300.
func keysAndPad() *widget.Scene {
	return &widget.Scene{Width: 300, Height: 100, Slop: 12, Targets: []widget.Target{
		{ID: "key:1", Box: widget.Rect{W: 100, H: 100}, Local: true},
		{ID: "key:pad", Box: widget.Rect{X: 200, W: 100, H: 100}, Local: true, Ink: true},
	}}
}

func TestKeyAfterKeyIsTypedWithoutWaiting(t *testing.T) {
	h := over(t)
	h.p.Show(h.now, keysAndPad(), false)
	for n := range 5 {
		if got := h.tap(50); got != "key:1" || h.p.Waiting() || h.p.Pressed() != "" {
			t.Fatalf("tap %d fired %q, waiting %v, pressed %q", n, got, h.p.Waiting(), h.p.Pressed())
		}
	}
}

func TestFingerOnAPadDrawsAndNeverFires(t *testing.T) {
	h := over(t)
	h.p.Show(h.now, keysAndPad(), false)
	if d := h.at(250, true); d.Ink != "key:pad" || !d.Begun {
		t.Errorf("down gave %+v", d)
	}
	if d := h.at(150, true); d.Ink != "key:pad" || d.Begun {
		t.Errorf("beside the pad gave %+v", d) // a signature may run out of its place
	}
	if d := h.at(150, false); d.Fired != "" || d.Ink != "" {
		t.Errorf("up gave %+v", d)
	}
	if d := h.at(50, true); d.Ink != "" {
		t.Errorf("a key drew %+v", d)
	}
}

func TestChatterOfAKeyIsOnePress(t *testing.T) {
	h := over(t)
	h.p.Show(h.now, keysAndPad(), false)
	fired := 0
	for range 5 { // a worn contact
		if h.p.Act(h.now, "key:1") != "" {
			fired++
		}
		h.wait(10 * time.Millisecond)
	}
	h.wait(widget.Bounce)
	if h.p.Act(h.now, "key:1") != "" {
		fired++
	}
	if fired != 2 {
		t.Errorf("two presses wrote %d times", fired)
	}
}

func TestKeyOfAKeypadActsUnderTheRulesForFingers(t *testing.T) {
	h := over(t)
	if got := h.p.Act(h.now, "a"); got != "a" || h.p.Pressed() != "a" {
		t.Errorf("acted on %q, pressed %q", got, h.p.Pressed())
	}
	if got := h.p.Act(h.now, "b"); got != "" {
		t.Errorf("%q acted while an answer was awaited", got)
	}
	h.p.Show(h.now, twoButtons(), true)
	if got := h.p.Act(h.now, "b"); got != "" {
		t.Errorf("%q acted on a picture nobody has seen", got)
	}
	h.wait(widget.Settle)
	if got := h.p.Act(h.now, "no-such"); got != "" {
		t.Errorf("%q acted", got)
	}
	if got := h.p.Act(h.now, "b"); got != "b" {
		t.Errorf("later acted on %q", got)
	}
}

// TestAnotherFingerCountsHoweverSoonItLands: two hands on a keyboard, or a slow
// machine that sees a finger leave and the next one land at once.
func TestAnotherFingerCountsHoweverSoonItLands(t *testing.T) {
	h := over(t)
	scene := twoButtons()
	for i := range scene.Targets {
		scene.Targets[i].Local = true // keys of a keyboard
	}
	h.p.Show(h.now, scene, false)
	h.at(50, true)
	if d := h.at(50, false); d.Fired != "a" {
		t.Fatalf("the first finger fired %q", d.Fired)
	}
	h.at(250, true)
	if d := h.at(250, false); d.Fired != "b" {
		t.Errorf("the second fired %q", d.Fired)
	}
	h.at(255, true) // 17 ms later, where it was
	if d := h.at(255, false); d.Fired != "" {
		t.Errorf("a bounce fired %q", d.Fired)
	}
}
