package catalogue

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"linli/internal/config"
	"linli/kiosk"
)

// Files of a catalogue. The texts of faults and docs/service-items.md name
// them.
const (
	homeFile  = "services/home.yaml"
	itemFiles = "services/items/*.yaml"

	listingFiles = "services/listings/*.yaml" // may be none
	placesFile   = "services/places.yaml"     // may be missing
)

// home is the shape of homeFile.
type home struct {
	Entries  []Entry
	Quick    []kiosk.ItemID
	Groups   []Group
	Counters []kiosk.Counter
	Rating   Rating
}

// load reads and checks all files. What is wrong is in c.faults; then the
// catalogue is not whole.
func (c *checker) load(fsys fs.FS) (*Catalogue, []itemFile, *config.Source, error) {
	h, homeSource, err := c.readHome(fsys)
	if err != nil {
		return nil, nil, nil, err
	}
	listings, err := c.readListings(fsys)
	if err != nil {
		return nil, nil, nil, err
	}
	places, err := c.readPlaces(fsys)
	if err != nil {
		return nil, nil, nil, err
	}
	items, err := c.readItems(fsys, listings)
	if err != nil {
		return nil, nil, nil, err
	}
	c.disclosed(h, homeSource, items, listings, places)
	if homeSource != nil {
		c.home(h, homeSource, items)
	}
	return &Catalogue{
		Entries:  h.Entries,
		Groups:   h.Groups,
		Counters: h.Counters,
		Items:    inOrder(items, h.Groups),
		Quick:    h.Quick,
		Rating:   h.Rating,
		Listings: listed(listings),
		Places:   places,
	}, items, homeSource, nil
}

// itemFile is one item with the place of each of its keys.
type itemFile struct {
	item  ServiceItem
	src   *config.Source
	right bool // every key could be read
}

// readHome returns a nil Source when the file cannot be understood, so that
// nothing is checked against it.
func (c *checker) readHome(fsys fs.FS) (home, *config.Source, error) {
	var h home
	src, right, err := c.read(fsys, homeFile, &h)
	if err != nil || !right {
		return h, nil, err
	}
	return h, src, nil
}

func (c *checker) readItems(fsys fs.FS, listings []listingFile) ([]itemFile, error) {
	names, err := fs.Glob(fsys, itemFiles)
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("catalogue: %s: there is no such file; a catalogue needs at least one item", itemFiles)
	}
	var all []itemFile
	for _, name := range names {
		var item ServiceItem
		src, right, err := c.read(fsys, name, &item)
		if err != nil {
			return nil, err
		}
		item.ID = kiosk.ItemID(strings.TrimSuffix(path.Base(name), ".yaml"))
		withListings(&item, listings)
		if right = right && !c.empty(src); right {
			c.item(item, src)
		}
		all = append(all, itemFile{item: item, src: src, right: right})
	}
	return all, nil
}

// read decodes one file and keeps its faults. It reports whether there were
// none.
func (c *checker) read(fsys fs.FS, name string, into any) (*config.Source, bool, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, false, fmt.Errorf("catalogue: %w", err)
	}
	c.cut = append(c.cut, cutOff(name, data)...)
	src, err := config.Parse(name, data, into)
	if err == nil {
		return src, true, nil
	}
	var faults config.Faults
	if !errors.As(err, &faults) {
		return nil, false, fmt.Errorf("catalogue: %w", err)
	}
	c.faults = append(c.faults, faults...)
	return src, false, nil
}

// empty tells whether a file says nothing, which is one fault and not one for
// each of its keys.
func (c *checker) empty(src *config.Source) bool {
	if src.Empty() {
		c.fault(src, "", "the file says nothing; docs/service-items.md shows what stands in it")
	}
	return src.Empty()
}

// inOrder sorts items as residents see them: by group, by the item's own
// order, by id.
func inOrder(files []itemFile, groups []Group) []ServiceItem {
	place := map[string]int{}
	for i, g := range groups {
		place[g.ID] = i
	}
	items := make([]ServiceItem, len(files))
	for i, f := range files {
		items[i] = f.item
	}
	slices.SortFunc(items, func(a, b ServiceItem) int {
		return cmp.Or(
			cmp.Compare(place[a.Group], place[b.Group]),
			cmp.Compare(a.Order, b.Order),
			cmp.Compare(a.ID, b.ID),
		)
	})
	return items
}
