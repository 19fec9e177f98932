package catalogue

import (
	"fmt"

	"linli/internal/config"
	"linli/kiosk"
)

// Phone is a further telephone number of an item and whose it is.
type Phone struct {
	Name   kiosk.Text // 监督投诉电话, 区民政局
	Number string
}

// PrintKind names a paper that an item ends in, beside ticket and receipt.
type PrintKind string

// Papers. docs/service-items.md explains them to whoever writes items.
const (
	PrintCertificate PrintKind = "certificate" // 证明, on A4, once staff have agreed
)

// prints lists the papers that there are.
func prints() []PrintKind { return []PrintKind{PrintCertificate} }

// Bounds of what a guide has room for.
const (
	maxPhones   = 4
	maxCode     = 40
	maxCounters = 8
)

// Ends tells whether the item ends in a paper of that kind.
func (i ServiceItem) Ends(in PrintKind) bool {
	_, ok := find(i.Prints, func(p PrintKind) bool { return p == in })
	return ok
}

// served checks what an item may say beside what every item must: whom it is
// for, who decides, when, where and what it prints.
func (c *checker) served(item ServiceItem, src *config.Source) {
	for key, t := range map[string]kiosk.Text{"serves": item.Serves, "body": item.Body, "hours": item.Hours} {
		if t != (kiosk.Text{}) {
			c.phrase(src, key, t)
		}
	}
	c.words(src, "code", item.Code, maxCode)
	if len(item.Phones) > maxPhones {
		c.fault(src, "phones", "has %d numbers; there is room for %d beside phone", len(item.Phones), maxPhones)
	}
	for i, p := range item.Phones {
		key := fmt.Sprintf("phones[%d]", i)
		c.name(src, key+".name", p.Name)
		c.phone(src, key+".number", p.Number)
	}
	if len(item.Counters) > maxCounters {
		c.fault(src, "counters", "names %d counters; there is room for %d beside counter", len(item.Counters), maxCounters)
	}
	seen := map[string]string{string(item.Counter): "counter"}
	for i, k := range item.Counters {
		c.unique(src, fmt.Sprintf("counters[%d]", i), string(k), seen)
	}
	seen = map[string]string{}
	for i, id := range item.Committees {
		key := fmt.Sprintf("committees[%d]", i)
		c.id(src, key, id)
		c.unique(src, key, id, seen)
	}
	for i, p := range item.Prints {
		if _, ok := find(prints(), func(k PrintKind) bool { return k == p }); !ok {
			c.fault(src, fmt.Sprintf("prints[%d]", i), "%q is no paper; expected one of %s", string(p), list(prints()))
		}
	}
	if item.Ends(PrintCertificate) && !item.Apply.Offered() {
		c.fault(src, "prints", "a certificate is printed for who applied for it; the item lacks apply")
	}
}

func (c *checker) phone(src *config.Source, key, number string) {
	if !phoneShape.MatchString(number) {
		c.fault(src, key, "expected digits with blanks or hyphens, such as \"0000-0001\", found %q", number)
	}
}
