package public

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// perPage is how many lines a list has before it is turned.
const perPage = 40

// listPage is a list that leads further.
type listPage struct {
	page
	Hint         string
	Links        []link
	Empty        string // said when there are none
	Prior, Next  string // the page before and after; empty for none
	Back         link
	FirstOfGroup map[int]string // headings, by the index of the link below them
}

// today is the business day of now.
func (s *Site) today() kiosk.BusinessDay { return kiosk.BusinessDayOf(s.opts.Now(), s.opts.Zone) }

// mayBeKept lets a telephone keep a page for a minute: it is about nobody.
func mayBeKept(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "public, max-age=60")
	w.Header().Del("X-Robots-Tag")
}

// listings shows which lists there are.
func (s *Site) listings(w http.ResponseWriter, r *http.Request) {
	mayBeKept(w)
	p := listPage{page: s.page(r, "public.notices"), Back: s.page(r, "").start()}
	for _, l := range s.opts.Offered().Listings {
		p.Links = append(p.Links, link{To: p.to("/N/" + l.ID), Name: p.In(l.Name), Hint: p.In(l.Hint)})
	}
	p.turn(r)
	s.show(w, http.StatusOK, "list", p)
}

// listing shows what a list has today.
func (s *Site) listing(w http.ResponseWriter, r *http.Request) {
	l, ok := s.opts.Offered().Listing(strings.ToLower(r.PathValue("listing")))
	if !ok {
		s.noticeOver(w, r)
		return
	}
	mayBeKept(w)
	p := listPage{page: s.page(r, ""), Back: s.page(r, "").list()}
	p.Title, p.Hint = p.In(l.Name), p.In(l.Hint)
	for _, e := range l.On(s.today()) {
		p.Links = append(p.Links, link{To: p.to("/N/" + l.ID + "/" + e.ID), Name: p.In(e.Title), Hint: p.In(e.Place)})
	}
	p.turn(r)
	s.show(w, http.StatusOK, "list", p)
}

// start and list are where a page leads back to.
func (p page) start() link { return link{To: p.to("/"), Name: p.Say("public.back-home")} }
func (p page) list() link  { return link{To: p.to("/N"), Name: p.Say("public.notices")} }

// turn leaves the links of one page, the one that r asks for.
func (p *listPage) turn(r *http.Request) {
	if len(p.Links) == 0 {
		p.Empty = p.Say("public.none")
		return
	}
	last := (len(p.Links) - 1) / perPage
	n, err := strconv.Atoi(r.URL.Query().Get("p"))
	if err != nil {
		n = 0
	}
	n = max(0, min(n, last))
	if n > 0 {
		p.Prior = p.to(fmt.Sprintf("%s?p=%d", r.URL.EscapedPath(), n-1))
	}
	if n < last {
		p.Next = p.to(fmt.Sprintf("%s?p=%d", r.URL.EscapedPath(), n+1))
	}
	headings := map[int]string{}
	for at, words := range p.FirstOfGroup {
		headings[at-n*perPage] = words
	}
	p.FirstOfGroup = headings
	p.Links = p.Links[n*perPage : min(len(p.Links), (n+1)*perPage)]
}

// noticePage is one entry of a list.
type noticePage struct {
	page
	Lines []string
	Facts facts
	More  string // address of the whole of it elsewhere
	Back  link
}

// notice shows one entry while it is published.
func (s *Site) notice(w http.ResponseWriter, r *http.Request) {
	l, _ := s.opts.Offered().Listing(strings.ToLower(r.PathValue("listing")))
	e, ok := l.Entry(strings.ToLower(r.PathValue("entry")))
	if !ok || !e.On(s.today()) {
		s.noticeOver(w, r)
		return
	}
	mayBeKept(w)
	p := noticePage{page: s.page(r, ""), More: e.Link}
	p.Title = p.In(e.Title)
	p.Back = link{To: p.to("/N/" + l.ID), Name: p.In(l.Name)}
	for _, line := range e.Lines {
		p.Lines = append(p.Lines, p.In(line))
	}
	p.about(l, e)
	s.show(w, http.StatusOK, "notice", p)
}

func (p *noticePage) about(l catalogue.Listing, e catalogue.ListingEntry) {
	p.Facts.add(p.Say("public.place"), p.In(e.Place))
	p.Facts.add(p.Say("public.from"), p.businessDay(e.From))
	p.Facts.add(p.Say("public.until"), p.businessDay(e.Until))
	if e.Capacity > 0 {
		p.Facts.add(p.Say("public.capacity"), p.places(l, e))
	}
	p.Facts.phone(p.Say("public.phone"), e.Phone)
}

// places says how many there are, and what is left of those that one can apply
// for.
func (p page) places(l catalogue.Listing, e catalogue.ListingEntry) string {
	all := strconv.Itoa(e.Capacity)
	if p.site.opts.Taken == nil || l.Item == "" {
		return all
	}
	left := e.Capacity - p.site.opts.Taken(l.ID)[e.ID]
	if left <= 0 {
		return p.Say("public.capacity-full", "n", all)
	}
	return p.Say("public.capacity-left", "n", all, "left", strconv.Itoa(left))
}

// noticeOver answers for what is not published, not any more or not yet.
func (s *Site) noticeOver(w http.ResponseWriter, r *http.Request) {
	s.sorry(w, r, http.StatusNotFound, "notice-over", s.page(r, "").list())
}
