package screen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
