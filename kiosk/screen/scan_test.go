package screen_test

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// scanned are the screens of codes that are held before the scanner.
func scanned() []scene {
	heading := tx("查进度", "My case")
	var all []scene
	for _, s := range []flow.ScanView{
		{Phase: flow.ScanWaiting, Number: "A017", Ahead: 12}, {Phase: flow.ScanNext, Number: "A017"},
		{Phase: flow.ScanShut, Number: "A017", Shut: &flow.Shut{Hours: tx("周一至周五 9:00-17:00", "Monday to Friday, 9:00-17:00")}},
		{Phase: flow.ScanCalled, Number: "A-K2-01", Counter: "3"},
		{Phase: flow.ScanPast}, {Phase: flow.ScanForeign},
	} {
		v := view(flow.ScanShown, flow.Back, flow.GoHome, flow.Finish)
		v.Heading, v.Scan = heading, &s
		all = append(all, scene{"scan-" + string(s.Phase), v})
	}
	early := view(flow.ScanShown, flow.Back, flow.GoHome, flow.Finish)
	early.Heading, early.Scan = heading, &flow.ScanView{
		Phase: flow.ScanShut, Number: "A017", Ahead: 12,
		Shut: &flow.Shut{Opens: "13:30", Hours: tx("周一至周五 9:00-12:00，13:30-17:00", "Monday to Friday, 9:00-12:00 and 13:30-17:00")},
	}
	all = append(all, scene{"scan-shut-opens", early})
	lay := view(flow.Identify, flow.Back, flow.GoHome, flow.SkipCard)
	lay.Heading, lay.Card, lay.ScanSide = heading, card(flow.CardAwaited, "right"), "below"
	lay.Card.For = "track"
	all = append(all, scene{"scan-or-card", lay})
	for _, code := range []kiosk.Code{kiosk.ScanForeign, kiosk.ScanUnreadable} {
		lay.Trouble = code
		all = append(all, scene{"scan-card-" + string(code), lay})
	}
	code := view(flow.Form, flow.Back, flow.GoHome, flow.NextField)
	code.Heading, code.ScanSide = heading, "left"
	code.Form = &flow.FormView{Field: flow.TrackCode, Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode, Required: true, Text: "7W0X-1YB"}
	return append(all, scene{"scan-or-code", code})
}
