package crawl

import (
	"strconv"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

func digits(n int) string { return strconv.Itoa(max(n, 0)) }

// days are the bounds of a question for a date, the days beside them, and what
// is no day.
func days(f flow.FormView, today kiosk.BusinessDay) []string {
	all := []string{string(today), "1985-02-30", "1901-01-01", "2199-12-31"}
	for _, bound := range []string{f.Earliest, f.Latest} {
		day, err := time.Parse(time.DateOnly, bound)
		if err != nil {
			continue
		}
		for _, off := range []int{-1, 0, 1} {
			all = append(all, day.AddDate(0, 0, off).Format(time.DateOnly))
		}
	}
	return all
}
