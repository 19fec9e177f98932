package catalogue

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// Notices are entries that the office itself puts into one listing: the results
// of votes. They are published apart from the catalogue, so neither is lost when
// the other is published anew.
type Notices struct {
	Listings []NoticesOf `json:"listings"`
}

// NoticesOf are the Notices of one listing, the newest first.
type NoticesOf struct {
	Listing string   `json:"listing"` // its ID
	Entries []Notice `json:"entries"`
}

// Notice is an entry as the office writes it. Its keys are those of a listing's
// file: another name, and terminals refuse it.
type Notice struct {
	ID      string            `json:"id"`
	Title   kiosk.Text        `json:"title"`
	Lines   []kiosk.Text      `json:"lines"`
	From    kiosk.BusinessDay `json:"from,omitempty"`
	Until   kiosk.BusinessDay `json:"until,omitempty"`
	Attract bool              `json:"attract,omitempty"`
}

// Encode writes n as LoadNotices reads it: the part of YAML that is JSON.
func (n Notices) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(n, "", " ")
	if err != nil {
		return nil, fmt.Errorf("catalogue: notices: %w", err)
	}
	return b, nil
}

// LoadNotices reads and checks notices; name stands for the file in faults.
// When the data is wrong the error is config.Faults with all that is wrong in
// it.
func LoadNotices(name string, data []byte) (Notices, error) {
	var n Notices
	src, err := config.Parse(name, data, &n)
	var faults config.Faults
	if err != nil && !errors.As(err, &faults) {
		return Notices{}, fmt.Errorf("catalogue: %w", err)
	}
	if len(faults) > 0 {
		return Notices{}, faults
	}
	c := &checker{}
	for i, l := range n.Listings {
		key := fmt.Sprintf("listings[%d]", i)
		c.id(src, key+".listing", l.Listing)
		if len(l.Entries) > maxListingEntries {
			c.fault(src, key+".entries", "has %d entries; there is room for %d", len(l.Entries), maxListingEntries)
		}
		seen := map[string]string{}
		for j, e := range l.Entries {
			at := fmt.Sprintf("%s.entries[%d]", key, j)
			c.id(src, at+".id", e.ID)
			c.unique(src, at+".id", e.ID, seen)
			c.listingEntry(e.entry(), src, at)
		}
	}
	if len(c.faults) > 0 {
		return Notices{}, c.faults.Sorted()
	}
	return n, nil
}

func (e Notice) entry() ListingEntry {
	return ListingEntry{ID: e.ID, Title: e.Title, Lines: e.Lines, From: e.From, Until: e.Until, Attract: e.Attract}
}

// With is c with notices at the head of its listings. An entry that c has under
// the same ID stays as it is there: somebody wrote it by hand. What is for a
// listing that c does not have is left out. c does not change.
func (c *Catalogue) With(n Notices) *Catalogue {
	if len(n.Listings) == 0 {
		return c
	}
	whole := *c
	whole.Listings = slices.Clone(c.Listings)
	for _, added := range n.Listings {
		i := slices.IndexFunc(whole.Listings, func(l Listing) bool { return l.ID == added.Listing })
		if i < 0 {
			continue
		}
		l := &whole.Listings[i]
		var head []ListingEntry
		for _, e := range added.Entries {
			if _, ok := l.Entry(e.ID); !ok {
				head = append(head, e.entry())
			}
		}
		l.Entries = append(head, l.Entries...)
	}
	return &whole
}
