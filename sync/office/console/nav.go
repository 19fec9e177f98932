package console

import (
	"net/http"
	"strings"
)

// link is one page in the line that stands on all pages of staff.
type link struct {
	Path, Word string // Word is a key of texts.yaml
	Here       bool   // it is the page that is shown, or one below it
}

// Pages are the pages there are, in the order of the line. Whoever adds a page
// adds it here.
func (p picture) Pages() []link {
	all := []link{{Path: "/", Word: "title"}}
	if p.console.opts.Cases != nil {
		all = append(all, link{Path: "/cases", Word: "cases"})
	}
	if p.console.opts.Terminals != nil {
		all = append(all, link{Path: "/terminals", Word: "terminals"})
	}
	if p.console.opts.Offered != nil {
		all = append(all, link{Path: "/items", Word: "items"})
	}
	if p.console.opts.Ratings != nil {
		all = append(all, link{Path: "/ratings", Word: "ratings"})
	}
	if p.console.opts.Ballots != nil {
		all = append(all, link{Path: "/ballots", Word: "ballots"})
	}
	if p.console.opts.Payments != nil {
		all = append(all, link{Path: "/payments", Word: "payments"})
	}
	for i, l := range all {
		all[i].Here = p.Path == l.Path || l.Path != "/" && strings.HasPrefix(p.Path, l.Path+"/")
	}
	return all
}

// picture is what all pages show. path is that of the page; the request's may
// be an action's.
func (c *Console) picture(r *http.Request, path string) picture {
	lang := langOf(r)
	return picture{console: c, Lang: lang, Office: c.office().In(lang), Path: path}
}
