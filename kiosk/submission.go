package kiosk

import "time"

// Submission is what a resident confirmed, before a number exists for it.
type Submission struct {
	Visit    VisitID
	Item     ItemID
	Prefix   string // of the counter that serves Item; empty with an Application
	Day      BusinessDay
	At       time.Time
	Lang     Lang
	Resident Resident // zero when the visit went on without a card
	// PrintNow says that whoever submits this puts it on paper at once: the
	// print job is born Printing. Else it is PrintPending.
	PrintNow bool
	// Application opens a Case and takes no number; nil takes a Ticket.
	Payment     *Payment // records a Payment and takes no number
	Application *Application
}

// Receipt tells that a Submission is durable: the number is taken or the case
// is open, the record is queued for the office and there is a print job.
type Receipt struct {
	Ticket  Ticket   // zero when a Case was opened
	Case    *Case    // nil when a Ticket was taken
	Payment *Payment // nil when none was recorded
	Job     PrintJobID
	// Begun says that the job stands as Printing and that the paper is for
	// whoever holds this Receipt to print. It is said once for a job.
	Begun bool
}
