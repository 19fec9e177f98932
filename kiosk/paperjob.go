package kiosk

import "time"

// PaperJob is a paper of the office that is about to be printed on A4.
type PaperJob struct {
	Visit VisitID
	Case  CaseID // whose paper it is; a ULID
	Day   BusinessDay
	At    time.Time
	Lang  Lang
}
