package public

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"linli/assets"
	"linli/kiosk"
)

// page is what every page shows. Its exported methods are for the templates.
type page struct {
	Lang    kiosk.Lang
	Title   string
	Office  string
	Demo    bool
	Other   string // where the same is in the other language
	Refresh int    // seconds until the telephone asks again; 0 for never

	asked bool // the language was asked for, and further pages keep it
	site  *Site
}

// page begins the answer to r, in the language that it asks for.
func (s *Site) page(r *http.Request, titleKey string) page {
	lang, asked := wanted(r)
	p := page{Lang: lang, Demo: s.opts.Demo, Office: s.opts.Office.In(lang), asked: asked, site: s}
	if titleKey != "" {
		p.Title = p.Say(titleKey)
	}
	other := kiosk.English
	if lang == kiosk.English {
		other = kiosk.Chinese
	}
	query := url.Values{"lang": {string(other)}}
	if n := r.URL.Query().Get("p"); n != "" {
		query.Set("p", n)
	}
	p.Other = (&url.URL{Path: r.URL.Path, RawQuery: query.Encode()}).String()
	return p
}

// wanted is the language of the answer to r: what a link of ours asks for, else
// what the telephone prefers, else Chinese.
func wanted(r *http.Request) (lang kiosk.Lang, asked bool) {
	switch l := kiosk.Lang(r.URL.Query().Get("lang")); l {
	case kiosk.Chinese, kiosk.English:
		return l, true
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(tags) == 0 {
		return kiosk.Chinese, false
	}
	for _, t := range tags {
		switch base, _ := t.Base(); base.String() {
		case "zh", "mul": // mul is *: any will do
			return kiosk.Chinese, false
		case "en":
			return kiosk.English, false
		}
	}
	return kiosk.English, false // somebody from elsewhere
}

// to is path in the language of p.
func (p page) to(path string) string {
	if !p.asked {
		return path
	}
	if strings.Contains(path, "?") {
		return path + "&lang=" + string(p.Lang)
	}
	return path + "?lang=" + string(p.Lang)
}

// Say returns the words under key, with {name} replaced by the value that
// follows name in pairs.
func (p page) Say(key string, pairs ...string) string {
	words, ok := assets.Lookup(key)
	if !ok {
		return key // a test looks for it
	}
	text := kiosk.Text(words).In(p.Lang)
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// In is t in the language of p.
func (p page) In(t kiosk.Text) string { return t.In(p.Lang) }

// day is the day of t at the office.
func (p page) day(t time.Time) string {
	y, m, d := t.In(p.site.opts.Zone).Date()
	return p.Say("public.day", "year", strconv.Itoa(y), "month", p.number(int(m)), "day", p.number(d))
}

// number writes a month or a day as the language does.
func (p page) number(n int) string {
	if p.Lang == kiosk.English {
		return fmt.Sprintf("%02d", n)
	}
	return strconv.Itoa(n)
}

// clock is the time of day of t at the office.
func (p page) clock(t time.Time) string { return t.In(p.site.opts.Zone).Format("15:04") }

// businessDay is d as people write it; empty stays empty.
func (p page) businessDay(d kiosk.BusinessDay) string {
	t, err := time.ParseInLocation(time.DateOnly, string(d), p.site.opts.Zone)
	if err != nil {
		return ""
	}
	return p.day(t)
}

// fact is one line of a page: what it is about, and one or more values.
type fact struct {
	Name   string
	Values []string
	Phone  bool // the values can be called
}

// facts are those of the given that say something.
type facts []fact

// add appends what is not empty.
func (f *facts) add(name string, values ...string) {
	var said []string
	for _, v := range values {
		if v != "" {
			said = append(said, v)
		}
	}
	if len(said) > 0 {
		*f = append(*f, fact{Name: name, Values: said})
	}
}

// phone appends a number that can be called.
func (f *facts) phone(name, number string) {
	if number != "" {
		*f = append(*f, fact{Name: name, Values: []string{number}, Phone: true})
	}
}

// show writes the page called name.
func (s *Site) show(w http.ResponseWriter, status int, name string, data any) {
	var b bytes.Buffer
	if err := s.pages[name].ExecuteTemplate(&b, "layout.html", data); err != nil {
		s.opts.Logger.Error(kiosk.EventPageTrouble, "page", name, "err", err)
		http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a telephone that left is no fault of ours
}
