package casework_test

import (
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
)

// TestCaseIsDueOnAWorkingDayOfTheOffice counts in an invented year without
// holidays. 2026-11-20 is a Friday.
func TestCaseIsDueOnAWorkingDayOfTheOffice(t *testing.T) {
	zone := time.FixedZone("office", 8*3600)
	cal := &calendar.Calendar{Years: []int{2026}}
	late := time.Date(2026, 11, 19, 17, 0, 0, 0, time.UTC) // 1:00 of the 20th at the office
	three := catalogue.Days{N: 3, Kind: catalogue.DaysWorking}
	for _, tt := range []struct {
		what  string
		state kiosk.CaseState
		saved bool
		limit catalogue.Days
		cal   *calendar.Calendar
		today int
		want  casework.Due
	}{
		{"working days, on the day", kiosk.CaseSubmitted, false, three, cal, 20, casework.Due{On: "2026-11-25", Left: 3, Counted: true}},
		{"on the last day", kiosk.CaseAccepted, false, three, cal, 25, casework.Due{On: "2026-11-25", Counted: true}},
		{"a day later", kiosk.CaseReturned, false, three, cal, 26, casework.Due{On: "2026-11-25", Overdue: true, Left: -1, Counted: true}},
		{"days that end on a Sunday", kiosk.CaseSubmitted, false, catalogue.Days{N: 2, Kind: catalogue.DaysCalendar}, cal, 20, casework.Due{On: "2026-11-23", Left: 1, Counted: true}},
		{"on the spot", kiosk.CaseSubmitted, false, catalogue.Days{Kind: catalogue.DaysAtOnce}, cal, 21, casework.Due{On: "2026-11-20", Overdue: true, Counted: true}},
		{"decided", kiosk.CaseDecided, false, three, cal, 26, casework.Due{}},
		{"put aside", kiosk.CaseSaved, true, three, cal, 26, casework.Due{}},
		{"a limit without days", kiosk.CaseSubmitted, false, catalogue.Days{}, cal, 26, casework.Due{}},
		{"into a year that nobody knows", kiosk.CaseSubmitted, false, catalogue.Days{N: 40, Kind: catalogue.DaysWorking}, cal, 26, casework.Due{}},
		{"without hours", kiosk.CaseSubmitted, false, three, nil, 26, casework.Due{}},
	} {
		c := casework.Case{Case: kiosk.Case{OpenedAt: late}, State: tt.state, Saved: tt.saved}
		now := time.Date(2026, 11, tt.today, 9, 0, 0, 0, zone)
		if got, known := casework.DueOf(c, tt.limit, tt.cal, now); got != tt.want || known != (tt.want.On != "") {
			t.Errorf("%s: %+v, known is %v; want %+v", tt.what, got, known, tt.want)
		}
	}
}
