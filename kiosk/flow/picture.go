package flow

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Ambient is what a View shows that no visit decides.
type Ambient struct {
	Band        Band
	ReaderSide  string // where the card reader sits: left, right, below
	PrinterSide string // where the paper comes out
	Missing     Missing
	OfficePhone string            // may be empty
	Custodian   string            // telephone; may be empty
	SheetSide   string            // where A4 paper comes out
	ScanSide    string            // where the scanner sits; empty while there is none
	Due         kiosk.BusinessDay // last day of what is promised for the case that was handed in; empty when not known
}

// View turns s into plain data to draw. The caller numbers it.
func (m Machine) View(s State, a Ambient) View {
	v := View{
		Screen: s.Screen, Visit: s.Visit, Lang: s.Lang, Large: s.Large, Contrast: s.Contrast, Lowered: s.Lowered,
		Band: a.Band, Page: s.Page, Trouble: s.Trouble, Can: m.can(s),
	}
	if v.Speaks = m.Voice; s.Voice {
		v.Voice, v.Volume = true, usualVolume+s.Volume
	}
	v.Help, v.Silenced = s.helpView(a), s.covered()
	if s.Warned {
		v.Idle = lastPatience
	}
	v.Pay = s.payView()
	v.Ballot = m.ballotView(s)
	v.Scan, v.ScanSide = s.scanView(), m.scanSide(s, a)
	m.finding(&v, s, a)
	m.doing(&v, s, a)
	return v
}

// finding fills in the screens on which one looks for something, and reads.
func (m Machine) finding(v *View, s State, a Ambient) {
	item, _ := m.item(s.Item)
	switch s.Screen {
	case Attract:
		v.Missing, v.Notices, v.Outage = a.Missing, m.turning(a), m.outageView(a)
	case Home:
		v.Tiles, v.Quick = m.entryTiles(), m.quickTiles()
	case Seek:
		v.Heading, v.Tiles, v.Form = m.entryName(s.Entry), m.itemTiles(s), seekForm(s)
	case ChooseItem:
		v.Heading, v.Tiles = m.entryName(s.Entry), m.itemTiles(s)
	case Guide:
		v.Heading, v.Guide = item.Name, m.guide(item)
		v.Guide.Slip, v.Guide.Side = s.Slips.of(GuideSlip{Item: s.Item}), a.PrinterSide
	case Listings, Entries, Notice, Find:
		m.disclosed(v, s, a)
	case Directory:
		v.Heading, v.Directory = m.entryName(s.Entry), m.directory(s, a)
	case ScanShown:
		v.Heading = m.entryName(s.Entry)
	case Cases, CaseShown:
		v.Heading, v.Track = m.entryName(s.Entry), m.trackView(s, a)
	}
}

// doing fills in the screens on which something is applied for, and those of
// what comes of it.
func (m Machine) doing(v *View, s State, a Ambient) {
	item, known := m.item(s.Item)
	switch s.Screen {
	case Identify:
		v.Heading = item.Name
		v.Card = &CardView{Phase: s.Card, Side: a.ReaderSide, For: m.laidFor(s)}
		if s.Card == CardRead {
			v.Card.Name, v.Card.Number = s.Resident.MaskedName(), s.Resident.MaskedNumber()
		}
	case Form:
		v.Heading, v.Form = item.Name, m.form(s)
	case Confirm:
		v.Heading, v.Answers, v.Consent, v.Seen = item.Name, m.answers(s), item.Apply.Consent, s.Readback.Seen
	case ForWhom, Mandate:
		v.Heading, v.Mandate = item.Name, m.mandateView(s, item)
	case CardAway:
		v.Heading = item.Name
		v.Card = &CardView{Phase: CardAwaited, Side: a.ReaderSide, For: "away"}
	case Consent:
		v.Heading, v.Consent = item.Name, item.Apply.Consent
	case Pay, Voted:
		v.Heading = item.Name
	case Rate:
		v.Heading, v.Rate = m.headingOf(s, item), m.rateView(s)
	case Received:
		v.Heading, v.Received = item.Name, m.received(s, item, a)
	case Claimed:
		v.Heading, v.Claim = m.entryName(s.Entry), s.claimView(a)
	case Asking, NoLine:
		v.Heading, v.NoLine = m.headingOf(s, item), noLine(item, a)
	case Working, Number, Problem:
		v.Heading = item.Name
		if known {
			v.Ticket = m.ticket(s, item, a)
		}
	}
}

func (m Machine) entryTiles() []Tile {
	var tiles []Tile
	for _, e := range m.Catalogue.Entries {
		tiles = append(tiles, Tile{Control: EntryControl(e.ID), Icon: e.Icon, Name: e.Name, Hint: e.Hint})
	}
	return tiles
}

func (m Machine) quickTiles() []Tile {
	var tiles []Tile
	for _, id := range m.Catalogue.Quick {
		if i, ok := m.item(id); ok {
			tiles = append(tiles, m.itemTile(i))
		}
	}
	return tiles
}

func (m Machine) itemTiles(s State) []Tile {
	var tiles []Tile
	for _, i := range m.offered(s) {
		tiles = append(tiles, m.itemTile(i))
	}
	return tiles
}

func (m Machine) itemTile(i catalogue.ServiceItem) Tile {
	t := Tile{Control: ItemControl(i.ID), Icon: i.Icon, Name: i.Name, Hint: i.Hint, Only: m.only(i)}
	for _, g := range m.Catalogue.Groups {
		if g.ID == i.Group {
			t.Group = g.Name
			if t.Icon == "" {
				t.Icon = g.Icon
			}
		}
	}
	if c, ok := m.counter(i.Counter); ok {
		t.Prefix = c.Prefix
	}
	return t
}

func (m Machine) entryName(id string) kiosk.Text {
	for _, e := range m.Catalogue.Entries {
		if e.ID == id {
			return e.Name
		}
	}
	return kiosk.Text{}
}

func (m Machine) guide(i catalogue.ServiceItem) *GuideView {
	v := &GuideView{
		Conditions: i.Conditions, Materials: i.Materials, Procedure: i.Procedure,
		Statutory: i.TimeLimit.Statutory, Promised: i.TimeLimit.Promised,
		Fee: i.Fee, Result: i.Result, Basis: i.Basis, Phone: i.Phone, Post: i.Post,
		CounterID: string(i.Counter),
	}
	m.served(v, i)
	return v
}

func (m Machine) ticket(s State, i catalogue.ServiceItem, a Ambient) *TicketView {
	t := &TicketView{
		Number: s.Receipt.Ticket.Number, Item: i.Name, Shut: s.Shut,
		Bring: i.Materials, Print: s.Paper, Side: a.PrinterSide, Track: s.Receipt.Ticket.ID,
	}
	t.Ahead, t.Wait = s.waitOf()
	if c := s.Receipt.Case; c != nil {
		t.Number, t.Track, t.Case, t.Saved = c.Code, string(c.ID), true, s.Saving.Now
		return t
	}
	if c, ok := m.counter(i.Counter); ok {
		t.Place = c.Name
	}
	return t
}
