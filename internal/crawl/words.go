package crawl

import (
	"reflect"
	"regexp"
	"strings"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/widget"
)

// Words are all that may stand on a screen in each language: the phrases of
// assets. It is used by one goroutine.
type Words struct {
	zh, en string // joined, to look in
}

// NewWords gathers the phrases of assets.
func NewWords() *Words {
	w := &Words{}
	for _, key := range assets.Keys() {
		p, _ := assets.Lookup(key)
		w.zh, w.en = w.zh+"\n"+p.ZH, w.en+"\n"+p.EN
	}
	return w
}

var (
	hanRun   = regexp.MustCompile(`\p{Han}+`)
	latinRun = regexp.MustCompile(`[A-Za-z]{2,}(?:[ ,.;:]+[A-Za-z]{2,})+`)
	gap      = regexp.MustCompile(`\{[a-z]+\}`)
)

// foreign finds words of s that are of the other language although there is a
// translation, or should be one, and gaps that were not filled in.
func (w *Words) foreign(s *widget.Scene, v flow.View, add func(string, string, ...any)) {
	said := said(v)
	mine, run := w.zh+said.zh, latinRun
	if v.Lang == kiosk.English {
		mine, run = w.en+said.en, hanRun
	}
	mine += "\n" + said.plain
	for _, op := range s.Ops {
		line, ok := op.(widget.TextLine)
		if !ok {
			continue
		}
		if g := gap.FindString(line.Text); g != "" && !strings.Contains(said.plain, g) {
			add("gap", "%s stands in %q", g, line.Text)
		}
		if strings.HasPrefix(line.Owner, widget.Key) || line.Owner == string(flow.SwitchLang) {
			continue // what writes Chinese has Chinese on it; a language has its own name
		}
		for _, words := range run.FindAllString(line.Text, -1) {
			if !strings.Contains(mine, words) {
				add("not translated", "%q on a screen in %s", words, v.Lang)
			}
		}
	}
}

// told is what a View says in each language, and what it says in none.
type told struct{ zh, en, plain string }

// said gathers all words of v.
func said(v flow.View) told {
	var t told
	gather(reflect.ValueOf(v), &t)
	return t
}

func gather(v reflect.Value, t *told) {
	if text, ok := v.Interface().(kiosk.Text); ok {
		t.zh, t.en = t.zh+"\n"+text.ZH, t.en+"\n"+text.EN
		return
	}
	switch v.Kind() {
	case reflect.String:
		t.plain += "\n" + v.String()
	case reflect.Pointer:
		if !v.IsNil() {
			gather(v.Elem(), t)
		}
	case reflect.Slice:
		for i := range v.Len() {
			gather(v.Index(i), t)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				gather(v.Field(i), t)
			}
		}
	}
}
