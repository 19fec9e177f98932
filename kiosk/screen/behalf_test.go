package screen_test

import (
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// scrawl is a signature of nobody.
var scrawl = kiosk.Signature{
	{{X: 60, Y: 120}, {X: 300, Y: 100}, {X: 180, Y: 90}, {X: 170, Y: 380}},
	{{X: 420, Y: 90}, {X: 400, Y: 400}, {X: 700, Y: 260}, {X: 520, Y: 240}, {X: 760, Y: 420}},
}.Text()

// behalf are the screens where somebody acts for the resident, of what is put
// aside, and of a card that has to stay.
func behalf() []scene {
	item := tx("困难残疾人生活补贴", "Living subsidy for disabled people in hardship")
	var all []scene
	add := func(name string, v flow.View, fill func(*flow.View)) {
		v.Heading = item
		fill(&v)
		all = append(all, scene{name, v})
	}
	add("for-whom", view(flow.ForWhom, flow.Back, flow.GoHome, flow.ForSelf, flow.ForOther), func(*flow.View) {})
	add("mandate", view(flow.Mandate, flow.Back, flow.GoHome, flow.Agree), func(v *flow.View) {
		v.Mandate = &flow.MandateView{Agent: "李*", Resident: "张*", May: tx(
			"交申请、补材料、领取办理结果；不能代领补贴款，不能代为放弃。", "Hand in the application, add papers, fetch the result; not take the money, not give it up.")}
	})
	for _, side := range []string{"agent", "principal", "apply"} {
		add("card-"+side, view(flow.Identify, flow.Back, flow.GoHome, flow.SkipCard), func(v *flow.View) {
			v.Card = card(flow.CardAwaited, "right")
			v.Card.For = side
			if side == "agent" {
				v.Can = v.Can[:len(v.Can)-1]
			}
			if side == "principal" {
				v.Trouble = kiosk.CardSame
			}
		})
	}
	sign := &flow.FormView{Field: catalogue.MandateField, Kind: catalogue.FieldSignature, Required: true, Text: scrawl}
	add("sign-mandate", view(flow.Form, flow.Back, flow.GoHome, flow.NextField, flow.SignByCard), func(v *flow.View) { v.Form = sign })
	add("sign-nothing", view(flow.Form, flow.Back, flow.GoHome, flow.NextField, flow.SignByCard, flow.SaveForLater), func(v *flow.View) {
		v.Form = &flow.FormView{Field: "sign", Kind: catalogue.FieldSignature, Label: tx("请在这里签名", "Please sign here"), Required: true, Fault: catalogue.FaultMissing, Number: 8, Of: 8}
	})
	add("signed", view(flow.Confirm, flow.Back, flow.GoHome, flow.Correct, flow.PageBefore, flow.PageAfter, flow.SaveForLater, flow.FixControl("sign"), flow.FixControl("other")), func(v *flow.View) {
		label := tx("请在这里签名", "Please sign here")
		v.Answers = []flow.AnswerRow{
			{Control: flow.FixControl("sign"), Label: label, Kind: catalogue.FieldSignature, Value: scrawl, Source: kiosk.Typed},
			{Control: flow.FixControl("other"), Label: label, Kind: catalogue.FieldSignature, Value: kiosk.SignedByCard, Source: kiosk.Typed},
		}
	})
	for _, kind := range []catalogue.FieldKind{catalogue.FieldText, catalogue.FieldChoice, catalogue.FieldDate, catalogue.FieldPhone, catalogue.FieldName} {
		q := question(kind)
		q.Can = append(q.Can, flow.SaveForLater)
		add("save-"+string(kind), q, func(*flow.View) {})
	}
	add("save-idle", view(flow.Form), func(v *flow.View) {
		v.Form, v.Idle = question(catalogue.FieldText).Form, 20*time.Second
		v.Can = []flow.Control{flow.SaveForLater, flow.StayHere, flow.Finish}
	})
	add("save-consent", view(flow.Consent, flow.Back, flow.GoHome, flow.Agree, flow.SaveForLater), func(v *flow.View) {
		v.Consent = tx("我同意核对家庭收入和财产，填写的内容属实。", "I agree to a check of my family's income and assets. What I stated is true.")
	})
	for _, state := range []kiosk.PrintState{kiosk.Printed, kiosk.NotPrinted} {
		add("saved-"+string(state), view(flow.Received, flow.Finish), func(v *flow.View) {
			v.Received = &flow.ReceivedView{Code: "7W0X-1YBF", Item: item, Saved: true, Print: state, Side: "below"}
		})
	}
	add("received-card-kept", view(flow.Received, flow.Finish), func(v *flow.View) {
		v.Received = &flow.ReceivedView{Code: "7W0X-1YBF", Item: item, Next: guide().Procedure[0], Promised: guide().Promised, Due: "2026-12-31", Post: guide().Post,
			Phone: "0000-0001", Print: kiosk.NotPrinted, Side: "below", KeptCard: true}
	})
	add("saved-case", view(flow.CaseShown, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter, flow.ResumeHere), func(v *flow.View) {
		c := flow.CaseView{Code: "7W0X-1YBF", Item: item, State: kiosk.CaseSaved, OpenedAt: band().Now, Post: guide().Post, Phone: "0000-0001"}
		v.Track = &flow.TrackView{Case: &c}
	})
	add("card-away", view(flow.CardAway, flow.SaveForLater, flow.Finish), func(v *flow.View) {
		v.Card, v.Trouble = card(flow.CardAwaited, "left"), kiosk.CardOther
		v.Card.For = "away"
	})
	add("card-away-only", view(flow.CardAway, flow.Finish), func(v *flow.View) {
		v.Card = card(flow.CardAwaited, "below")
		v.Card.For = "away"
	})
	add("problem-save-gone", view(flow.Problem, flow.GoHome, flow.Finish), func(v *flow.View) { v.Trouble = kiosk.SaveGone })
	for name, can := range map[string][]flow.Control{"receipt-failed": {flow.TryAgain, flow.Finish}, "receipt-failed-again": {flow.Finish}, "receipt-uncertain": {flow.PaperOut, flow.PaperNotOut}} {
		add("problem-"+name, view(flow.Problem, can...), func(v *flow.View) {
			v.Trouble = kiosk.PrinterFailed
			v.Ticket = &flow.TicketView{Number: "7W0X-1YBF", Case: true, Item: item, Print: kiosk.NotPrinted, Side: "below"}
		})
	}
	return all
}
