package flow

import (
	"slices"
	"time"

	"linli/kiosk/catalogue"
)

// placesEvery is how soon the office is asked again how many places are left of
// what is on the screen. Slower bounds it after that.
const placesEvery = 10 * time.Second

// PlacesIn asks how many applications stand for each entry of a listing. It is
// asked while entries with limited places are read or picked from. Reply:
// PlacesTold.
type PlacesIn struct{ Listing string }

// PlacesTold is how many, by entry; one that nobody applied for is not named.
type PlacesTold struct{ Taken map[string]int }

func (PlacesIn) question() {}
func (PlacesTold) reply()  {}

// Room is how much is left of the places of an entry, as the office counted
// last. It promises nothing: who gets a place is for staff.
type Room struct {
	Left    int `json:"left"`
	Waiting int `json:"waiting,omitempty"` // applications beyond the places
}

// Counted is what the office told last; the zero value is nothing.
type Counted struct {
	Listing string
	Taken   map[string]int // replaced, never written into
}

// counted is the listing whose places s shows; nil where it shows none that are
// limited, or none that can be applied for.
func (m Machine) counted(s State) Question {
	id := ""
	switch f, _ := m.field(s); {
	case s.Screen == Entries, s.Screen == Notice:
		id = s.Reading.Listing
	case s.Screen == Form && f.Kind == catalogue.FieldListing:
		id = f.From
	}
	l, _ := m.Catalogue.Listing(id)
	item, ok := m.item(l.Item)
	limited := slices.ContainsFunc(l.Entries, func(e catalogue.ListingEntry) bool { return e.Capacity > 0 })
	if !ok || !limited || !item.Apply.Offered() {
		return nil
	}
	return PlacesIn{id}
}

// count begins and ends the asking as next comes from before.
func (m Machine) count(before, next State, effects []Effect) []Effect {
	return askWhile(m.counted(before), m.counted(next), placesEvery, effects)
}

// placesTold takes what the office counted; after silence nothing is known.
func (m Machine) placesTold(s State, q PlacesIn, r Reply) State {
	if m.counted(s) != Question(q) {
		return s
	}
	s.Counted = Counted{}
	if told, ok := r.(PlacesTold); ok {
		s.Counted = Counted{Listing: q.Listing, Taken: told.Taken}
	}
	return s
}

// roomOf is what is known of the places of an entry; nil where they are not
// limited, or nobody has told.
func (s State) roomOf(listing string, e catalogue.ListingEntry) *Room {
	if e.Capacity == 0 || s.Counted.Listing != listing || s.Counted.Taken == nil {
		return nil
	}
	taken := s.Counted.Taken[e.ID]
	return &Room{Left: max(0, e.Capacity-taken), Waiting: max(0, taken-e.Capacity)}
}

// roomOfChoice is roomOf for a choice of a question that picks from a listing.
func (m Machine) roomOfChoice(s State, f catalogue.Field, id string) *Room {
	if f.Kind != catalogue.FieldListing {
		return nil
	}
	l, _ := m.Catalogue.Listing(f.From)
	e, _ := l.Entry(id)
	return s.roomOf(l.ID, e)
}
