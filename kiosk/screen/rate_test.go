package screen_test

import (
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// rates are the phases of giving a grade. Counters and reasons are as long as
// a catalogue may have them.
func rates() []scene {
	var counters, reasons []flow.ChoiceView
	var servedAt, why []flow.Control
	for _, c := range []struct {
		id   kiosk.CounterID
		name kiosk.Text
	}{
		{"1", tx("综合窗口", "General counter")}, {"2", tx("社会救助与养老", "Assistance and older people")},
		{"3", tx("居住与境外人员", "Residence and foreigners")}, {"4", tx("就业与社保", "Work and insurance")},
		{"5", tx("住房与家庭", "Housing and family")}, {"6", tx("党群与退役军人", "Party members and veterans")},
	} {
		servedAt = append(servedAt, flow.ServedControl(c.id))
		counters = append(counters, flow.ChoiceView{Control: flow.ServedControl(c.id), Name: c.name})
	}
	for i, name := range []kiosk.Text{
		tx("态度不好", "Unfriendly"), tx("等得太久", "The wait was too long"), tx("让我多跑了一趟", "I had to come again"),
		tx("要的材料没有一次说清", "Not clear which papers were needed"), tx("该办的没给办", "Refused without a good reason"),
	} {
		c := flow.ReasonControl(string(rune('a' + i)))
		why = append(why, c)
		reasons = append(reasons, flow.ChoiceView{Control: c, Name: name, Chosen: i == 1})
	}
	var grades []flow.Control
	for _, g := range kiosk.Grades() {
		grades = append(grades, flow.GradeControl(g))
	}
	var all []scene
	add := func(name string, r flow.RateView, can ...flow.Control) {
		v := view(flow.Rate, can...)
		v.Heading, v.Rate = tx("临时救助", "Emergency assistance"), &r
		all = append(all, scene{"rate-" + name, v})
	}
	add("about", flow.RateView{Phase: flow.RateAbout, Counters: counters},
		append(servedAt, flow.RateByCode, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter)...)
	add("receipt", flow.RateView{Phase: flow.RateGrade, Code: "7W0X-1YBM"}, append(grades, flow.Finish)...)
	add("counter", flow.RateView{Phase: flow.RateGrade, At: counters[1].Name}, append(grades, flow.Back, flow.GoHome, flow.Finish)...)
	add("failed", flow.RateView{Phase: flow.RateGrade, Code: "A-K2-01", Failed: true}, append(grades, flow.Back, flow.GoHome, flow.Finish)...)
	send := []flow.Control{flow.RateWords, flow.Back, flow.SendGrade, flow.PageBefore, flow.PageAfter}
	add("reasons", flow.RateView{Phase: flow.RateReasons, Reasons: reasons}, append(why, send...)...)
	add("reasons-said", flow.RateView{Phase: flow.RateReasons, Reasons: reasons, Said: true}, append(why, send...)...)
	add("keeping", flow.RateView{Phase: flow.RateKeeping}, flow.Finish)
	add("thanks", flow.RateView{Phase: flow.RateThanks, Code: "7W0X-1YBM"}, flow.Finish)
	received := view(flow.Received, flow.RateHere, flow.Finish)
	received.Received = &flow.ReceivedView{
		Code: "7W0X-1YBM", Item: tx("临时救助", "Emergency assistance"), Print: kiosk.Printed, Side: "below",
		Next:     tx("工作人员1个工作日内给您打电话。", "Staff call you within 1 working day."),
		Promised: tx("15个工作日", "15 working days"), Due: "2026-12-11", Post: tx("社会救助岗", "Social assistance desk"), Phone: "0000-0001",
	}
	code := view(flow.Form, flow.Back, flow.GoHome, flow.NextField)
	code.Form = &flow.FormView{Field: "rate-code", Kind: catalogue.FieldText, Pattern: catalogue.PatternVisit, Most: 20, Required: true, Text: "B0"}
	return append(all, scene{"received-rate", received}, scene{"rate-code", code})
}

func TestQuestionsOfAGradeLayOut(t *testing.T) {
	k := kit(t)
	for _, field := range []string{"rate-code", "rate-words"} {
		v := view(flow.Form, flow.Back, flow.NextField)
		v.Form = &flow.FormView{Field: field, Kind: catalogue.FieldText, Most: 200, Required: field == "rate-code"}
		if v.Form.Required {
			v.Form.Pattern, v.Form.Most = catalogue.PatternVisit, 20
		}
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					everyPage(t, k, field, v, pn)
				}
			}
		}
	}
}
