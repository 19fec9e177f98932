package crawl_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"linli/assets"
	"linli/internal/crawl"
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/voice"
	"linli/kiosk/voice/mandarin"
	"linli/kiosk/widget"
)

// oneIn is how many pictures pass for one that is listened to. Of each screen,
// and of each question of another kind, the first is; all are with LINLI_VERIFY.
const oneIn = 10

// TestEveryPictureIsHeard goes through pictures by keys and ear alone: each
// control has a name and a place among the others, keys come to all of them,
// and what stands on the screen is said. What is said is said by clips, whether
// a terminal has a synthesiser or not.
func TestEveryPictureIsHeard(t *testing.T) {
	kit, err := widget.LoadKit()
	if err != nil {
		t.Fatal(err)
	}
	var found crawl.Findings
	all := []*listener{
		{kit: kit, j: judge(t, kit, crawl.Ambient()), clips: clipsOf(t), found: &found},
		{kit: kit, j: judge(t, kit, crawl.Bare()), clips: clipsOf(t), found: &found},
	}
	seen, heard := map[string]bool{}, 0
	for i, p := range walked(t).Views {
		kind := string(p.View.Screen)
		if f := p.View.Form; f != nil {
			kind += string(f.Kind) + string(f.Pick)
		}
		first := !seen[kind]
		seen[kind] = true
		for n, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
			if first || os.Getenv("LINLI_VERIFY") != "" || i%(2*oneIn) == n*oneIn {
				heard++
				all[i%len(all)].hears(p, lang, crawl.Panels()[i%3].Options)
			}
		}
	}
	t.Logf("%d pictures were listened to", heard)
	if heard < 500 {
		t.Errorf("only %d pictures were listened to", heard)
	}
	for _, f := range found.All() {
		t.Error(f)
	}
}

// listener is somebody who hears pictures, and goes through each by keys.
type listener struct {
	kit   *widget.Kit
	j     *crawl.Judge
	clips *voice.Clips
	found *crawl.Findings
}

// hears goes through all pages of what stands at p, alone and among others.
func (l *listener) hears(p *crawl.Place, lang kiosk.Lang, panel screen.Options) {
	s, m := p.State, l.j.Machine
	s.Lang, s.Voice, m.Voice = lang, !s.Silenced, true
	v := m.View(s, l.j.Ambient)
	v.Seq = 1
	var pages []screen.Laid
	for {
		laid := screen.LayEntry(l.kit, v, panel, screen.NewEntry(v, l.j.Chinese))
		pages = append(pages, laid)
		if v.Page++; v.Page >= laid.Pages {
			break
		}
	}
	v.Page = 0
	for _, who := range []voice.Hearing{voice.OneAlone, voice.Everybody} {
		teller := voice.Teller{Hearing: who}
		said, _ := teller.See(v)
		if len(said) == 0 && !v.Silenced {
			l.found.Add(p.Way(), "nothing is heard of %s", v.Screen)
		}
		for _, laid := range pages {
			said = append(said, l.controls(v, laid, who, p.Way())...)
		}
		for _, s := range l.clips.Sounds(lang, said) {
			if s.Clip == "" && !s.Rest && (len(s.Else) == 0 || s.Left > 0) {
				l.found.Add(p.Way(), "%q of %s is not said by clips", s.Text, v.Screen)
			}
		}
		if who == voice.OneAlone && v.Idle == 0 && v.Help == nil && !v.Silenced {
			l.whole(v, pages, said, p.Way())
		}
	}
}

// controls names each control that keys come to, which must be all there are.
func (l *listener) controls(v flow.View, laid screen.Laid, who voice.Hearing, way string) (said []string) {
	unnamed := voice.Named(flow.View{Lang: v.Lang}, flow.Focus{Control: "nothing-like-it"}, who)
	at := 0
	for _, id := range laid.Scene.Order {
		laid.Scene.Focus = id
		f := laid.Focus(v.Lang)
		name := voice.Named(v, f, who)
		if len(name) == 0 || name[0] == unnamed[0] {
			l.found.Add(way+": "+id, "a control of %s has no name", v.Screen)
		}
		if !strings.HasPrefix(id, widget.Key) {
			if at++; f.At != at || f.Of < at {
				l.found.Add(way+": "+id, "a control of %s has no place: %d of %d", v.Screen, f.At, f.Of)
			}
		}
		said = append(said, name...)
	}
	for _, c := range v.Can {
		if _, drawn := laid.Scene.Target(string(c)); drawn && !slices.Contains(laid.Scene.Order, string(c)) {
			l.found.Add(way, "keys do not come to %s of %s", c, v.Screen)
		}
	}
	return said
}

