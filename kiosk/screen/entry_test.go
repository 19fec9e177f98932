package screen_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/pinyin"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

func decoder(t testing.TB, k *widget.Kit) *pinyin.Decoder {
	t.Helper()
	d, err := screen.LoadPinyin(k)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// anyTen reads whatever was drawn as ten.
type anyTen struct{}

func (anyTen) Read([][]widget.Point) []string { return []string{"十", "+", "廾"} }

// writing is a question with keys that were pressed on it.
type writing struct {
	name string
	kind catalogue.FieldKind
	keys string // each a character, or a name in <>
}

func writings() []writing {
	return []writing{
		{"nothing typed", catalogue.FieldText, ""},
		{"pinyin", catalogue.FieldText, "jiedaoban"},
		{"pinyin-more", catalogue.FieldAddress, "xiangyang<space>shi<from:4><from:9>"},
		{"long", catalogue.FieldText, strings.Repeat("shequfuwu<space>jiedaobanshichu<space>", 12)},
		{"latin", catalogue.FieldText, "<other><shift>abc<shift>"},
		{"signs", catalogue.FieldText, "<signs>12"},
		{"latin-signs", catalogue.FieldText, "<other><signs>12"},
		{"by-finger", catalogue.FieldText, "<hand>"},
		{"name", catalogue.FieldName, "zhangsan"},
		{"phone", catalogue.FieldPhone, "13800000000"},
		{"id-number", catalogue.FieldIDNumber, "81000019900101001X"},
		{"number", catalogue.FieldNumber, "42"},
		{"date", catalogue.FieldDate, "19500230"},
		{"date-leaf", catalogue.FieldDate, "20261122<style:2>"},
		{"date-steps", catalogue.FieldDate, "20261122<style:0><year:-1>"},
	}
}

// press presses the keys of w and gives the scene that is laid then.
func (w writing) press(t testing.TB, v flow.View, e *screen.Entry) {
	t.Helper()
	for rest := w.keys; rest != ""; {
		key := rest[:1]
		if key == "<" {
			key, rest, _ = strings.Cut(rest[1:], ">")
		} else {
			rest = rest[1:]
		}
		e.Press(widget.Key + key)
	}
}

func TestEverythingWrittenLaysOut(t *testing.T) {
	k := kit(t)
	d := decoder(t, k)
	for _, w := range writings() {
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v := question(w.kind)
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					e := screen.NewEntry(v, screen.Chinese{Pinyin: d, Finger: anyTen{}})
					w.press(t, v, e)
					laid := screen.LayEntry(k, v, pn.opts, e)
					name := strings.Join([]string{"write", w.name, pn.name, m.name, string(lang)}, " ")
					for _, f := range laid.Scene.Faults {
						t.Errorf("%s: %s", name, f)
					}
					if only := os.Getenv("LOOK"); *look != "" && matches(name, only) {
						writePNG(t, filepath.Join(*look, name+".png"), draw(k, laid.Scene, 1, ""))
					}
				}
			}
		}
	}
}

// Letters that no Chinese was chosen for would be lost by going on.
func TestHalfWrittenAnswerCannotBeHandedOn(t *testing.T) {
	k := kit(t)
	v := question("text")
	e := screen.NewEntry(v, screen.Chinese{Pinyin: decoder(t, k)})
	for _, step := range []struct {
		keys  string
		sleep bool
	}{{"shequ", true}, {"<space>", false}} {
		writing{keys: step.keys}.press(t, v, e)
		laid := screen.LayEntry(k, v, panels()[0].opts, e)
		if _, awake := laid.Scene.Target(string(flow.NextField)); awake == step.sleep {
			t.Errorf("after %q the main button can be pressed: %v", step.keys, awake)
		}
	}
}

func TestWhatIsWrittenIsTheAnswer(t *testing.T) {
	d := decoder(t, kit(t))
	for _, c := range []struct{ kind, keys, want string }{
		{"text", "shequ<space>", "社区"},
		{"text", "jiedaobanshichu<pick:0>", "街道办事处"},
		{"text", "shequ", ""}, // nothing is chosen yet
		{"text", "shequ<space><erase>", "社"},
		{"text", "shequ<erase><erase><erase><erase><erase><erase>", ""},
		{"text", "<signs>12<signs><other>a<shift>b<space>c", "12aB c"},
		{"text", "shequ<space><clear>", ""},
		{"name", "shan<pick:0>", "单"},
		{"phone", "1380000000099999", "138000000009999"},
		{"phone", "+861380000", "+861380000"},
		{"id-number", "81000019900101001X9", "81000019900101001X"},
		{"number", "12<erase>3", "13"},
		{"date", "1950", "1950"},
		{"date", "19500230", "19500230"}, // no such day: whoever checks answers says so
		{"date", "19500228", "1950-02-28"},
		{"date", "20240229<style:0><year:1>", "2025-02-28"},
		{"date", "20260131<style:0><month:1><day:1>", "2026-02-01"},
		{"date", "20261122<style:2><month:1>", ""}, // another leaf: no day is chosen on it
		{"date", "20261122<style:2><month:1><on:9>", "2026-12-09"},
		{"date", "20261122<style:2><style:1>", "2026-11-22"},
	} {
		v := question(catalogue.FieldKind(c.kind))
		e := screen.NewEntry(v, screen.Chinese{Pinyin: d, Finger: anyTen{}})
		writing{keys: c.keys}.press(t, v, e)
		if got := e.Value(); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.keys, got, c.want)
		}
		v.Form.Text = e.Value()
		if got := screen.NewEntry(v, screen.Chinese{Pinyin: d, Finger: anyTen{}}).Value(); got != e.Value() {
			t.Errorf("%s %q: taken up again as %q, was %q", c.kind, c.keys, got, e.Value())
		}
		e.Wipe()
		if got := e.Value(); got != "" {
			t.Errorf("%s %q: %q is left after the wipe", c.kind, c.keys, got)
		}
	}
}
