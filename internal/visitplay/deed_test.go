package visitplay_test

import (
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

func TestDeedsAreReadAsTheyAreWritten(t *testing.T) {
	got, err := visitplay.ParseDeeds("# a note\n\ndeed one\nattract begin # now\nform phone type:01 next\n\ndeed two\nstaff accepted\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []visitplay.DeedScript{
		{Name: "one", Turns: []visitplay.Turn{
			{Screen: flow.Attract, Acts: []string{"begin"}},
			{Screen: flow.Form, Field: "phone", Acts: []string{"type:01", "next"}},
		}},
		{Name: "two", Turns: []visitplay.Turn{{Screen: "staff", Acts: []string{"accepted"}}}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("deeds (-want +got):\n%s", d)
	}
	for text, fault := range map[string]string{
		"home finish":                 "line 1: before the first deed",
		"deed one\n\nhome":            `line 3: nothing to do on "home"`,
		"deed one\nform phone # next": `line 2: nothing to do on "form"`,
	} {
		if _, err := visitplay.ParseDeeds(text); err == nil || !strings.Contains(err.Error(), fault) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// doAt does one deed at a fake terminal.
func doAt(t *testing.T, script string) (*fakeTerminal, string, visitplay.Deed, error) {
	t.Helper()
	t.Parallel()
	display := virtualDisplay(t, image.Pt(200, 100))
	f := newFakeTerminal(t, openPainter(t, display))
	p := &visitplay.Player{
		Glass: openGlass(t, display), Trace: visitplay.FollowTrace(f.trace), Lobby: f.lobby(), Office: f.office(),
		Dir: t.TempDir(), TurnWithin: 4 * time.Second,
	}
	f.run()
	deeds, err := visitplay.ParseDeeds(script)
	if err != nil {
		t.Fatal(err)
	}
	deed, err := p.Do(within(t, 30*time.Second), deeds[0], "A", "")
	return f, p.Dir, deed, err
}

func TestDeedIsDoneScreenByScreenAndLeavesItsPictures(t *testing.T) {
	f, dir, deed, err := doAt(t, "deed queue\nattract begin\nhome lang entry:queue\nchoose-item item:demo\nidentify card lift\n")
	if err != nil || !deed.Done {
		t.Fatalf("%+v, %v", deed, err)
	}
	if d := cmp.Diff([]string{"/api/card/lay?card=A", "/api/card/lift"}, f.acts); d != "" {
		t.Errorf("at the lobby (-want +got):\n%s", d)
	}
	want := []string{"queue-01-attract.png", "queue-02-home.png", "queue-03-choose-item.png", "queue-04-identify.png"}
	if d := cmp.Diff(want, deed.Pictures); d != "" {
		t.Errorf("pictures (-want +got):\n%s", d)
	}
	for _, name := range deed.Pictures {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestDeedFailsWhereItsScreenDoesNotCome(t *testing.T) {
	_, _, deed, err := doAt(t, "deed queue\nattract begin\nguide back")
	if err == nil || !strings.Contains(err.Error(), "queue, screen guide: not done after 4s") || deed.Done {
		t.Errorf("%+v, %v", deed, err)
	}
	if len(deed.Pictures) != 1 {
		t.Errorf("what was seen before is not told: %v", deed.Pictures)
	}
}
