package crawl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// keys tell the picture at p from every other, and the place from every other.
func (w *walk) keys(p *Place) (whole, key string) {
	v := p.View
	v.Seq, v.Visit, v.Page = 0, "", 0
	v.Lang, v.Large, v.Contrast, v.Lowered, v.Voice, v.Volume = kiosk.Chinese, false, false, false, false, 0
	v.Can = slices.DeleteFunc(slices.Clone(v.Can), func(c flow.Control) bool {
		return c == flow.Softer || c == flow.Louder || c == flow.Repeat
	})
	whole = encode(v)
	switch {
	case v.Idle > 0:
		return covered("idle", v), covered("idle", v)
	case v.Silenced:
		return covered("silenced", v), covered("silenced", v)
	case v.Help != nil:
		return covered("help "+string(v.Help.Phase)+v.Help.Words, v), covered("help "+string(v.Help.Phase), v)
	}
	var doing []string
	for _, e := range p.pending {
		switch e := e.(type) {
		case flow.PrintSlip: // where it shows, it is in v
		case flow.Ask:
			doing = append(doing, fmt.Sprintf("%T", e.Question))
		default:
			doing = append(doing, fmt.Sprintf("%T", e))
		}
	}
	slices.Sort(doing)
	shape := whole
	if v.Form != nil || v.Answers != nil || v.Rate != nil || v.Pay != nil || v.Word != "" {
		shape = encode(outline(v))
	}
	// What no picture shows and the way goes by.
	s := p.State
	hidden := fmt.Sprint(s.Applying, s.Behalf.Phase, s.Saving.Card, s.Kept.On, s.Track.Claim.Phase)
	return whole, strings.Join([]string{
		shape, hidden, w.questions(s), strings.Join(doing, ","),
	}, "|")
}

// covered is the key of a picture that lies behind another one: what of it is
// seen makes no difference.
func covered(by string, v flow.View) string { return by + "|" + string(v.Screen) }

// outline is v without what a resident wrote or marked.
func outline(v flow.View) flow.View {
	if v.Form != nil {
		form := *v.Form
		if form.Text != "" {
			form.Text = "*"
		}
		form.Picked = slices.Repeat([]kiosk.Text{{}}, len(form.Picked))
		form.Choices = slices.Clone(form.Choices)
		for i := range form.Choices {
			form.Choices[i].Chosen = false
		}
		v.Form = &form
	}
	v.Answers = slices.Clone(v.Answers)
	for i := range v.Answers {
		v.Answers[i].Names, v.Answers[i].Value = nil, ""
	}
	if v.Rate != nil {
		rate := *v.Rate
		rate.Code, rate.Reasons = "", slices.Clone(rate.Reasons)
		for i := range rate.Reasons {
			rate.Reasons[i].Chosen = false
		}
		v.Rate = &rate
	}
	if v.Pay != nil {
		pay := *v.Pay
		pay.Left = 0
		v.Pay = &pay
	}
	if v.Word != "" {
		v.Word = "*"
	}
	return v
}

// questions are those of an application that s has answered, and those that
// are left.
func (w *walk) questions(s flow.State) string {
	if !s.Applying || s.Receipt.Job != 0 { // what was handed in asks no more
		return ""
	}
	item, _ := w.m.Catalogue.Item(s.Item)
	all, open := item.Apply.Answers(s.Resident, s.Asked)
	var ids []string
	for _, a := range all {
		ids = append(ids, a.Field)
	}
	return strings.Join(ids, ",") + ";" + strings.Join(open, ",")
}

func encode(v flow.View) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
