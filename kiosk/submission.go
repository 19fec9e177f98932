package kiosk

import "time"

// Submission is what a resident confirmed, before a number exists for it.
type Submission struct {
	Visit    VisitID
	Item     ItemID
	Prefix   string // of the counter that serves Item
	Day      BusinessDay
	At       time.Time
	Lang     Lang
	Resident Resident // zero when the visit went on without a card
}

// Receipt tells that a Submission is durable: the number is taken, the record
// is queued for the office and the print job stands as PrintPending.
type Receipt struct {
	Ticket Ticket
	Job    PrintJobID
}