// whole looks for what stands on a screen and is not heard.
func (l *listener) whole(v flow.View, pages []screen.Laid, said []string, way string) {
	heard := strings.Join(letters(strings.Join(said, " ")), "")
	known := strings.Join(letters(written(v)), "") + unheard(v.Lang)
	for _, laid := range pages {
		for _, op := range laid.Scene.Ops {
			line, ok := op.(widget.TextLine)
			if !ok || line.Owner != "" && !slices.Contains(laid.Scene.Order, line.Owner) || line.Box.Y < laid.Body.Y || strings.Contains(line.Text, "*") {
				continue // asleep, or of the top band, or masked
			}
			for _, part := range letters(line.Text) {
				if !strings.Contains(heard, part) && !strings.Contains(known, part) {
					l.found.Add(way, "%q stands on %s and is not heard: %q", part, v.Screen, line.Text)
				}
			}
		}
	}
}

// written is what was heard before: what the screen is about, what somebody
// wrote, key by key; and what tiles stand under, which their own names tell.
func written(v flow.View) string {
	all := []string{v.Heading.In(v.Lang), v.Word}
	if v.Form != nil {
		all = append(all, v.Form.Text)
	}
	if v.Rate != nil {
		all = append(all, phraseOf("rate.about", v.Lang)+v.Rate.Code)
	}
	if v.Ticket != nil {
		all = append(all, v.Ticket.Item.In(v.Lang))
	}
	for _, t := range v.Tiles {
		all = append(all, t.Group.In(v.Lang))
	}
	return strings.Join(all, ", ")
}

// unheard are the phrases that are not said, each for a reason, without marks.
func unheard(lang kiosk.Lang) string {
	var all []string
	for key, why := range map[string]string{
		"screen.quick-title":      "how many there are to choose from is said, and each by its name",
		"screen.phone":            "a number is said behind voice.phone",
		"line.phone":              "a number is said behind voice.phone",
		"place.day":               "a day is said with its year",
		"place.scan":              "a code is for who sees it; all that is behind it is said",
		"screen.working-short":    "line.asking-hint says it",
		"track.who":               "a post and its number are said one after the other",
		"track.when":              "days are said one by one",
		"track.paper":             "how to get a paper is said",
		"input.pinyin-hint":       "of keys that are touched; voice.keys-writing is of those of a keypad",
		"saved.code":              "a code is said behind form.code",
		"saved.next-title":        "how to go on is said",
		"rate.about":              "a code is said behind rate.code",
		"screen.paper-side-left":  "said when the paper is there, and so are the two below",
		"screen.paper-side-right": "",
		"screen.paper-side-below": "",
		"seek.nothing":            "no name follows the last key",
	} {
		if _, ok := assets.Lookup(key); !ok {
			all = append(all, "no such phrase: "+key+why)
			continue
		}
		all = append(all, letters(phraseOf(key, lang))...)
	}
	return strings.Join(all, "")
}

// phraseOf is the phrase under key without its gaps.
func phraseOf(key string, lang kiosk.Lang) string {
	p, _ := assets.Lookup(key)
	return gap.ReplaceAllString(kiosk.Text{ZH: p.ZH, EN: p.EN}.In(lang), "")
}

var gap = regexp.MustCompile(`\{[a-z]+\}`)

// letters are those of a text that stand on a screen as they are said: digits,
// and words of numbers and days, are said in other words.
func letters(text string) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(text, "  ", "\n"), func(r rune) bool {
		return !unicode.IsLetter(r) && r != ' ' && r != '\'' || strings.ContainsRune("零一二三四五六七八九十百千万年月日", r)
	}) {
		if part = strings.ToLower(strings.Join(strings.Fields(part), "")); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func clipsOf(t *testing.T) *voice.Clips {
	t.Helper()
	readings, err := mandarin.Load(assets.Readings())
	if err != nil {
		t.Fatal(err)
	}
	clips, err := voice.LoadClips(assets.Clips(), readings)
	if err != nil {
		t.Fatal(err)
	}
	return clips
}
