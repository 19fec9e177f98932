package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"linli/internal/config"
)

// item checks what one item's file says by itself.
func (c *checker) item(item ServiceItem, src *config.Source) {
	if !idShape.MatchString(string(item.ID)) {
		c.fault(src, "", "expected a file name of small letters, digits and single hyphens, such as old-age-allowance.yaml")
	}
	c.icon(src, "icon", item.Icon)
	c.name(src, "name", item.Name)
	c.hint(src, "hint", item.Hint)
	c.phrases(src, "conditions", item.Conditions)
	c.phrases(src, "materials", item.Materials)
	c.phrases(src, "procedure", item.Procedure)
	c.phrase(src, "time-limit.statutory", item.TimeLimit.Statutory)
	c.phrase(src, "time-limit.promised", item.TimeLimit.Promised)
	c.phrase(src, "fee", item.Fee)
	c.phrase(src, "result", item.Result)
	c.phrase(src, "basis", item.Basis)
	c.phrase(src, "post", item.Post)
	c.phone(src, "phone", item.Phone)
	c.served(item, src)
	c.apply(item.Apply, src)
	c.pay(item, src)
	c.ballot(item, src)
}

// belongs checks the ids by which an item points into home.yaml.
func (c *checker) belongs(f itemFile, groups, counters map[string]string) {
	if _, ok := groups[f.item.Group]; !ok {
		c.fault(f.src, "group", "%q does not stand under groups in %s%s", f.item.Group, homeFile, oneOf(ids(groups)))
	}
	if _, ok := counters[string(f.item.Counter)]; !ok {
		c.fault(f.src, "counter", "%q does not stand under counters in %s%s", f.item.Counter, homeFile, oneOf(ids(counters)))
	}
	for i, k := range f.item.Counters {
		if _, ok := counters[string(k)]; !ok {
			c.fault(f.src, fmt.Sprintf("counters[%d]", i), "%q does not stand under counters in %s%s", k, homeFile, oneOf(ids(counters)))
		}
	}
}

func ids[V any](known map[string]V) []string { return slices.Sorted(maps.Keys(known)) }

// oneOf ends a fault with what may be written instead.
func oneOf(known []string) string {
	if len(known) == 0 {
		return "; it has none"
	}
	return "; expected one of " + strings.Join(known, ", ")
}
