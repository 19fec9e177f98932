package public

import (
	"net/http"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// guides shows all items, under the headings of the terminals.
func (s *Site) guides(w http.ResponseWriter, r *http.Request) {
	mayBeKept(w)
	p := listPage{page: s.page(r, "public.guides"), Back: s.page(r, "").start(), FirstOfGroup: map[int]string{}}
	offered := s.opts.Offered()
	group := ""
	for i, item := range offered.Items { // in order of group
		if g, ok := offered.Group(item.Group); ok && g.ID != group {
			group, p.FirstOfGroup[i] = g.ID, p.In(g.Name)
		}
		p.Links = append(p.Links, link{To: p.to("/G/" + string(item.ID)), Name: p.In(item.Name), Hint: p.In(item.Hint)})
	}
	p.turn(r)
	s.show(w, http.StatusOK, "list", p)
}

// guidePage is the guide of an item.
type guidePage struct {
	page
	Hint  string
	Facts facts
	Back  link
}

// guide shows what a terminal prints as a guide, and more.
func (s *Site) guide(w http.ResponseWriter, r *http.Request) {
	offered := s.opts.Offered()
	item, ok := offered.Item(kiosk.ItemID(strings.ToLower(r.PathValue("item"))))
	all := link{To: s.page(r, "").to("/G"), Name: s.page(r, "").Say("public.guides")}
	if !ok {
		s.sorry(w, r, http.StatusNotFound, "guide-unknown", all)
		return
	}
	mayBeKept(w)
	p := guidePage{page: s.page(r, ""), Back: all}
	p.Title, p.Hint = p.In(item.Name), p.In(item.Hint)
	p.about(item)
	if c, ok := offered.CounterOf(item); ok {
		p.Facts.add(p.Say("public.where"), p.Say("public.counter", "counter", string(c.ID), "name", p.In(c.Name)))
	}
	p.Facts.add(p.Say("public.hours"), p.In(item.Hours))
	p.Facts.add(p.Say("public.guide-post"), p.In(item.Post))
	p.Facts.phone(p.Say("public.phone"), item.Phone)
	for _, more := range item.Phones {
		p.Facts.phone(p.In(more.Name), more.Number)
	}
	s.show(w, http.StatusOK, "guide", p)
}

// about tells what to bring first, as on paper.
func (p *guidePage) about(i catalogue.ServiceItem) {
	list := func(key string, all []kiosk.Text) {
		var lines []string
		for _, t := range all {
			lines = append(lines, p.In(t))
		}
		p.Facts.add(p.Say(key), lines...)
	}
	list("public.materials", i.Materials)
	p.Facts.add(p.Say("public.serves"), p.In(i.Serves))
	list("public.conditions", i.Conditions)
	list("public.procedure", i.Procedure)
	p.Facts.add(p.Say("public.limit-promised"), p.In(i.TimeLimit.Promised))
	p.Facts.add(p.Say("public.limit-statutory"), p.In(i.TimeLimit.Statutory))
	p.Facts.add(p.Say("public.fee"), p.In(i.Fee))
	p.Facts.add(p.Say("public.result"), p.In(i.Result))
	p.Facts.add(p.Say("public.body"), p.In(i.Body))
	p.Facts.add(p.Say("public.basis"), p.In(i.Basis))
}
