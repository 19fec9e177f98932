package screen_test

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// asked are the screens of questions to the office.
func asked() []scene {
	asking := view(flow.Asking)
	asking.Can, asking.Heading = nil, tx("查进度", "My case")
	plain := view(flow.NoLine, flow.TryAgain, flow.Back, flow.GoHome)
	plain.Band.LineUp, plain.NoLine, plain.Heading = false, &flow.NoLineView{Phone: "0000-0003"}, asking.Heading
	item := plain
	item.Can = append(item.Can, flow.TakeTicket)
	item.Heading = tx("困难残疾人生活补贴", "Living subsidy for disabled people in hardship")
	item.NoLine = &flow.NoLineView{Post: guide().Post, Phone: "0000-0001"}
	return append([]scene{{"asking", asking}, {"no-line", plain}, {"no-line-item", item}}, tracked()...)
}

// tracked are the screens of cases and their papers.
func tracked() []scene {
	day := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	made := func(code string, state kiosk.CaseState, words string) flow.CaseView {
		return flow.CaseView{
			Control: flow.Control("case:" + code), Code: code, Item: tx("困难残疾人生活补贴", "Living subsidy for disabled people in hardship"),
			State: state, Words: words, OpenedAt: day, MovedAt: day.AddDate(0, 0, 2), Promised: guide().Promised,
			Post: guide().Post, Phone: "0000-0001", Due: "2026-12-11",
		}
	}
	all := []flow.CaseView{
		made("7W0X-1YBF", kiosk.CaseReturned, "请补交户口簿首页和本人页的复印件，交到二号窗口，或者下次来的时候一起带来。"),
		made("1E70-0028", kiosk.CaseSubmitted, ""), made("1E71-0028", kiosk.CaseAccepted, ""), made("1E72-0028", kiosk.CaseDecided, "已批准，下个月起发放。"),
		made("1E73-0028", kiosk.CaseSubmitted, ""), made("1E74-0028", kiosk.CaseSubmitted, ""), made("1E75-0028", kiosk.CaseSubmitted, ""),
	}
	all[3].Document = true
	heading := tx("查进度", "My case")
	list := view(flow.Cases, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter)
	list.Heading, list.Track = heading, &flow.TrackView{Cases: all}
	for _, c := range all {
		list.Can = append(list.Can, c.Control)
	}
	scenes := []scene{{"cases", list}}
	for name, typed := range map[string]bool{"cases-none": false, "cases-none-code": true} {
		none := view(flow.Cases, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter)
		none.Heading, none.Track = heading, &flow.TrackView{Typed: typed}
		scenes = append(scenes, scene{name, none})
	}
	for name, i := range map[string]int{"case-returned": 0, "case-submitted": 1, "case-ready": 3} {
		v := view(flow.CaseShown, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter)
		if all[i].Document {
			v.Can = append(v.Can, flow.PrintPaper)
		}
		v.Heading, v.Track = heading, &flow.TrackView{Case: &all[i]}
		scenes = append(scenes, scene{name, v})
	}
	code := view(flow.Form, flow.Back, flow.GoHome, flow.NextField)
	code.Heading, code.Form = heading, &flow.FormView{Field: flow.TrackCode, Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode, Required: true, Text: "7W0X-1YB"}
	wrong := code
	wrong.Form = &flow.FormView{Field: flow.TrackCode, Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode, Required: true, Text: "7W0X-1YBM", Fault: catalogue.FaultPattern}
	card0 := view(flow.Identify, flow.Back, flow.GoHome, flow.SkipCard)
	card0.Heading, card0.Card = heading, card(flow.CardAwaited, "below")
	card0.Card.For = "track"
	scenes = append(scenes, scene{"track-code", code}, scene{"track-code-wrong", wrong}, scene{"track-card", card0})
	claim := func(name string, c flow.ClaimView, can ...flow.Control) {
		v := view(flow.Claimed, can...)
		c.Side = "left"
		v.Heading, v.Claim = heading, &c
		scenes = append(scenes, scene{"claim-" + name, v})
	}
	claim("printing", flow.ClaimView{Phase: flow.ClaimPrinting, Paper: kiosk.Printing, Serial: "K-2026-000123"})
	claim("printed", flow.ClaimView{Phase: flow.ClaimPrinting, Paper: kiosk.Printed, Serial: "K-2026-000123"}, flow.Back, flow.GoHome, flow.Finish)
	claim("uncertain", flow.ClaimView{Phase: flow.ClaimPrinting, Paper: kiosk.PrintUncertain, Serial: "K-2026-000123"}, flow.PaperOut, flow.PaperNotOut, flow.Finish)
	claim("not-printed", flow.ClaimView{Phase: flow.ClaimPrinting, Paper: kiosk.NotPrinted}, flow.TryAgain, flow.GoHome, flow.Finish)
	claim("refused", flow.ClaimView{Phase: flow.ClaimRefused}, flow.Back, flow.GoHome, flow.Finish)
	return scenes
}
