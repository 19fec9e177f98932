package catalogue

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"linli/internal/config"
	"linli/kiosk"
)

// Bounds of what the screens have room for.
const (
	maxListings       = 24
	maxListingEntries = 200
	maxTitleZH        = 30
	maxTitleEN        = 90
	maxLink           = 120 // characters: a code that can still be read from glass
	maxCapacity       = 9999
)

// linkShape is an address on the web in plain letters.
var linkShape = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?$`)

// listingFile is one listing with the place of each of its keys.
type listingFile struct {
	listing Listing
	src     *config.Source
	right   bool
}

// readListings reads all listings, in order; a catalogue may have none.
func (c *checker) readListings(fsys fs.FS) ([]listingFile, error) {
	names, err := fs.Glob(fsys, listingFiles)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	var all []listingFile
	for i, name := range names {
		f := listingFile{}
		if f.src, f.right, err = c.read(fsys, name, &f.listing); err != nil {
			return nil, err
		}
		f.listing.ID = strings.TrimSuffix(path.Base(name), ".yaml")
		if i == maxListings {
			c.fault(f.src, "", "is one listing too many; there is room for %d", maxListings)
		}
		if f.right = f.right && !c.empty(f.src); f.right {
			c.listing(f.listing, f.src)
		}
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b listingFile) int {
		return cmp.Or(cmp.Compare(a.listing.Order, b.listing.Order), cmp.Compare(a.listing.ID, b.listing.ID))
	})
	return all, nil
}

// listing checks what one listing's file says by itself.
func (c *checker) listing(l Listing, src *config.Source) {
	if !idShape.MatchString(l.ID) {
		c.fault(src, "", "expected a file name of small letters, digits and single hyphens, such as notices.yaml")
	}
	c.icon(src, "icon", l.Icon)
	c.name(src, "name", l.Name)
	c.hint(src, "hint", l.Hint)
	switch {
	case l.Item != "":
		c.name(src, "act", l.Act)
	case l.Act != (kiosk.Text{}):
		c.fault(src, "item", "is missing; what does the button %q lead to?", l.Act.ZH)
	}
	if len(l.Entries) > maxListingEntries {
		c.fault(src, "entries", "has %d entries; there is room for %d", len(l.Entries), maxListingEntries)
	}
	seen := map[string]string{}
	for i, e := range l.Entries {
		key := fmt.Sprintf("entries[%d]", i)
		c.id(src, key+".id", e.ID)
		c.unique(src, key+".id", e.ID, seen)
		c.listingEntry(e, src, key)
	}
}

func (c *checker) listingEntry(e ListingEntry, src *config.Source, key string) {
	c.text(src, key+".title", e.Title, maxTitleZH, maxTitleEN)
	if len(e.Lines) > 0 {
		c.phrases(src, key+".lines", e.Lines)
	}
	if e.Place != (kiosk.Text{}) {
		c.phrase(src, key+".place", e.Place)
	}
	from, until := c.day(src, key+".from", e.From), c.day(src, key+".until", e.Until)
	if from && until && e.Until < e.From {
		c.fault(src, key+".until", "%s is before %s", e.Until, e.From)
	}
	if e.Phone != "" {
		c.phone(src, key+".phone", e.Phone)
	}
	c.link(src, key+".link", e.Link)
	if e.Capacity < 0 || e.Capacity > maxCapacity {
		c.fault(src, key+".capacity", "expected 1 to %d places, found %d", maxCapacity, e.Capacity)
	}
}

// day checks a day of the calendar, and tells whether there is a right one.
func (c *checker) day(src *config.Source, key string, day kiosk.BusinessDay) bool {
	if day == "" {
		return false
	}
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil {
		c.fault(src, key, "expected a day such as \"2026-10-01\", found %q", string(day))
		return false
	}
	return true
}

// link checks the address behind a QR code.
func (c *checker) link(src *config.Source, key, link string) {
	if link == "" {
		return
	}
	if !linkShape.MatchString(link) {
		c.fault(src, key, "expected an address that begins with https://, without Chinese and blanks, found %q", link)
	}
	if len(link) > maxLink {
		c.fault(src, key, "has %d characters; a code that can be read from the screen holds %d", len(link), maxLink)
	}
}

// disclosed checks everything that points to listings and from them.
func (c *checker) disclosed(h home, src *config.Source, items []itemFile, listings []listingFile, places Places) {
	there := map[string]bool{}
	for _, f := range listings {
		there[f.listing.ID] = true
	}
	for i, e := range h.Entries {
		if src != nil {
			c.from(src, fmt.Sprintf("entries[%d].steps", i), e.Steps, there)
			c.stepGroups(src, fmt.Sprintf("entries[%d].steps", i), e.Steps, h.Groups)
		}
	}
	for _, f := range items {
		if !f.right {
			continue
		}
		c.from(f.src, "apply.steps", f.item.Apply.Steps, there)
		for i, field := range f.item.Apply.Fields {
			key := fmt.Sprintf("apply.fields[%d].from", i)
			switch {
			case field.Kind != FieldListing:
			case field.From == "":
				c.fault(f.src, key, "is missing; which of services/listings is chosen from?")
			case !there[field.From]:
				c.fault(f.src, key, "there is no file services/listings/%s.yaml%s", field.From, config.Meant(field.From, ids(there)))
			}
		}
		if id := f.item.Ballot.Result; id != "" && !there[id] {
			c.fault(f.src, "ballot.result", "there is no file services/listings/%s.yaml", id)
		}
		for i, id := range f.item.Committees {
			c.committee(f.src, fmt.Sprintf("committees[%d]", i), kiosk.CommitteeID(id), places)
		}
	}
	for _, f := range listings {
		if f.right {
			c.listingPoints(f, items, places)
		}
	}
}

// from checks which listings steps disclose.
func (c *checker) from(src *config.Source, key string, steps []Step, listings map[string]bool) {
	for i, s := range steps {
		at := fmt.Sprintf("%s[%d].from", key, i)
		switch {
		case s.Kind == StepDisclose && len(s.From) == 0:
			c.fault(src, at, "is missing; which of services/listings is read here?")
		case s.Kind != StepDisclose && len(s.From) > 0:
			c.fault(src, at, "only %s reads listings", StepDisclose)
		}
		for j, id := range s.From {
			if s.Kind == StepDisclose && !listings[id] {
				c.fault(src, fmt.Sprintf("%s[%d]", at, j), "there is no file services/listings/%s.yaml%s", id, config.Meant(id, ids(listings)))
			}
		}
	}
}

// stepGroups checks which groups a list of items is of.
func (c *checker) stepGroups(src *config.Source, key string, steps []Step, groups []Group) {
	for i, s := range steps {
		at := fmt.Sprintf("%s[%d].groups", key, i)
		if s.Kind != StepChooseItem && len(s.Groups) > 0 {
			c.fault(src, at, "only %s lists items", StepChooseItem)
		}
		for j, id := range s.Groups {
			if _, ok := find(groups, func(g Group) bool { return g.ID == id }); !ok {
				c.fault(src, fmt.Sprintf("%s[%d]", at, j), "%q does not stand under groups", id)
			}
		}
	}
}

// listingPoints checks where a listing points to.
func (c *checker) listingPoints(f listingFile, items []itemFile, places Places) {
	if id := f.listing.Item; id != "" {
		item, ok := find(items, func(i itemFile) bool { return i.item.ID == id })
		_, takes := find(item.item.Apply.Fields, func(g Field) bool { return g.Kind == FieldListing && g.From == f.listing.ID })
		switch {
		case !ok:
			c.fault(f.src, "item", "there is no file services/items/%s.yaml", id)
		case item.right && !takes:
			c.fault(f.src, "item", "%s has no field of kind %s with from: %s", id, FieldListing, f.listing.ID)
		}
	}
	for i, e := range f.listing.Entries {
		for j, id := range e.Committees {
			c.committee(f.src, fmt.Sprintf("entries[%d].committees[%d]", i, j), id, places)
		}
	}
}

// listingOf checks which listing a field is chosen from.
func (c *checker) listingOf(src *config.Source, key string, f Field) {
	switch {
	case f.Kind != FieldListing && f.From != "":
		c.fault(src, key+".from", "only a field of kind %s is chosen from a listing", FieldListing)
	case f.Kind == FieldListing && src.Has(key+".choices"):
		c.fault(src, key+".choices", "are the entries of the listing; remove them")
	}
}

// committee checks the id of a residents' committee.
func (c *checker) committee(src *config.Source, key string, id kiosk.CommitteeID, places Places) {
	if _, ok := places.Committee(id); !ok {
		var known []string
		for _, r := range places.Committees {
			known = append(known, string(r.ID))
		}
		c.fault(src, key, "%q does not stand under committees in %s%s", string(id), placesFile, oneOf(known))
	}
}
