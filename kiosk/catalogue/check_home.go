package catalogue

import (
	"fmt"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// home checks home.yaml, and each item against it.
func (c *checker) home(h home, src *config.Source, items []itemFile) {
	c.entries(h.Entries, src)
	groups, counters := c.groups(h.Groups, src), c.counters(h.Counters, src)
	used, known, allRight := map[string]bool{}, map[kiosk.ItemID]bool{}, true
	for _, f := range items {
		used[f.item.Group], known[f.item.ID] = true, true
		if f.right {
			c.belongs(f, groups, counters)
		} else {
			allRight = false
		}
	}
	applied := slices.ContainsFunc(items, func(f itemFile) bool { return !f.right || f.item.Apply.Offered() })
	for i, e := range h.Entries {
		if _, ok := e.Step(StepApply); ok && !applied {
			c.fault(src, fmt.Sprintf("entries[%d].steps", i), "no item says how it is applied for; give one an apply, or remove the tile")
		}
	}
	for i, g := range h.Groups {
		if allRight && g.ID != "" && !used[g.ID] {
			c.fault(src, fmt.Sprintf("groups[%d].id", i), "no item names the group %q; remove it, or give it an item", g.ID)
		}
	}
	c.quick(h.Quick, src, known)
	c.rating(h, src, items)
}

func (c *checker) entries(entries []Entry, src *config.Source) {
	if len(entries) == 0 {
		c.fault(src, "entries", "is missing; the home screen needs at least one tile")
	}
	if len(entries) > maxEntries {
		c.fault(src, "entries", "has %d tiles; the home screen has room for %d", len(entries), maxEntries)
	}
	seen := map[string]string{}
	for i, e := range entries {
		key := fmt.Sprintf("entries[%d]", i)
		c.id(src, key+".id", e.ID)
		c.unique(src, key+".id", e.ID, seen)
		c.icon(src, key+".icon", e.Icon)
		c.name(src, key+".name", e.Name)
		c.hint(src, key+".hint", e.Hint)
		c.steps(src, key+".steps", e.Steps)
		c.keepsNoCard(src, key+".steps", e.Steps)
	}
}

// groups returns the ids that stand under groups, each with its key.
func (c *checker) groups(groups []Group, src *config.Source) map[string]string {
	if len(groups) == 0 {
		c.fault(src, "groups", "is missing; items stand under groups")
	}
	seen := map[string]string{}
	for i, g := range groups {
		key := fmt.Sprintf("groups[%d]", i)
		c.id(src, key+".id", g.ID)
		c.unique(src, key+".id", g.ID, seen)
		c.icon(src, key+".icon", g.Icon)
		c.name(src, key+".name", g.Name)
	}
	return seen
}

// counters returns the ids that stand under counters, each with its key.
func (c *checker) counters(counters []kiosk.Counter, src *config.Source) map[string]string {
	if len(counters) == 0 {
		c.fault(src, "counters", "is missing; tickets are called to counters")
	}
	seen, prefixes := map[string]string{}, map[string]string{}
	for i, k := range counters {
		key := fmt.Sprintf("counters[%d]", i)
		if !numberShape.MatchString(string(k.ID)) {
			c.fault(src, key+".id", "expected what stands above the counter, such as \"2\", found %q", k.ID)
		}
		if !prefixShape.MatchString(k.Prefix) {
			c.fault(src, key+".prefix", "expected one or two capital letters, such as \"A\", found %q", k.Prefix)
		}
		c.unique(src, key+".id", string(k.ID), seen)
		c.unique(src, key+".prefix", k.Prefix, prefixes)
		c.name(src, key+".name", k.Name)
	}
	return seen
}

func (c *checker) quick(quick []kiosk.ItemID, src *config.Source, known map[kiosk.ItemID]bool) {
	if len(quick) > maxQuick {
		c.fault(src, "quick", "names %d items; there is room for %d", len(quick), maxQuick)
	}
	seen := map[string]string{}
	for i, id := range quick {
		key := fmt.Sprintf("quick[%d]", i)
		c.unique(src, key, string(id), seen)
		if !known[id] {
			var all []string
			for one := range known {
				all = append(all, string(one))
			}
			c.fault(src, key, "there is no file services/items/%s.yaml%s", id, config.Meant(string(id), all))
		}
	}
}
