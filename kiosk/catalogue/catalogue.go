// Package catalogue holds what a terminal offers: home entries, service items,
// groups and counters, all of it data read from YAML. It checks that data and
// explains each fault with file, line and key, in words a clerk can act on.
//
// It refuses to know any single item, to draw, and to keep state.
package catalogue

import (
	"slices"

	"linli/kiosk"
)

// Catalogue is one checked, complete set. It is never changed once read.
type Catalogue struct {
	Entries  []Entry         // home tiles in order, at most eight
	Groups   []Group         // headings of the item list, in order
	Counters []kiosk.Counter // 窗口
	Items    []ServiceItem   // in order of group, then of the file
	Quick    []kiosk.ItemID  // at most three: what most people come for
	Rating   Rating          // what may be said about a low grade
	Listings []Listing       // what is read or picked from, in order
	Places   Places          // who looks after which part of the neighbourhood
}

// Entry is one tile of the home screen and the steps behind it.
type Entry struct {
	ID    string
	Icon  string
	Name  kiosk.Text
	Hint  kiosk.Text
	Steps []Step
}

// StepKind is one of the few things a visit can be made of (services.md §2).
type StepKind string

// Step kinds that flow knows. A kind outside this list is a fault in the data.
const (
	StepChooseItem StepKind = "choose-item"
	StepGuide      StepKind = "guide"
	StepIdentify   StepKind = "identify"
	StepApply      StepKind = "apply" // the steps of the item's own application follow
	StepForm       StepKind = "form"
	StepConfirm    StepKind = "confirm"
	StepSubmit     StepKind = "submit"
	StepPrint      StepKind = "print"
	StepDisclose   StepKind = "disclose"  // listings to read
	StepDirectory  StepKind = "directory" // who looks after where one lives
)

// Step is one step of an entry.
type Step struct {
	Kind     StepKind
	Optional bool     // identify: the resident may go on without a card
	KeepCard bool     `yaml:"keep-card"` // identify: the card stays until the application is handed in
	From     []string // disclose: the listings
	Groups   []string // choose-item: only what stands under these groups; empty is all
}

// Group is a heading in the item list. Every group has at least one item.
type Group struct {
	ID   string
	Icon string
	Name kiosk.Text
}

// ServiceItem (事项) is one matter a resident can come for. Each stands in a
// file of its own, whose name is its ID.
type ServiceItem struct {
	ID         kiosk.ItemID `yaml:"-"`
	Group      string
	Order      int // smaller stands earlier in its group; equals stand by ID
	Icon       string
	Name       kiosk.Text
	Hint       kiosk.Text
	Counter    kiosk.CounterID
	Conditions []kiosk.Text
	Materials  []kiosk.Text
	Procedure  []kiosk.Text
	TimeLimit  TimeLimit `yaml:"time-limit"`
	Fee        kiosk.Text
	Result     kiosk.Text
	Basis      kiosk.Text
	Post       kiosk.Text // 责任岗位
	Phone      string
	Apply      Apply // how it is applied for here; zero for an item that is not

	Ballot Ballot // how it is voted on; zero for an item that is not

	Pay        Billing           // what it has paid; zero for an item that has not
	Code       string            // 事项编码 of the national list; may be empty
	Serves     kiosk.Text        // 服务对象; empty is anybody
	Body       kiosk.Text        // 实施主体: who decides; empty is not said
	Hours      kiosk.Text        // when the counter does it; empty is as the hall is open
	Phones     []Phone           // further numbers
	Counters   []kiosk.CounterID // further counters that do it; tickets are those of Counter
	Committees []string          // 居委会 whose residents it is for; empty is all
}

// TimeLimit (办结时限) of a case, in words because laws count in working days,
// days, months and "on the spot".
type TimeLimit struct {
	Statutory kiosk.Text
	Promised  kiosk.Text
	Days      Days // of Promised; zero where it cannot be counted
}

// Item returns the service item with the given id.
func (c *Catalogue) Item(id kiosk.ItemID) (ServiceItem, bool) {
	return find(c.Items, func(i ServiceItem) bool { return i.ID == id })
}

// Entry returns the home entry with the given id.
func (c *Catalogue) Entry(id string) (Entry, bool) {
	return find(c.Entries, func(e Entry) bool { return e.ID == id })
}

// Group returns the group with the given id.
func (c *Catalogue) Group(id string) (Group, bool) {
	return find(c.Groups, func(g Group) bool { return g.ID == id })
}

// CounterOf returns the counter that serves item. A catalogue that Load
// returned has one for each of its items.
func (c *Catalogue) CounterOf(item ServiceItem) (kiosk.Counter, bool) {
	return find(c.Counters, func(k kiosk.Counter) bool { return k.ID == item.Counter })
}

// Step returns the entry's step of the given kind.
func (e Entry) Step(kind StepKind) (Step, bool) {
	return find(e.Steps, func(s Step) bool { return s.Kind == kind })
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}
