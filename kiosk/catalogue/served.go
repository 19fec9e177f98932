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

// Bounds of what a guide has room for.
const (
	maxPhones   = 4
	maxCode     = 40
	maxCounters = 8
)

// served checks what an item may say beside what every item must: whom it is
// for, who decides, when and where.
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
		c.unique(src, key, id, seen)
	}
}

func (c *checker) phone(src *config.Source, key, number string) {
	if !phoneShape.MatchString(number) {
		c.fault(src, key, "expected digits with blanks or hyphens, such as \"0000-0001\", found %q", number)
	}
}
