package calendar

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"linli/internal/config"
	"linli/kiosk"
)

// Bounds of what screens have room for, in characters, and of a file.
const (
	maxWordsZH = 24
	maxWordsEN = 64
	maxDays    = 200 // periods and workdays
)

// Load reads and checks a calendar; name stands for the file in faults. When
// the data is wrong the error is config.Faults with all that is wrong in it.
func Load(name string, data []byte) (*Calendar, error) {
	c := new(Calendar)
	src, err := config.Parse(name, data, c)
	var faults config.Faults
	if err != nil && !errors.As(err, &faults) {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	if len(faults) == 0 {
		k := checker{src: src}
		k.calendar(c)
		faults = k.faults.Sorted()
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return c, nil
}

// checker gathers the faults of one calendar.
type checker struct {
	src    *config.Source
	faults config.Faults
}

func (k *checker) refuse(bad bool, key, format string, args ...any) {
	if bad {
		k.faults = append(k.faults, k.src.Fault(key, fmt.Sprintf(format, args...)))
	}
}

func (k *checker) calendar(c *Calendar) {
	k.words("words", c.Words)
	k.refuse(len(c.Week) == 0, "week", "is missing; expected at least one span of hours")
	k.refuse(len(c.Closed)+len(c.Workdays) > maxDays, "closed", "has %d entries with workdays; expected at most %d", len(c.Closed)+len(c.Workdays), maxDays)
	for i, s := range c.Week {
		key := fmt.Sprintf("week[%d]", i)
		k.refuse(len(s.Days) == 0, key+".days", "is missing; expected days such as [mon, tue]")
		k.refuse(s.From >= s.To, key+".to", "must be later than from")
	}
	for i, p := range c.Closed {
		key := fmt.Sprintf("closed[%d]", i)
		k.refuse(p.From == "", key+".from", "is missing; expected the first closed day")
		k.refuse(p.Until < p.From, key+".until", "must be the last closed day, not before from")
		k.words(key+".words", p.Words)
	}
	for i, year := range c.Years {
		k.refuse(year < 2000 || year > 2199, fmt.Sprintf("years[%d]", i), "must be a year such as 2026")
	}
	seen := map[Date]bool{}
	for i, w := range c.Workdays {
		key := fmt.Sprintf("workdays[%d]", i)
		k.refuse(w.Date == "", key+".date", "is missing; expected the day that serves")
		k.refuse(seen[w.Date], key+".date", "%s stands there twice", w.Date)
		k.refuse(!k.src.Has(key+".as"), key+".as", "is missing; expected the day of the week whose hours hold, such as mon")
		seen[w.Date] = true
	}
}

func (k *checker) words(key string, t kiosk.Text) {
	k.refuse(t.ZH == "", key+".zh", "is missing; every phrase needs its Chinese")
	for _, one := range []struct {
		key, text string
		most      int
	}{{key + ".zh", t.ZH, maxWordsZH}, {key + ".en", t.EN, maxWordsEN}} {
		n := utf8.RuneCountInString(one.text)
		k.refuse(n > one.most, one.key, "has %d characters; there is room for %d", n, one.most)
	}
}
