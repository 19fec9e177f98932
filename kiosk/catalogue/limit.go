package catalogue

import (
	"regexp"
	"strconv"
)

// limit is a time limit that could be read out of words.
type limit struct {
	n    int
	unit string // 工作日, 日, 月, 年, 小时
}

var (
	atOnce    = regexp.MustCompile(`当场|即时|即办|立等|马上`)
	figured   = regexp.MustCompile(`([0-9]+)\s*个?\s*(工作日|自然日|小时|日|天|月|年)`)
	sameUnits = map[string]string{"自然日": "日", "天": "日"}
)

// limitOf reads a limit that names one figure, or none and "on the spot". Of
// words with several figures nobody can say which one counts.
func limitOf(words string) (limit, bool) {
	all := figured.FindAllStringSubmatch(words, -1)
	switch {
	case len(all) == 0 && atOnce.MatchString(words):
		return limit{unit: "日"}, true
	case len(all) != 1:
		return limit{}, false
	}
	n, err := strconv.Atoi(all[0][1])
	unit := all[0][2]
	if same, ok := sameUnits[unit]; ok {
		unit = same
	}
	return limit{n: n, unit: unit}, err == nil
}

// is tells whether l is the same as d.
func (l limit) is(d Days) bool {
	unit := "日"
	if d.Kind == DaysWorking {
		unit = "工作日"
	}
	return l == limit{n: d.N, unit: unit}
}

// longer tells whether l is surely longer than o. Five working days are seven
// days at least.
func (l limit) longer(o limit) bool {
	if l.unit == o.unit {
		return l.n > o.n
	}
	return l.days() > o.days()
}

// days is how many days of the calendar l lasts, about.
func (l limit) days() float64 {
	return float64(l.n) * map[string]float64{"工作日": 1.4, "日": 1, "月": 30, "年": 365, "小时": 1.0 / 24}[l.unit]
}
