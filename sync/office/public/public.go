// Package public is what a telephone reads: the pages that the QR codes on
// tickets, receipts, guides and notices lead to. They need no script, no cookie
// and no account, and come in Chinese or English. Addresses work in capital
// letters, as they stand in codes.
//
//	/T/ID               how far a ticket is
//	/C, /C/CODE         how far a case is
//	/N, /N/LIST/ENTRY   what is published now
//	/G, /G/ITEM         what to bring, and how long it takes
//
// It refuses to show who anybody is and what staff wrote to somebody: whoever
// finds a receipt may read its page. It refuses to be asked for codes of cases
// faster than people ask, and to keep anything.
package public

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/sync/office/booking"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
)

//go:embed web
var web embed.FS

// maxBody bounds what a telephone may send, in bytes; no page takes any.
const maxBody = 1 << 10

// Hall is where tickets stand; hall.Hall is documented there.
type Hall interface {
	State() hall.State
}

// Cases is where cases stand; casework.Casework is documented there.
type Cases interface {
	ByCode(text string) (casework.Case, error)
}

// Options are what the pages need to know of the office.
type Options struct {
	Office  kiosk.Text // top of each page
	Demo    bool       // the content is 示例, and each page says so
	Zone    *time.Location
	Now     func() time.Time
	Logger  *slog.Logger
	Offered func() *catalogue.Catalogue // what is published now
	// Item names what a case is about, also when it is not offered any more.
	Item func(kiosk.ItemID) (catalogue.ServiceItem, bool)
	// Taken tells how many applied for each entry of a listing; nil counts nobody.
	Taken func(listing string) map[string]int
	// Booked tells where a case stands for each entry of a listing that it asks
	// for; nil for nowhere.
	Booked func(kiosk.CaseID) []booking.Booked
	// Hours is when the counters serve; nil, or one that returns nil, for always.
	Hours func() *calendar.Calendar
	// Due tells by when a case is promised; nil for never.
	Due func(casework.Case) (casework.Due, bool)
	// Papers answers for codes on certificates, which begin with /C/ as well;
	// nil for none.
	Papers http.Handler
	// Proxied tells that requests come from a reverse proxy which writes the
	// address of the telephone at the end of X-Forwarded-For.
	Proxied bool
	// CaseTakes is how long an answer about a code of a case takes at least:
	// whether there is such a case does not show in the time. Zero is no wait.
	CaseTakes time.Duration
}

// Site is the pages. It is safe for concurrent use.
type Site struct {
	hall  Hall
	cases Cases
	opts  Options
	pages map[string]*template.Template

	asked *limiter // anything
	codes *limiter // codes of cases
}

// New returns the pages over hall and cases.
func New(h Hall, cases Cases, opts Options) (*Site, error) {
	if h == nil || cases == nil || opts.Offered == nil || opts.Item == nil {
		return nil, errors.New("public: hall, cases and what is offered are needed")
	}
	s := &Site{hall: h, cases: cases, opts: opts, pages: map[string]*template.Template{},
		asked: newLimiter(anyPage, opts.Now), codes: newLimiter(caseCodes, opts.Now)}
	for _, name := range []string{"home", "ticket", "ask", "case", "list", "notice", "guide", "sorry"} {
		page, err := template.ParseFS(web, "web/layout.html", "web/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("public: page: %w", err)
		}
		s.pages[name] = page
	}
	return s, nil
}

// Handler routes all pages. Each answer comes at once, or after CaseTakes.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /public.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		http.ServeFileFS(w, r, web, "web/public.css")
	})
	for path, page := range map[string]http.HandlerFunc{
		"t/{id}": s.ticket, "c": s.ask, "c/{code}": s.caseOrPaper,
		"n": s.listings, "n/{listing}": s.listing, "n/{listing}/{entry}": s.notice,
		"g": s.guides, "g/{item}": s.guide,
	} {
		first, rest := path[:1], path[1:]
		mux.HandleFunc("GET /"+first+rest, page)
		mux.HandleFunc("GET /"+strings.ToUpper(first)+rest, page) // as it stands in codes
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.sorry(w, r, http.StatusNotFound, "missing") })
	return s.guard(http.MaxBytesHandler(mux, maxBody))
}

// guard keeps pages out of other sites and of search engines' sight where they
// are about somebody, and turns away who asks without end.
func (s *Site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Accept-Language")
		h.Set("X-Robots-Tag", "noindex")
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if wait, ok := s.asked.take(s.address(r)); !ok {
			s.slower(w, r, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// home names what there is to read.
func (s *Site) home(w http.ResponseWriter, r *http.Request) {
	p := s.page(r, "public.home")
	s.show(w, http.StatusOK, "home", homePage{page: p, Links: []link{
		{To: p.to("/C"), Name: p.Say("public.cases"), Hint: p.Say("public.cases-hint")},
		{To: p.to("/N"), Name: p.Say("public.notices"), Hint: p.Say("public.notices-hint")},
		{To: p.to("/G"), Name: p.Say("public.guides"), Hint: p.Say("public.guides-hint")},
	}})
}

type homePage struct {
	page
	Links []link
}

// link is one line that leads further.
type link struct{ To, Name, Hint string }

// sorryPage says what is not so, and what to do.
type sorryPage struct {
	page
	What, Do string
	To       link // where to go on; empty for the start
}

// sorry shows the words under key and key-do.
func (s *Site) sorry(w http.ResponseWriter, r *http.Request, status int, key string, to ...link) {
	p := s.page(r, "public."+key)
	s.show(w, status, "sorry", sorryPage{
		page: p, What: p.Title, Do: p.Say("public." + key + "-do"),
		To: cmp.Or(append(to, link{})[0], link{To: p.to("/"), Name: p.Say("public.back-home")}),
	})
}

// slower turns away who asked too often.
func (s *Site) slower(w http.ResponseWriter, r *http.Request, wait time.Duration) {
	w.Header().Set("Retry-After", fmt.Sprint(int(wait/time.Second)+1))
	s.sorry(w, r, http.StatusTooManyRequests, "slower")
}
