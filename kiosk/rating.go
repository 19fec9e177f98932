package kiosk

import "time"

// Grade is one of the five levels of a Rating, 5 the best. The values stand in
// records at the office.
type Grade int

// The five levels (好差评).
const (
	VeryPoor Grade = iota + 1
	Poor
	Fair
	Good
	VeryGood
)

// Grades lists the levels as residents see them, the best first.
func Grades() []Grade { return []Grade{VeryGood, Good, Fair, Poor, VeryPoor} }

// Low tells whether staff must look into a grade.
func (g Grade) Low() bool { return g >= VeryPoor && g <= Poor }

// Valid tells whether g is one of the five.
func (g Grade) Valid() bool { return g >= VeryPoor && g <= VeryGood }

// Rating (好差评) is one grade that a resident gave.
type Rating struct {
	Visit VisitID
	// About is the ULID of the ticket or case that is rated, or what the
	// resident typed: the code of a case or the number of a ticket of Day. It
	// is empty when the rating is about a counter alone.
	About   string
	Item    ItemID    // may be empty
	Counter CounterID // may be empty
	Grade   Grade
	Reasons []string // ids of the catalogue's; of a low grade
	Words   Private  // may be empty
	Day     BusinessDay
	At      time.Time
	Lang    Lang
}
