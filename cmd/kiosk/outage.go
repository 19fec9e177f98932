package main

import (
	"log/slog"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/store"
)

// waitsFor is how old what was cut off may be for anybody to wait for it still.
// A terminal that is switched off each night tells the morning nothing.
const waitsFor = 30 * time.Minute

// mostTold is how many papers residents are told of: the latest. One visitor at
// a time stands before a terminal, and another may wait for his paper.
const mostTold = 2

// promises is what outage needs of the store.
type promises interface {
	Unended() []store.Promise
	PromiseTo(kiosk.VisitID) (store.Promise, bool, error)
}

// outage is what the terminal was cut off from when it went down, as far as
// somebody may wait for it at now.
func outage(books promises, mark store.VisitMark, now time.Time, log *slog.Logger) flow.Outage {
	var told flow.Outage
	add := func(p store.Promise) {
		told.Papers = append(told.Papers, flow.LostPaper{Receipt: p.Receipt, Document: p.Document, Lang: p.Lang, Paper: p.Paper})
	}
	known := map[kiosk.PrintJobID]bool{}
	for _, p := range books.Unended() {
		if isFresh(p.Made, now) {
			known[p.Receipt.Job] = true
			add(p)
		}
	}
	visit, began, ok := mark.Last()
	if !ok || !isFresh(began, now) {
		return latest(told)
	}
	given, was, err := books.PromiseTo(visit)
	switch {
	case err != nil:
		log.Error(kiosk.EventStoreTrouble, "op", "what the last visit was given", "err", err)
	case !was:
		told.Cut = true
	case !known[given.Receipt.Job]:
		add(given)
	}
	return latest(told)
}

func latest(o flow.Outage) flow.Outage {
	o.Papers = o.Papers[max(0, len(o.Papers)-mostTold):]
	return o
}

// isFresh tells whether somebody may wait at now for what was at then. A clock
// that has lost its time says that it is yet to be.
func isFresh(then, now time.Time) bool { return now.Sub(then) <= waitsFor }
