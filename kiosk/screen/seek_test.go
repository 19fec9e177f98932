package screen_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/assets"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// seeking is the search over the shipped catalogue.
func seeking(t *testing.T) flow.View {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	m := flow.Machine{Catalogue: c}
	s, _ := m.Next(flow.State{Screen: flow.Home}, flow.Touched{Control: flow.SeekItem})
	return m.View(s, flow.Ambient{Band: band(), ReaderSide: "right", PrinterSide: "below"})
}

// sought writes what has been pressed and chosen: Han as they are, letters that
// wait after a "|".
func sought(t *testing.T, k *widget.Kit, v flow.View, words string) *screen.Entry {
	t.Helper()
	text, letters, _ := strings.Cut(words, "|")
	v.Form.Text = text
	e := screen.NewEntry(v, screen.Chinese{Pinyin: decoder(t, k)})
	for _, r := range letters {
		e.Press(widget.Key + string(r))
	}
	return e
}

func TestWhatIsMeantStandsFirst(t *testing.T) {
	k, v := kit(t), seeking(t)
	for words, want := range map[string]string{
		"|jzz": "item:residence-permit", "|juzhuz": "item:residence-permit", "我要办居住证": "item:residence-permit",
		"居住|z": "item:residence-permit", "低保": "item:subsistence-allowance", "|gljt": "item:old-age-allowance",
		"失业": "item:unemployment-registration", "pension": "item:pension-enrolment",
	} {
		laid := screen.LayEntry(k, v, panels()[0].opts, sought(t, k, v, words))
		var items []string
		for _, target := range laid.Scene.Targets {
			if strings.HasPrefix(target.ID, "item:") {
				items = append(items, target.ID)
			}
		}
		if len(items) == 0 || !slices.Contains(items[:min(2, len(items))], want) {
			t.Errorf("%q finds %v, want %s among the first two", words, items, want)
		}
	}
	for _, words := range []string{"", "|", "|vvvv", "乒乓球"} {
		laid := screen.LayEntry(k, v, panels()[0].opts, sought(t, k, v, words))
		if i := slices.IndexFunc(laid.Scene.Targets, func(t widget.Target) bool { return strings.HasPrefix(t.ID, "item:") }); i >= 0 {
			t.Errorf("%q finds %s", words, laid.Scene.Targets[i].ID)
		}
	}
}

func TestSearchLaysOut(t *testing.T) {
	k := kit(t)
	for name, words := range map[string]string{"empty": "", "letters": "|jz", "words": "我要办居住证", "one": "低保", "nothing": "乒乓球"} {
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v := seeking(t)
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					laid := screen.LayEntry(k, v, pn.opts, sought(t, k, v, words))
					picture := strings.Join([]string{"seek", name, pn.name, m.name, string(lang)}, " ")
					for _, f := range laid.Scene.Faults {
						t.Errorf("%s: %s", picture, f)
					}
					if *look != "" && matches(picture, os.Getenv("LOOK")) {
						writePNG(t, filepath.Join(*look, picture+".png"), draw(k, laid.Scene, 1, ""))
					}
				}
			}
		}
	}
}
