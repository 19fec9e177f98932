package office

import (
	"context"

	"linli/kiosk"
)

// NumberRun is a run of ticket numbers of one prefix and business day that
// belongs to one terminal.
type NumberRun struct {
	Prefix      string
	Day         kiosk.BusinessDay
	First, Last int // both included
}

// NumberWant asks for a run of Size numbers, within First to Last; fewer are
// given when fewer are left.
type NumberWant struct {
	Prefix            string
	Day               kiosk.BusinessDay
	Size, First, Last int
}

// Numbers keeps who may give which ticket numbers. A number that was leased is
// never leased again, whatever becomes of its terminal. Several processes of
// an office may work on the same. Its methods return the database's errors
// wrapped and block until the disk has answered or ctx ends.
type Numbers interface {
	// LeaseNumbers gives device one more run for each of wants, as far as
	// numbers are left, if its leases still have the revision that is named;
	// 0 is that of a device without any. Else it gives none. Anything given
	// raises the revision and is durable on return.
	LeaseNumbers(ctx context.Context, device string, revision uint64, wants []NumberWant) error
	// LeasedNumbers returns the runs of device of business day from and later,
	// in the order of day, prefix and number, and their revision.
	LeasedNumbers(ctx context.Context, device string, from kiosk.BusinessDay) (revision uint64, runs []NumberRun, err error)
}
