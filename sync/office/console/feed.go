package console

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"linli/kiosk"
)

const (
	heartbeat  = 15 * time.Second
	writeGrace = 10 * time.Second // for one event to leave
)

// events tells a page, for as long as it listens, which state is the newest.
// A page that comes back is told at once.
func (c *Console) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	defer c.watchHelp()()
	for r.Context().Err() == nil {
		s := c.hall.State()
		calls, called := c.helpCalls()
		_, unwell := c.unwell()
		id := change(s, calls, unwell)
		// The server's own write limit would end the stream.
		if err := out.SetWriteDeadline(time.Now().Add(heartbeat + writeGrace)); err != nil {
			c.opts.Logger.Error(kiosk.EventPageTrouble, "err", err)
			return
		}
		if _, err := fmt.Fprintf(w, "id: %s\ndata: %s\n\n", id, id); err != nil {
			return // the page is gone
		}
		if err := out.Flush(); err != nil {
			return
		}
		wait, cancel := context.WithTimeout(r.Context(), heartbeat)
		stop := afterClosed(wait, called, cancel)
		c.hall.WaitChange(wait, s.Revision)
		cancel()
		stop()
	}
}

// apiTicket is a ticket without anything about a person.
type apiTicket struct {
	ID           string             `json:"id"`
	Visit        kiosk.VisitID      `json:"visit"`
	Number       string             `json:"number"`
	Prefix       string             `json:"prefix"`
	Item         kiosk.ItemID       `json:"item"`
	Day          kiosk.BusinessDay  `json:"day"`
	Device       kiosk.DeviceID     `json:"device"`
	Seq          uint64             `json:"seq"`
	DocumentKind kiosk.DocumentKind `json:"documentKind"`
	PrintOutcome kiosk.PrintState   `json:"printOutcome"`
	ReceivedAt   time.Time          `json:"receivedAt"`
	TakenAt      time.Time          `json:"takenAt"`           // by the office's time
	About        bool               `json:"about,omitempty"`   // takenAt is an estimate
	Counter      kiosk.CounterID    `json:"counter,omitempty"` // that called it
}

// tickets lists what arrived in the last days, in order of arrival.
func (c *Console) tickets(w http.ResponseWriter, _ *http.Request) {
	all := []apiTicket{}
	for _, t := range c.hall.State().Tickets {
		a := apiTicket{
			ID: t.ID, Visit: t.Visit, Number: t.Number, Prefix: t.Prefix, Item: t.Item, Day: t.Day,
			Device: t.Device, Seq: t.Seq, DocumentKind: t.Document, PrintOutcome: t.Print,
			ReceivedAt: t.ReceivedAt.In(c.opts.Zone), TakenAt: t.TakenAt.In(c.opts.Zone), About: t.About,
		}
		if t.Called != nil {
			a.Counter = t.Called.Counter
		}
		all = append(all, a)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(all) // a reader that left is no fault of ours
}
