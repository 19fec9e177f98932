package catalogue

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// DaysKind is how the days of a limit are counted.
type DaysKind string

// Kinds of days.
const (
	DaysWorking  DaysKind = "working"  // 工作日
	DaysCalendar DaysKind = "calendar" // 日
	DaysAtOnce   DaysKind = "at-once"  // 当场: N is 0
)

// Days is a limit that can be counted: "15 working", "20 calendar", "at-once".
// The zero value cannot be counted.
type Days struct {
	N    int
	Kind DaysKind
}

// mostLimit bounds a limit, in days.
const mostLimit = 400

var errDays = errors.New("must be such as 15 working, 20 calendar, or at-once")

// UnmarshalText reads it as it is written in an item's file.
func (d *Days) UnmarshalText(b []byte) error {
	if string(b) == string(DaysAtOnce) {
		*d = Days{Kind: DaysAtOnce}
		return nil
	}
	figure, kind, _ := strings.Cut(string(b), " ")
	n, err := strconv.Atoi(figure)
	known := kind == string(DaysWorking) || kind == string(DaysCalendar)
	if err != nil || !known || n < 1 || n > mostLimit {
		return errDays
	}
	*d = Days{N: n, Kind: DaysKind(kind)}
	return nil
}

// Counted tells whether there is something to count.
func (d Days) Counted() bool { return d.Kind != "" }

// String writes it as in an item's file.
func (d Days) String() string {
	if d.Kind == DaysAtOnce || !d.Counted() {
		return string(d.Kind)
	}
	return fmt.Sprintf("%d %s", d.N, d.Kind)
}
