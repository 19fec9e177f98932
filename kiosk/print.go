package kiosk

// PrintState is where a print job stands. The values stand in the terminal's
// store and in records at the office; changing one orphans the jobs that hold
// it.
type PrintState string

// States of a print job. A job is born in the same commit as its record,
// Printing when its paper follows at once and Pending when not. It is Printing,
// on disk, before the first byte reaches the printer. The other five are ends, except that a technician may reprint.
const (
	PrintPending         PrintState = "pending"
	Printing             PrintState = "printing"
	Printed              PrintState = "printed"          // the printer confirmed paper and cut
	PrintedUncut         PrintState = "printed-uncut"    // paper is out, the cutter failed: tear it off
	NotPrinted           PrintState = "not-printed"      // refused before the first byte: safe to retry
	PrintUncertain       PrintState = "uncertain"        // bytes went out and nothing confirms the paper
	PrintSentUnconfirmed PrintState = "sent-unconfirmed" // the printer has no voice
)

// PrintJobID numbers print jobs of one terminal, from 1 up.
type PrintJobID uint64
