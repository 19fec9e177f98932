package flow

import (
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Screens on which listings are read.
const (
	Listings Screen = "listings" // which list: notices, courses, vacancies
	Entries  Screen = "entries"  // what stands in one
	Notice   Screen = "notice"   // one entry in full
	Find     Screen = "find"     // a word to look for in a listing
)

// Controls of those screens.
const (
	FindWord    Control = "find"         // Entries: look for a word
	FindAll     Control = "find-all"     // Entries: show all again
	PrintNotice Control = "print-notice" // Notice: take it home on paper
	ReadOn      Control = "read-on"      // within an application: read, go on
)

// ListingControl names the tile of a listing.
func ListingControl(id string) Control { return Control("listing:" + id) }

// NoticeControl names the tile of an entry of a listing.
func NoticeControl(id string) Control { return Control("notice:" + id) }

// Reading is what of the listings is being read.
type Reading struct {
	Listing string
	Entry   string
	Word    kiosk.Private // only entries that hold it
}

// findField is the question that Find asks.
const findField = "word"

// mostWord bounds the word, in characters.
const mostWord = 20

// NoticeSlip is one entry of a listing to take home.
type NoticeSlip struct{ Listing, Entry string }

func (NoticeSlip) slip() {}

// NoticeView is one entry of a listing. In a list it holds what a line shows,
// without Lines and Link.
type NoticeView struct {
	Control    Control           `json:"control,omitempty"`
	Listing    kiosk.Text        `json:"listing"` // what it is: a notice, a course
	Icon       string            `json:"icon"`
	Title      kiosk.Text        `json:"title"`
	Lines      []kiosk.Text      `json:"lines,omitempty"`
	From       kiosk.BusinessDay `json:"from,omitempty"`
	Until      kiosk.BusinessDay `json:"until,omitempty"`
	Place      kiosk.Text        `json:"place,omitzero"`
	Phone      string            `json:"phone,omitempty"`
	Link       string            `json:"link,omitempty"` // to be shown as a QR code
	Committees []kiosk.Text      `json:"committees,omitempty"`
	Capacity   int               `json:"capacity,omitempty"`
	Room       *Room             `json:"room,omitempty"` // how much of it is left; nil when not known
	Act        kiosk.Text        `json:"act,omitzero"`   // what ApplyHere says
	Slip       kiosk.PrintState  `json:"slip,omitempty"` // of the entry on paper
	Side       string            `json:"side,omitempty"` // where the paper comes out
}

// disclose comes to a step that shows listings: to the only one of them at
// once.
func (m Machine) disclose(s State, step catalogue.Step) State {
	s.Reading, s.Page = Reading{}, 0
	if len(step.From) == 1 {
		s.Reading.Listing, s.Screen = step.From[0], Entries
		return s
	}
	s.Screen = Listings
	return s
}

// entries are those of the listing on the screen that are for this resident
// and day, and hold the word.
func (m Machine) entries(s State) []catalogue.ListingEntry {
	l, _ := m.Catalogue.Listing(s.Reading.Listing)
	return slices.DeleteFunc(l.On(s.Day), func(e catalogue.ListingEntry) bool {
		return !e.For(s.Dwelling.Committee) || !e.Holds(s.Reading.Word.Reveal())
	})
}

func (m Machine) notice(s State) (catalogue.Listing, catalogue.ListingEntry, bool) {
	l, _ := m.Catalogue.Listing(s.Reading.Listing)
	e, ok := l.Entry(s.Reading.Entry)
	return l, e, ok
}

// canDisclose lists what is live where listings are read.
func (m Machine) canDisclose(s State) []Control {
	live := []Control{Back, GoHome}
	step, _ := m.step(s)
	switch s.Screen {
	case Find:
		return append(live, NextField)
	case Listings:
		for _, id := range step.From {
			live = append(live, ListingControl(id))
		}
	case Entries:
		for _, e := range m.entries(s) {
			live = append(live, NoticeControl(e.ID))
		}
		l, _ := m.Catalogue.Listing(s.Reading.Listing)
		switch {
		case s.Reading.Word != "":
			live = append(live, FindAll)
		case l.Search && !s.Applying:
			live = append(live, FindWord)
		}
	case Notice:
		live = append(live, m.canNotice(s)...)
	}
	if s.Applying {
		live = append(live, ReadOn)
	}
	return append(live, PageBefore, PageAfter)
}

func (m Machine) canNotice(s State) []Control {
	var live []Control
	if s.Slips.can(NoticeSlip{s.Reading.Listing, s.Reading.Entry}) {
		live = append(live, PrintNotice)
	}
	l, _, _ := m.notice(s)
	if i, ok := m.item(l.Item); ok && i.Apply.Offered() && !s.Applying {
		live = append(live, ApplyHere)
	}
	return live
}

// read answers a control of the screens where listings are read.
func (m Machine) read(s State, c Control) (State, []Effect) {
	if c == PrintNotice {
		return printSlip(s, NoticeSlip{s.Reading.Listing, s.Reading.Entry})
	}
	s.Trail = append(slices.Clone(s.Trail), s.mark())
	s.Page = 0
	kind, id, _ := strings.Cut(string(c), ":")
	switch {
	case c == ReadOn:
		return m.advance(s)
	case c == ApplyHere:
		return m.applyFor(s)
	case c == FindWord:
		s.Screen, s.Field, s.Draft = Find, findField, s.Reading.Word
	case c == FindAll:
		s.Trail = s.Trail[:len(s.Trail)-1]
		s.Reading.Word = ""
	case c == NextField:
		return m.found(s), nil
	case kind == "listing":
		s.Screen, s.Reading = Entries, Reading{Listing: id}
	case kind == "notice":
		s.Screen, s.Reading.Entry = Notice, id
	}
	return s, nil
}

// found shows the entries that hold the word. Back leads to where it led
// before the word was asked for.
func (m Machine) found(s State) State {
	s.Trail = s.Trail[:max(0, len(s.Trail)-2)] // Find itself, and Entries without the word
	s.Screen, s.Reading.Word = Entries, kiosk.Private(strings.TrimSpace(s.Draft.Reveal()))
	s.Field, s.Draft = "", ""
	return s
}

// applyFor begins the application that belongs to the listing, with the entry
// on the screen as chosen.
func (m Machine) applyFor(s State) (State, []Effect) {
	if s.NoApplications {
		return refuseApplication(s)
	}
	l, e, _ := m.notice(s)
	item, _ := m.item(l.Item)
	s.Item, s.Applying, s.Step = l.Item, true, -1
	for _, f := range item.Apply.Fields {
		if f.Kind == catalogue.FieldListing && f.From == l.ID {
			s.Asked = map[string]kiosk.Private{f.ID: kiosk.Private(e.ID)}
		}
	}
	return m.advance(s)
}

// disclosed fills in what the screens show on which listings are read.
func (m Machine) disclosed(v *View, s State, a Ambient) {
	step, _ := m.step(s)
	l, e, _ := m.notice(s)
	v.Heading = l.Name
	switch s.Screen {
	case Listings:
		v.Heading = m.entryName(s.Entry)
		for _, id := range step.From {
			if l, ok := m.Catalogue.Listing(id); ok {
				v.Tiles = append(v.Tiles, Tile{Control: ListingControl(id), Icon: l.Icon, Name: l.Name, Hint: l.Hint})
			}
		}
	case Entries:
		v.Word = s.Reading.Word.Reveal()
		for _, e := range m.entries(s) {
			n := m.noticeView(l, e)
			n.Room = s.roomOf(l.ID, e)
			n.Control, n.Lines, n.Link = NoticeControl(e.ID), nil, ""
			v.Notices = append(v.Notices, n)
		}
	case Notice:
		n := m.noticeView(l, e)
		n.Act, n.Room = l.Act, s.roomOf(l.ID, e)
		n.Slip, n.Side = s.Slips.of(NoticeSlip{l.ID, e.ID}), a.PrinterSide
		v.Notice = &n
	case Find:
		v.Form = &FormView{Field: findField, Kind: catalogue.FieldText, Text: s.Draft.Reveal(), Required: true, Least: 1, Most: mostWord}
	}
}

func (m Machine) noticeView(l catalogue.Listing, e catalogue.ListingEntry) NoticeView {
	return NoticeView{
		Listing: l.Name, Icon: l.Icon, Title: e.Title, Lines: e.Lines, From: e.From, Until: e.Until,
		Place: e.Place, Phone: e.Phone, Link: m.NoticeLink(l, e), Committees: m.committees(e.Committees), Capacity: e.Capacity,
	}
}

// committees are the names of residents' committees.
func (m Machine) committees(ids []kiosk.CommitteeID) []kiosk.Text {
	var names []kiosk.Text
	for _, id := range ids {
		if c, ok := m.Catalogue.Places.Committee(id); ok {
			names = append(names, c.Name)
		}
	}
	return names
}

// turning is what turns on Attract, on the day that the top band shows.
func (m Machine) turning(a Ambient) []NoticeView {
	var all []NoticeView
	for _, t := range m.Catalogue.Turning(kiosk.BusinessDayOf(a.Band.Now, a.Band.Now.Location())) {
		n := m.noticeView(t.Listing, t.Entry)
		n.Link = ""
		all = append(all, n)
	}
	return all
}
