package console

import (
	"fmt"
	"net/http"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// itemsPicture is all that terminals offer.
type itemsPicture struct {
	picture
	Groups []itemGroup
	Lists  []catalogue.Listing
}

// itemGroup is one heading and the items under it.
type itemGroup struct {
	Name  kiosk.Text
	Items []catalogue.ServiceItem
}

// fact is one key of an item's file with what it says.
type fact struct {
	Key   string // as in the file; its word is "item-" and the key
	Lines []kiosk.Text
	Plain []string // what is no phrase: numbers, days, names of other parts
}

// itemPicture is one item as its file says it.
type itemPicture struct {
	picture
	ServiceItem catalogue.ServiceItem
	Facts       []fact // its guide
	Applied     []fact // how it is handed in; empty for one that is not
	Questions   []question
}

func (c *Console) items(w http.ResponseWriter, r *http.Request) {
	offered := c.opts.Offered()
	p := itemsPicture{picture: c.picture(r, "/items"), Lists: offered.Listings}
	for _, g := range offered.Groups {
		group := itemGroup{Name: g.Name}
		for _, i := range offered.Items {
			if i.Group == g.ID {
				group.Items = append(group.Items, i)
			}
		}
		p.Groups = append(p.Groups, group)
	}
	c.draw(w, http.StatusOK, "items.html", p)
}

func (c *Console) item(w http.ResponseWriter, r *http.Request) {
	offered := c.opts.Offered()
	item, ok := offered.Item(kiosk.ItemID(r.PathValue("id")))
	if !ok {
		http.NotFound(w, r)
		return
	}
	p := itemPicture{picture: c.picture(r, "/items/"+string(item.ID)), ServiceItem: item}
	p.guide(offered)
	if item.Apply.Offered() {
		p.applied(offered)
		for _, f := range item.Apply.Fields {
			p.Questions = append(p.Questions, p.question(offered, f))
		}
	}
	c.draw(w, http.StatusOK, "item.html", &p)
}

// guide gathers what a resident reads before applying, in the order of
// docs/service-items.md.
func (p *itemPicture) guide(offered *catalogue.Catalogue) {
	i, all := p.ServiceItem, &p.Facts
	group, _ := offered.Group(i.Group)
	tell(all, "group", group.Name)
	say(all, "code", i.Code)
	tell(all, "hint", i.Hint)
	tell(all, "serves", i.Serves)
	say(all, "committees", p.committees(i.Committees)...)
	tell(all, "body", i.Body)
	tell(all, "conditions", i.Conditions...)
	tell(all, "materials", i.Materials...)
	tell(all, "procedure", i.Procedure...)
	tell(all, "time-limit.statutory", i.TimeLimit.Statutory)
	tell(all, "time-limit.promised", i.TimeLimit.Promised)
	if d := i.TimeLimit.Days; d.Counted() {
		say(all, "time-limit.days", p.days(d))
	}
	tell(all, "fee", i.Fee)
	tell(all, "result", i.Result)
	tell(all, "basis", i.Basis)
	tell(all, "post", i.Post)
	say(all, "counter", p.counters(offered, append([]kiosk.CounterID{i.Counter}, i.Counters...))...)
	tell(all, "hours", i.Hours)
	say(all, "phone", i.Phone)
	for _, more := range i.Phones {
		say(all, "phones", p.Text(more.Name)+" "+more.Number)
	}
}

// applied gathers how the item is handed in, voted on or paid.
func (p *itemPicture) applied(offered *catalogue.Catalogue) {
	i, all := p.ServiceItem, &p.Applied
	var steps []string
	for _, s := range i.Apply.Steps {
		steps = append(steps, p.step(offered, s))
	}
	say(all, "apply.steps", strings.Join(steps, " → "))
	if i.Apply.Agent != catalogue.AgentNone {
		say(all, "apply.agent", p.Known("item-agent-", i.Apply.Agent))
		tell(all, "apply.mandate", i.Apply.Mandate)
	}
	if i.Apply.Save {
		say(all, "apply.save", p.Known("item-", "saved"))
	}
	tell(all, "apply.consent", i.Apply.Consent)
	tell(all, "apply.next", i.Apply.Next)
	if b := i.Ballot; b.Offered() {
		p.voted(offered, b)
	}
	if b := i.Pay; b.Offered() {
		say(all, "pay.biller", b.Biller)
		tell(all, "pay.account", b.Account)
		tell(all, "pay.help", b.Help)
	}
	if cert := i.Apply.Certificate; cert.Offered() {
		tell(all, "apply.certificate.title", cert.Title)
		say(all, "apply.certificate.text", cert.Text...)
		say(all, "apply.certificate.valid-days", fmt.Sprint(cert.ValidDays))
	}
}

// step names one step and what is particular about it.
func (p *itemPicture) step(offered *catalogue.Catalogue, s catalogue.Step) string {
	words := p.Known("item-step-", s.Kind)
	if s.Optional {
		words += p.Known("item-step-", "optional")
	}
	if s.KeepCard {
		words += p.Known("item-step-", "keep-card")
	}
	var lists []string
	for _, id := range s.From {
		l, _ := offered.Listing(id)
		lists = append(lists, p.Text(l.Name))
	}
	if len(lists) > 0 {
		words += p.Known("item-", "colon") + strings.Join(lists, p.Known("item-", "or"))
	}
	return words
}

// voted gathers who votes, when, and where the result is told.
func (p *itemPicture) voted(offered *catalogue.Catalogue, b catalogue.Ballot) {
	lines := []string{fmt.Sprintf("%s – %s", b.From, b.Until)}
	if b.Age > 0 {
		lines = append(lines, fmt.Sprintf("%s %d", p.Known("item-", "age"), b.Age))
	}
	if b.Roll {
		lines = append(lines, p.Known("item-", "roll"))
	}
	say(&p.Applied, "ballot", lines...)
	if l, ok := offered.Listing(b.Result); ok {
		say(&p.Applied, "ballot.result", p.Text(l.Name))
	}
}

// tell adds phrases under a key; those that are not there are left out.
func tell(all *[]fact, key string, texts ...kiosk.Text) {
	f := fact{Key: key}
	for _, t := range texts {
		if t != (kiosk.Text{}) {
			f.Lines = append(f.Lines, t)
		}
	}
	if len(f.Lines) > 0 {
		*all = append(*all, f)
	}
}

// say adds what is no phrase under a key, in one line each.
func say(all *[]fact, key string, lines ...string) {
	f := fact{Key: key}
	for _, line := range lines {
		if line != "" {
			f.Plain = append(f.Plain, line)
		}
	}
	if len(f.Plain) > 0 {
		*all = append(*all, f)
	}
}

// Other is t in the language that the page is not in.
func (p picture) Other(t kiosk.Text) string {
	if p.Lang == kiosk.English {
		return t.ZH
	}
	return t.EN
}

func (p *itemPicture) days(d catalogue.Days) string {
	if d.Kind == catalogue.DaysAtOnce {
		return p.Known("item-days-", d.Kind)
	}
	return fmt.Sprintf("%d %s", d.N, p.Known("item-days-", d.Kind))
}

func (p *itemPicture) counters(offered *catalogue.Catalogue, ids []kiosk.CounterID) (names []string) {
	for _, id := range ids {
		k, _ := offered.Counter(id)
		names = append(names, string(id)+" "+p.Text(k.Name))
	}
	return names
}

func (p *itemPicture) committees(ids []string) (names []string) {
	for _, id := range ids {
		names = append(names, p.Committee(kiosk.CommitteeID(id)))
	}
	return names
}

// Committee names a residents' committee, with its id as files have it.
func (p picture) Committee(id kiosk.CommitteeID) string {
	c, _ := p.console.places().Committee(id)
	return p.Text(c.Name) + " " + string(id)
}

// listPicture is one list that residents read, as its file says it.
type listPicture struct {
	picture
	List catalogue.Listing
}

func (c *Console) list(w http.ResponseWriter, r *http.Request) {
	l, ok := c.opts.Offered().Listing(r.PathValue("id"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	c.draw(w, http.StatusOK, "list.html", listPicture{c.picture(r, "/items/lists/"+l.ID), l})
}
