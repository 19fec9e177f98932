package public

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linli/kiosk"
	"linli/sync/office/casework"
)

// longestCode is what can be the code of a case as people write it, in bytes.
// What is longer is the code on a certificate.
const longestCode = 16

// ask shows where a code is typed, and goes on to the page of one.
func (s *Site) ask(w http.ResponseWriter, r *http.Request) {
	p := s.page(r, "public.cases")
	typed := r.URL.Query().Get("code")
	if typed == "" {
		s.show(w, http.StatusOK, "ask", askPage{page: p})
		return
	}
	code, ok := kiosk.ParseCaseCode(typed)
	if !ok {
		s.show(w, http.StatusOK, "ask", askPage{page: p, Fault: p.Say("track.code-fault")})
		return
	}
	http.Redirect(w, r, p.to("/C/"+url.PathEscape(code)), http.StatusSeeOther)
}

// askPage takes a code. What was typed is not repeated.
type askPage struct {
	page
	Fault string
}

// Language is what the form brings along.
func (p askPage) Language() string {
	if p.asked {
		return string(p.Lang)
	}
	return ""
}

// caseOrPaper parts the codes of cases from those on certificates and from the
// files of their pages, as /c/roots.txt.
func (s *Site) caseOrPaper(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if s.opts.Papers != nil && (len(code) > longestCode || strings.Contains(code, ".")) {
		s.opts.Papers.ServeHTTP(w, r)
		return
	}
	s.caseStatus(w, r)
}

// casePage is how far a case is, without whose it is.
type casePage struct {
	page
	State  string // in words
	Facts  facts
	Note   string // that there is more at a terminal
	NoteDo string
	AsOf   string
}

// caseStatus shows how far a case is. A code that was mistyped, one that no
// case has, and one that two have are the same, also in the time it takes.
func (s *Site) caseStatus(w http.ResponseWriter, r *http.Request) {
	if wait, ok := s.codes.take(s.address(r)); !ok {
		s.slower(w, r, wait)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.opts.CaseTakes)
	defer cancel()
	c, err := s.cases.ByCode(r.PathValue("code"))
	<-ctx.Done()
	if err != nil {
		p := s.page(r, "")
		s.sorry(w, r, http.StatusNotFound, "case-unknown", link{To: p.to("/C"), Name: p.Say("public.cases")})
		return
	}
	s.show(w, http.StatusOK, "case", s.casePage(r, c))
}

func (s *Site) casePage(r *http.Request, c casework.Case) casePage {
	p := casePage{page: s.page(r, "public.cases")}
	p.State = p.Say("track.state-" + string(c.State))
	item, _ := s.opts.Item(c.Item)
	if item.Name.ZH != "" {
		p.Title = p.In(item.Name)
	}
	p.Facts.add(p.Say("public.code"), c.Code)
	p.Facts.add(p.Say("public.opened"), p.day(c.OpenedAt))
	p.Facts.add(p.Say("public.moved"), p.since(c.MovedAt))
	p.Facts.add(p.Say("public.promised"), p.In(item.TimeLimit.Promised))
	p.Facts.add(p.Say("public.due"), p.due(c))
	p.Facts.add(p.Say("public.capacity"), p.standing(c)...)
	p.Facts.add(p.Say("public.post"), p.In(item.Post))
	p.Facts.phone(p.Say("public.phone"), item.Phone)
	switch {
	case c.Saved:
		p.Note = p.Say("public.saved-do")
	case c.HasPaper():
		p.Note, p.NoteDo = p.Say("public.paper"), p.Say("public.paper-do")
	case c.Words != "":
		p.Note, p.NoteDo = p.Say("public.words"), p.Say("public.words-do")
		if c.Document == kiosk.NoDocument {
			p.NoteDo = p.Say("public.words-do-code")
		}
	}
	p.AsOf = p.Say("public.as-of", "time", p.day(s.opts.Now())+" "+p.clock(s.opts.Now()))
	return p
}

// due is the last promised day of c, and whether it has passed.
func (p page) due(c casework.Case) string {
	if p.site.opts.Due == nil {
		return ""
	}
	d, known := p.site.opts.Due(c)
	switch day := p.businessDay(kiosk.BusinessDay(d.On)); {
	case !known:
		return ""
	case d.Overdue:
		return p.Say("public.overdue", "day", day)
	default:
		return day
	}
}

// standing says whether c has a place among those that ask for the same, or
// where it waits; nothing for what is not limited, or is decided.
func (p page) standing(c casework.Case) (all []string) {
	if p.site.opts.Booked == nil || c.State == kiosk.CaseDecided {
		return nil
	}
	for _, b := range p.site.opts.Booked(c.ID) {
		l, _ := p.site.opts.Offered().Listing(b.Listing)
		e, _ := l.Entry(b.Entry)
		switch {
		case e.Capacity == 0:
		case b.Rank == 0:
			all = append(all, p.Say("public.place-none"))
		case b.Rank > e.Capacity:
			all = append(all, p.Say("public.place-waits", "n", strconv.Itoa(b.Rank-e.Capacity)))
		default:
			all = append(all, p.Say("public.place-has"))
		}
	}
	return all
}

// since is the day of t; empty for none.
func (p page) since(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return p.day(t)
}
