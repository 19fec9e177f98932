package catalogue

import (
	"regexp"
	"strconv"
	"time"

	"linli/internal/config"
	"linli/kiosk"
)

// DayRule names a bound of a date field: "today", "today-100y", "today+6m",
// "today+7d", a day of the calendar such as "2020-01-01", or the id of an
// earlier date field. Empty is no bound.
type DayRule string

var sinceToday = regexp.MustCompile(`^today(?:([+-])([0-9]{1,4})([dmy]))?$`)

// fixed tells whether the rule is a day of the calendar.
func (r DayRule) fixed() bool {
	_, err := time.Parse(time.DateOnly, string(r))
	return err == nil
}

// on returns the day that r names, or "" when nobody knows it: the day of today
// was not told, or the earlier field was left empty.
func (r DayRule) on(today kiosk.BusinessDay, answers []kiosk.Answer) string {
	parts := sinceToday.FindStringSubmatch(string(r))
	switch {
	case r.fixed():
		return string(r)
	case parts == nil:
		a, _ := find(answers, func(a kiosk.Answer) bool { return a.Field == string(r) })
		return a.Value.Reveal()
	}
	day, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		return ""
	}
	n, _ := strconv.Atoi(parts[1] + parts[2])
	switch parts[3] {
	case "d":
		day = day.AddDate(0, 0, n)
	case "m":
		day = addMonths(day, n)
	case "y":
		day = addMonths(day, 12*n)
	}
	return day.Format(time.DateOnly)
}

// addMonths counts as people do: a month after 31 January is the last of
// February.
func addMonths(day time.Time, n int) time.Time {
	first := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(day.Day(), last)-1)
}

// Days returns the first and the last day that f may name, 2006-01-02, each ""
// for none. answers are those known so far.
func (f Field) Days(today kiosk.BusinessDay, answers []kiosk.Answer) (earliest, latest string) {
	return f.Earliest.on(today, answers), f.Latest.on(today, answers)
}

// OnDays holds a value that Take has returned against Earliest and Latest. It
// finds nothing wrong with a field that is no date and with nothing answered.
func (f Field) OnDays(value kiosk.Private, today kiosk.BusinessDay, answers []kiosk.Answer) Fault {
	if f.Kind != FieldDate || value == "" {
		return ""
	}
	earliest, latest := f.Days(today, answers)
	switch day := value.Reveal(); {
	case earliest != "" && day < earliest:
		return FaultEarly
	case latest != "" && day > latest:
		return FaultLate
	}
	return ""
}

// days checks the bounds of a date field.
func (c *checker) days(src *config.Source, key string, f Field, before []Field) {
	rules := []struct {
		key string
		r   DayRule
	}{{".earliest", f.Earliest}, {".latest", f.Latest}}
	for _, rule := range rules {
		earlier, known := find(before, func(g Field) bool { return g.ID == string(rule.r) })
		switch {
		case rule.r == "":
		case f.Kind != FieldDate:
			c.fault(src, key+rule.key, "only a date has %s", rule.key[1:])
		case known && earlier.Kind == FieldDate, rule.r.fixed(), sinceToday.MatchString(string(rule.r)):
		default:
			c.fault(src, key+rule.key, "expected \"today\", \"today-100y\", \"today+6m\", \"today+7d\", a day such as \"2020-01-01\", or the id of an earlier date, found %q", string(rule.r))
		}
	}
	// Whether both can be kept does not depend on the day of the check.
	earliest, latest := f.Days("2026-01-31", nil)
	if earliest != "" && latest != "" && earliest > latest {
		c.fault(src, key+".earliest", "lies after latest; no day is right")
	}
}
