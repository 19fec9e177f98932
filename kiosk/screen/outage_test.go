package screen_test

import (
	"linli/kiosk"
	"linli/kiosk/flow"
)

// cutOff are pictures of the empty lobby after a power cut. Numbers and codes
// are invented.
func cutOff() []scene {
	ticket := func(paper kiosk.PrintState, again bool) flow.LostPaperView {
		p := flow.LostPaperView{Kind: flow.LostTicket, Number: "A012", Paper: paper, Again: again, Side: "below"}
		if paper == kiosk.PrintUncertain && !again {
			p.Control = flow.LostControl(7)
		}
		return p
	}
	lost := func(kind flow.LostKind, number string) flow.LostPaperView {
		return flow.LostPaperView{Kind: kind, Number: number, Paper: kiosk.PrintUncertain, Side: "below"}
	}
	overflow := ticket(kiosk.PrintUncertain, false)
	overflow.Number, overflow.Control = "A-K2-01", flow.LostControl(8)
	var all []scene
	for _, cut := range []struct {
		name string
		told flow.OutageView
	}{
		{"typed", flow.OutageView{Cut: true}},
		{"ticket", flow.OutageView{Papers: []flow.LostPaperView{ticket(kiosk.PrintUncertain, false)}}},
		{"printing", flow.OutageView{Papers: []flow.LostPaperView{ticket(kiosk.Printing, true)}}},
		{"reprinted", flow.OutageView{Papers: []flow.LostPaperView{ticket(kiosk.Printed, true)}}},
		{"not-printed", flow.OutageView{Cut: true, Papers: []flow.LostPaperView{ticket(kiosk.NotPrinted, true)}}},
		{"slot", flow.OutageView{Papers: []flow.LostPaperView{ticket(kiosk.PrintUncertain, true), lost(flow.LostPayment, "20261123-000123")}}},
		{"two-tickets", flow.OutageView{Cut: true, Papers: []flow.LostPaperView{ticket(kiosk.PrintUncertain, false), overflow}}},
		{"case", flow.OutageView{Papers: []flow.LostPaperView{lost(flow.LostCase, "7W0X-1YBF"), lost(flow.LostDocument, "")}}},
	} {
		name, o := cut.name, cut.told
		v := view(flow.Attract, flow.Begin)
		v.Visit, v.Outage = "", &o
		for _, p := range o.Papers {
			if p.Control != "" {
				v.Can = append(v.Can, p.Control)
			}
		}
		all = append(all, scene{"attract-cut-" + name, v})
		if name == "two-tickets" {
			v.Missing = flow.Missing{Paper: true, Card: true, Phone: "0000-0002"}
			all = append(all, scene{"attract-cut-missing", v})
			v.Missing = flow.Missing{Tickets: true, Phone: "0000-0002"}
			v.Outage = &flow.OutageView{Cut: true}
			v.Can = v.Can[:len(v.Can)-2]
			all = append(all, scene{"attract-cut-no-tickets", v})
		}
	}
	return all
}
