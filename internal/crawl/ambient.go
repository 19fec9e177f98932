package crawl

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Bare is a terminal that knows little: it has no line and no telephone number,
// and its devices sit elsewhere.
func Bare() flow.Ambient {
	a := Ambient()
	a.ReaderSide, a.PrinterSide, a.SheetSide, a.OfficePhone, a.Custodian = "left", "right", "right", "", ""
	a.ScanSide = ""
	a.Band.LineUp, a.Band.Open, a.Band.Waiting, a.Band.Demo = false, false, nil, false
	a.Missing = flow.Missing{Paper: true, Card: true, Applications: true}
	return a
}

// Ambient is a terminal of which everything is known.
func Ambient() flow.Ambient {
	waiting := 7
	return flow.Ambient{
		Band: flow.Band{
			Place: kiosk.Text{ZH: "示例街道 · 向阳社区", EN: "Xiangyang Community, Shili Subdistrict"},
			Now:   time.Date(2026, 11, 23, 9, 35, 0, 0, time.FixedZone("CST", 8*3600)),
			Hours: kiosk.Text{ZH: "周一至周五 9:00-17:00", EN: "Monday to Friday, 9:00 to 17:00"},
			Open:  true, LineUp: true, Waiting: &waiting, Device: "K1", Demo: true,
		},
		ReaderSide: "right", PrinterSide: "below", SheetSide: "left", ScanSide: "below", OfficePhone: "0000-0001", Custodian: "0000-0002",
	}
}

// CutOff is what a terminal tells that went down while a ticket was on its way
// to the printer, and somebody was filling something in.
func CutOff() flow.Outage {
	ticket := kiosk.Receipt{Job: 7, Ticket: kiosk.Ticket{Number: "A005", Prefix: "A"}}
	return flow.Outage{Cut: true, Papers: []flow.LostPaper{{Receipt: ticket, Lang: kiosk.Chinese, Paper: kiosk.PrintUncertain}}}
}
