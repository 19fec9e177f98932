package calendar_test

import (
	"testing"
	"time"

	"linli/kiosk/calendar"
)

func TestCountersOpenAgainOnTheSameDayOrNot(t *testing.T) {
	c, err := calendar.Load("hours.yaml", []byte(`words: {zh: 上班时间, en: Hours}
week:
  - {days: [mon, tue, wed, thu, fri], from: "13:30", to: "17:00"}
  - {days: [mon, tue, wed, thu, fri], from: "09:00", to: "12:00"}
closed:
  - {from: "2026-11-25", until: "2026-11-25", words: {zh: 示例停办, en: Closed}}
workdays:
  - {date: "2026-11-28", as: fri}
`))
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("office", 8*3600)
	for at, want := range map[string]string{
		"2026-11-24 08:59": "09:00", "2026-11-24 12:00": "13:30", "2026-11-24 17:00": "", // a Tuesday
		"2026-11-25 08:00": "", "2026-11-28 08:00": "09:00", "2026-11-29 08:00": "",
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
		if err != nil {
			t.Fatal(err)
		}
		opens, ok := c.OpensAfter(now)
		if got := opens.Format("15:04"); ok != (want != "") || ok && got != want {
			t.Errorf("%s: opens at %s, %v; want %q", at, got, ok, want)
		}
	}
}
