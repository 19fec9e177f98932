package kiosk

// CommitteeID names a residents' committee (居委会), for example "xiangyang".
// It stands in records at the office.
type CommitteeID string

// GridID names a Grid (网格): a part of a committee's area that one person
// looks after. It stands in records at the office.
type GridID string

// Jurisdiction says whose a place is. The zero value is a place that nobody
// here knows; Grid may be empty where only the committee is known.
type Jurisdiction struct {
	Committee CommitteeID
	Grid      GridID
}
