package idcard

import "time"

// Validity is the span of days in which a document is valid, both ends
// included, by the calendar of the place that issued it. The zero value is
// unknown and valid on no day.
type Validity struct {
	From     time.Time // midnight UTC of the day
	To       time.Time // midnight UTC of the last day; zero when LongTerm
	LongTerm bool      // 长期: no last day
}

// Covers reports whether the document is valid on the day that t falls on in
// t's own zone.
func (v Validity) Covers(t time.Time) bool {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	if v.From.IsZero() || day.Before(v.From) {
		return false
	}
	return v.LongTerm || !day.After(v.To)
}

// parseValidity reads two dates, the second of which may be 长期. It reports
// false, and gives the zero Validity, for anything else.
func parseValidity(from, to string) (Validity, bool) {
	first, ok := parseDay(from)
	if !ok {
		return Validity{}, false
	}
	if to == "长期" {
		return Validity{From: first, LongTerm: true}, true
	}
	last, ok := parseDay(to)
	if !ok || last.Before(first) {
		return Validity{}, false
	}
	return Validity{From: first, To: last}, true
}

// parseDay reads YYYYMMDD.
func parseDay(s string) (time.Time, bool) {
	t, err := time.Parse("20060102", s)
	return t, err == nil
}
