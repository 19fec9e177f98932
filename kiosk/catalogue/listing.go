package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"linli/kiosk"
)

// Listing (公开目录) is a list that is read or picked from: notices,
// activities, vacancies, a phone book, who may decide what, the accounts of a
// quarter. Each stands in a file of its own, whose name is its ID.
type Listing struct {
	ID      string `yaml:"-"`
	Order   int    // smaller stands earlier; equals stand by ID
	Icon    string
	Name    kiosk.Text
	Hint    kiosk.Text
	Search  bool         // can be searched for a word
	Item    kiosk.ItemID // what is handed in about one of its entries; may be empty
	Act     kiosk.Text   // what stands on the button to Item: "sign up"
	Entries []ListingEntry
}

// ListingEntry is one thing in a Listing.
type ListingEntry struct {
	ID         string
	Title      kiosk.Text
	Lines      []kiosk.Text      // paragraphs, or lines of an account
	From       kiosk.BusinessDay // first day it is shown; empty is since ever
	Until      kiosk.BusinessDay // last day it is shown; empty is for ever
	Place      kiosk.Text
	Phone      string
	Link       string              // the whole of it on a telephone, as a QR code
	Committees []kiosk.CommitteeID // whose residents it is for; empty is all
	Capacity   int                 // places; 0 is not limited
	Attract    bool                // turns on the screen while nobody is here
}

// On tells whether the entry is shown on day. The empty day is every day.
func (e ListingEntry) On(day kiosk.BusinessDay) bool {
	return day == "" || (e.From == "" || e.From <= day) && (e.Until == "" || day <= e.Until)
}

// For tells whether the entry is for residents of committee; of one that is
// not known, "", it might be.
func (e ListingEntry) For(committee kiosk.CommitteeID) bool {
	return committee == "" || len(e.Committees) == 0 || slices.Contains(e.Committees, committee)
}

// Holds tells whether word stands anywhere in the entry, in either language.
func (e ListingEntry) Holds(word string) bool {
	word = strings.ToLower(strings.TrimSpace(word))
	return slices.ContainsFunc(append([]kiosk.Text{e.Title, e.Place}, e.Lines...), func(t kiosk.Text) bool {
		return strings.Contains(strings.ToLower(t.ZH), word) || strings.Contains(strings.ToLower(t.EN), word)
	})
}

// On returns the entries that are shown on day.
func (l Listing) On(day kiosk.BusinessDay) []ListingEntry {
	return slices.DeleteFunc(slices.Clone(l.Entries), func(e ListingEntry) bool { return !e.On(day) })
}

// Entry returns the entry with the given id.
func (l Listing) Entry(id string) (ListingEntry, bool) {
	return find(l.Entries, func(e ListingEntry) bool { return e.ID == id })
}

// Listing returns the listing with the given id.
func (c *Catalogue) Listing(id string) (Listing, bool) {
	return find(c.Listings, func(l Listing) bool { return l.ID == id })
}

// mostTurning is how many entries turn on the screen while nobody is here.
const mostTurning = 3

// Turning is an entry that turns on the screen, and the listing it is from.
type Turning struct {
	Listing Listing
	Entry   ListingEntry
}

// Turning returns what turns on the screen on day while nobody is here: of all
// that want to, the three that began last.
func (c *Catalogue) Turning(day kiosk.BusinessDay) []Turning {
	var all []Turning
	for _, l := range c.Listings {
		for _, e := range l.On(day) {
			if e.Attract {
				all = append(all, Turning{l, e})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Turning) int { return cmp.Compare(b.Entry.From, a.Entry.From) })
	return all[:min(len(all), mostTurning)]
}

// choices are the entries of a listing as answers to a question.
func (l Listing) choices() []Choice {
	all := make([]Choice, len(l.Entries))
	for i, e := range l.Entries {
		all[i] = Choice{ID: e.ID, Name: e.Title, Hint: e.Place, From: e.From, Until: e.Until}
	}
	return all
}

// On returns the field as it is asked on day: of a listing, only what is shown
// then can be chosen.
func (f Field) On(day kiosk.BusinessDay) Field {
	if f.Kind == FieldListing {
		f.Choices = slices.DeleteFunc(slices.Clone(f.Choices), func(c Choice) bool {
			return !ListingEntry{From: c.From, Until: c.Until}.On(day)
		})
	}
	return f
}

// withListings gives each field of kind listing its choices.
func withListings(item *ServiceItem, listings []listingFile) {
	for i, f := range item.Apply.Fields {
		l, ok := find(listings, func(l listingFile) bool { return l.listing.ID == f.From })
		if ok && f.Kind == FieldListing {
			item.Apply.Fields[i].Choices = l.listing.choices()
		}
	}
}

// listed are the listings of files.
func listed(files []listingFile) []Listing {
	var all []Listing
	for _, f := range files {
		all = append(all, f.listing)
	}
	return all
}
