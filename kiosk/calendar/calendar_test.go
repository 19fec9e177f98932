package calendar_test

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"linli/internal/config"
	"linli/kiosk/calendar"
)

// week is an invented one with an invented holiday.
const week = `
words: {zh: 周一至周五 9:00–17:00, en: Mon–Fri 9:00–17:00}
week:
  - {days: [mon, tue, wed, thu, fri], from: "09:00", to: "12:00"}
  - {days: [mon, tue, wed, thu], from: "13:30", to: "17:00"}
closed:
  - {from: "2026-10-01", until: "2026-10-07", words: {zh: 国庆节放假，10月8日起办理, en: Closed until 7 October}}
workdays:
  - {date: "2026-10-10", as: mon}
  - {date: "2026-10-06", as: fri}
`

func TestHoursOfOrdinaryDaysHolidaysAndSwappedDays(t *testing.T) {
	c, err := calendar.Load("hours.yaml", []byte(week))
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("office", 8*3600)
	for _, tt := range []struct {
		what, at string
		open     bool
		words    string
	}{
		{"Monday morning", "2026-09-28 09:00", true, "周一"},
		{"Monday before it begins", "2026-09-28 08:59", false, "周一"},
		{"the midday break", "2026-09-28 12:00", false, "周一"},
		{"Monday afternoon", "2026-09-28 16:59", true, "周一"},
		{"Monday evening", "2026-09-28 17:00", false, "周一"},
		{"Friday afternoon", "2026-09-25 14:00", false, "周一"},
		{"Saturday", "2026-09-26 10:00", false, "周一"},
		{"the day before the holiday", "2026-09-30 16:00", true, "周一"},
		{"its first day", "2026-10-01 10:00", false, "国庆节"},
		{"its last day", "2026-10-07 10:00", false, "国庆节"},
		{"a closed day that serves after all", "2026-10-06 10:00", true, "周一"},
		{"and serves as a Friday", "2026-10-06 14:00", false, "周一"},
		{"the day after", "2026-10-08 10:00", true, "周一"},
		{"a Saturday that serves as a Monday", "2026-10-10 16:00", true, "周一"},
	} {
		at, err := time.ParseInLocation("2006-01-02 15:04", tt.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		if open, words := c.At(at); open != tt.open || !strings.HasPrefix(words.ZH, tt.words) {
			t.Errorf("%s: open is %v and residents read %q", tt.what, open, words.ZH)
		}
	}
}

func TestFaultsNameLineAndKey(t *testing.T) {
	for replace, want := range map[[2]string]string{
		{`words: {zh: 周一`, `words: {zhh: 周一`}:           `hours.yaml:2: words.zhh`,
		{`zh: 周一至周五`, `zh: ` + strings.Repeat("周", 30)}: `hours.yaml:2: words.zh: has`,
		{`from: "09:00"`, `from: "9:00"`}:               `hours.yaml:4: week[0].from: "9:00" is not understood: must be a time of day`,
		{`to: "12:00"`, `to: "24:01"`}:                  `hours.yaml:4: week[0].to: "24:01" is not understood: must be a time`,
		{`to: "17:00"`, `to: "13:30"`}:                  `hours.yaml:5: week[1].to: must be later`,
		{`[mon, tue, wed, thu]`, `[]`}:                  `hours.yaml:5: week[1].days: is missing`,
		{`[mon, tue, wed, thu]`, `[monday]`}:            `hours.yaml:5: week[1].days[0]: "monday" is not understood: must be mon`,
		{`until: "2026-10-07"`, `until: "2026-09-30"`}:  `hours.yaml:7: closed[0].until`,
		{`until: "2026-10-07"`, `until: "2026-10-32"`}:  `hours.yaml:7: closed[0].until: "2026-10-32" is not understood: must be a day`,
		{`from: "2026-10-01", `, ``}:                    `closed[0].from: is missing`,
		{`words: {zh: 国庆节放假，10月8日起办理, en: Closed until 7 October}`, `words: {}`}: `closed[0].words.zh: is missing`,
		{`"2026-10-10", as: mon`, `"2026-10-10"`}:                                `workdays[0].as: is missing`,
		{`date: "2026-10-06", as: fri`, `date: "2026-10-10", as: fri`}:           `hours.yaml:10: workdays[1].date: 2026-10-10 stands there twice`,
	} {
		if !strings.Contains(week, replace[0]) {
			t.Fatalf("the calendar has no %q", replace[0])
		}
		_, err := calendar.Load("hours.yaml", []byte(strings.Replace(week, replace[0], replace[1], 1)))
		var faults config.Faults
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", replace[1], err, want)
		}
	}
	if _, err := calendar.Load("hours.yaml", nil); err == nil || !strings.Contains(err.Error(), "week: is missing") {
		t.Errorf("an empty file: %v", err)
	}
}

// FuzzLoad: whatever a file says, Load gives a calendar or faults that name a
// line, and a calendar answers for any time.
func FuzzLoad(f *testing.F) {
	f.Add(week)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := calendar.Load("hours.yaml", []byte(text))
		var faults config.Faults
		switch {
		case err == nil:
			if _, words := c.At(time.Unix(1_790_000_000, 0)); words.ZH == "" {
				t.Error("residents read nothing")
			}
		case !errors.As(err, &faults):
			t.Errorf("%v is not a list of faults", err)
		case faults[0].Line < 1 || faults[0].Problem == "":
			t.Errorf("fault says too little: %+v", faults[0])
		}
	})
}

// TestHoursInTheClerksGuideAreRight keeps the example of docs/service-items.md
// true.
func TestHoursInTheClerksGuideAreRight(t *testing.T) {
	page, err := os.ReadFile("../../docs/service-items.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, begins := strings.Cut(string(page), "\n    words:")
	example, _, ends := strings.Cut(rest, "\n\n")
	if !begins || !ends {
		t.Fatal("the guide shows no hours")
	}
	c, err := calendar.Load("hours.yaml", []byte(strings.ReplaceAll("\n    words:"+example, "\n    ", "\n")))
	if err != nil {
		t.Fatal(err)
	}
	if open, words := c.At(time.Date(2026, 10, 3, 10, 0, 0, 0, time.UTC)); open || !strings.HasPrefix(words.ZH, "国庆节") {
		t.Errorf("on the holiday: open is %v, %q", open, words.ZH)
	}
}
