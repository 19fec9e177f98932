package screen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// spoken is v on a terminal with a voice, switched on or off.
func spoken(v flow.View, on bool) flow.View {
	v.Speaks = true
	if len(v.Can) == 0 || v.Idle > 0 {
		v.Voice = on
		return v
	}
	v.Can = append([]flow.Control{flow.SwitchVoice}, v.Can...)
	if on {
		v.Voice, v.Volume = true, 3
		v.Can = append(v.Can, flow.Softer, flow.Louder, flow.Repeat)
	}
	return v
}

// silenced is a screen from which headphones were pulled out.
func silenced() scene {
	v := view(flow.Guide)
	v.Can = []flow.Control{flow.GoOnSilent}
	v.Guide, v.Heading, v.Speaks, v.Silenced = guide(), ticket("").Item, true, true
	return scene{"silenced", v}
}

// TestEveryScreenHasRoomForTheVoice lays out every screen with the switch of
// the voice, and with the keys that come when it is on.
func TestEveryScreenHasRoomForTheVoice(t *testing.T) {
	k := kit(t)
	each(func(name string, v flow.View, o screen.Options) {
		if v.Screen == flow.Starting {
			return // nobody is asked anything there
		}
		for _, on := range []bool{false, true} {
			for _, f := range screen.Lay(k, spoken(v, on), o).Scene.Faults {
				t.Errorf("%s, voice %t: %s", name, on, f)
			}
		}
	})
}

// TestDrawTheVoiceToLookAt writes screens with the voice on when -look names a
// folder.
func TestDrawTheVoiceToLookAt(t *testing.T) {
	if *look == "" {
		t.Skip("-look names no folder")
	}
	k := kit(t)
	each(func(name string, v flow.View, o screen.Options) {
		if only := os.Getenv("LOOK"); only != "" && !matches(name, only) {
			return
		}
		file := filepath.Join(*look, "voice "+strings.ReplaceAll(name, "/", "_")+".png")
		writePNG(t, file, draw(k, screen.Lay(k, spoken(v, true), o).Scene, 0.45, ""))
	})
}

// TestFocusIsToldWhereTheVoiceIsOn presses keys on a real window.
func TestFocusIsToldWhereTheVoiceIsOn(t *testing.T) {
	needDisplay(t)
	g := openGlass(t)
	d := startDrawing(t)
	v, _ := find(t, "home", "portrait")
	quiet := spoken(v, false)
	quiet.Seq = 1
	d.show(quiet)
	d.shown(1)
	const f1, tab = 0xffbe, 0xff09
	pressUntil := func(key xproto.Keysym, what string, want func(flow.FromScreen) bool) flow.FromScreen {
		for range 40 {
			g.key(key)
			if line, came := d.within(400*time.Millisecond, want); came {
				return line
			}
		}
		t.Fatalf("no key brought %s", what)
		return flow.FromScreen{}
	}
	pressUntil(f1, "the voice", func(m flow.FromScreen) bool { return m.Touched == flow.SwitchVoice })
	said := spoken(v, true)
	said.Seq = 2
	d.show(said)
	first := d.next("the first focus", func(m flow.FromScreen) bool { return m.Focus != nil })
	if f := first.Focus; f.Control != flow.EntryControl("ticket") || f.Label == "" || f.Moved || first.Seq != 2 {
		t.Errorf("the focus begins with %+v", first)
	}
	d.shown(2)
	next := pressUntil(tab, "the focus on", func(m flow.FromScreen) bool { return m.Focus != nil })
	if f := next.Focus; f.Control == flow.EntryControl("ticket") || !f.Moved {
		t.Errorf("a key moves it to %+v", f)
	}
	pressUntil(f1, "it once more", func(m flow.FromScreen) bool { return m.Touched == flow.Repeat })
}
