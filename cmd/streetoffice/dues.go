package main

import (
	"sync"
	"time"

	"linli/kiosk/calendar"
	"linli/sync/office/casework"
	"linli/sync/office/publish"
)

// dues tells by when cases are promised, by the calendar that is published.
type dues struct {
	offered *offered
	zone    *time.Location

	mu       sync.Mutex // protects the fields below
	revision uint64
	newest   *calendar.Calendar // of that revision; nil for none
}

// dues tells by when cases of what is offered are promised, in the office's
// zone.
func (o *offered) dues(zone *time.Location) *dues { return &dues{offered: o, zone: zone} }

// calendar returns the calendar of now; nil where none is published, or one of
// a newer program on the same database.
func (d *dues) calendar() *calendar.Calendar {
	content, revision := d.offered.desk.Newest(publish.KindHours)
	d.mu.Lock()
	defer d.mu.Unlock()
	if revision != d.revision {
		d.revision, d.newest = revision, nil
		if c, err := calendar.Load("hours.yaml", content); err == nil {
			d.newest = c
		}
	}
	return d.newest
}

// Of is casework.DueOf, now.
func (d *dues) Of(c casework.Case) (casework.Due, bool) {
	item, _ := d.offered.Item(c.Item)
	return casework.DueOf(c, item.TimeLimit.Days, d.calendar(), time.Now().In(d.zone))
}
