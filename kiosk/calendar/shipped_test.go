package calendar_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"linli/kiosk/calendar"
)

// TestHoursThatAreBroughtAlongHaveWholeYears counts the working days of each
// year they name. Thirteen public holidays (Regulation on Public Holidays, as
// of 2025) leave 365-104-13 of a year whose first day is no weekend, whatever is
// swapped.
func TestHoursThatAreBroughtAlongHaveWholeYears(t *testing.T) {
	data, err := os.ReadFile("../../assets/hours.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "示例") {
		t.Error("nobody says that these hours are an example")
	}
	c, err := calendar.Load("hours.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Years) < 2 {
		t.Errorf("only the years %v", c.Years)
	}
	for _, year := range c.Years {
		n := 0
		for day := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() == year; day = day.AddDate(0, 0, 1) {
			if is, known := c.IsWorkday(calendar.DateOf(day)); !known {
				t.Fatalf("%s is not known", calendar.DateOf(day))
			} else if is {
				n++
			}
		}
		if n != 365-104-13 {
			t.Errorf("%d has %d working days", year, n)
		}
	}
	for _, p := range c.Closed {
		if p.Words.EN == "" {
			t.Errorf("%s has no English", p.Words.ZH)
		}
	}
	// What was announced for 2026: a swapped Saturday, and a limit over two years.
	if is, _ := c.IsWorkday("2026-10-10"); !is {
		t.Error("10 October 2026 serves")
	}
	if last, known := c.AfterWorkdays("2026-12-28", 5); !known || last != "2027-01-05" {
		t.Errorf("five working days from 28 December 2026 end on %s, known %v", last, known)
	}
}
