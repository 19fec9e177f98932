package screen_test

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// ofTheStore are the pictures that the store brings about: before it is open,
// and when it takes no more applications.
func ofTheStore() []scene {
	full := view(flow.Problem, flow.TakeTicket, flow.GoHome, flow.Finish)
	full.Trouble, full.Heading = kiosk.ApplicationsFull, ticket("").Item
	full.Ticket = ticket("")
	full.Ticket.Number = ""
	lobby := view(flow.Attract, flow.Begin)
	lobby.Missing = flow.Missing{Applications: true, Phone: "0000-0002"}
	worse := view(flow.Attract, flow.Begin)
	worse.Missing = flow.Missing{Applications: true, Paper: true, Card: true, Phone: "0000-0002"}
	all := []scene{{"problem-applications-full", full}, {"attract-no-applications", lobby}, {"attract-hardly-anything", worse}}
	for _, s := range []struct {
		name string
		view flow.StartView
	}{
		{"starting", flow.StartView{}},
		{"starting-some", flow.StartView{Done: 31_000, Total: 104_000, Left: 83 * time.Second}},
		{"starting-unknown-left", flow.StartView{Done: 1_000, Total: 1_004_000}},
		{"starting-almost", flow.StartView{Done: 104_000, Total: 104_000}},
		{"starting-failed", flow.StartView{Failed: true, Phone: "0000-0002"}},
		{"starting-failed-nobody", flow.StartView{Failed: true}},
	} {
		v := view(flow.Starting)
		v.Visit, v.Can, v.Start = "", nil, &s.view
		v.Band.LineUp, v.Band.Waiting = false, nil
		all = append(all, scene{s.name, v})
	}
	return all
}
