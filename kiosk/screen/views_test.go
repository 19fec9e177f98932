package screen_test

import (
	"slices"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// Everything here is synthetic: places, people, numbers and figures are
// invented for the tests.

type panel struct {
	name string
	opts screen.Options
}

func panels() []panel {
	return []panel{
		{"portrait", screen.Options{Width: 1080, Height: 1920, PitchMM: 0.248}},
		{"landscape", screen.Options{Width: 1920, Height: 1080, PitchMM: 0.248}},
		{"small", screen.Options{Width: 1280, Height: 800, PitchMM: 0.217}},
	}
}

type manner struct {
	name                     string
	large, contrast, lowered bool
}

func manners() []manner {
	return []manner{
		{name: "normal"}, {name: "large", large: true},
		{name: "contrast", contrast: true}, {name: "large-contrast", large: true, contrast: true},
		{name: "lowered", lowered: true}, {name: "large-lowered", large: true, lowered: true},
	}
}

func languages() []kiosk.Lang { return []kiosk.Lang{kiosk.Chinese, kiosk.English} }

func tx(zh, en string) kiosk.Text { return kiosk.Text{ZH: zh, EN: en} }

func p(n int) *int { return &n }

// always are the controls that stand on every screen somebody is at.
func always() []flow.Control {
	return []flow.Control{flow.SwitchLang, flow.SwitchLarge, flow.SwitchTone, flow.SwitchReach, flow.CallHelp}
}

func band() flow.Band {
	return flow.Band{
		Place: tx("示例街道 · 向阳社区", "Xiangyang Community, Shili Subdistrict"),
		Now:   time.Date(2026, 11, 23, 9, 35, 0, 0, time.FixedZone("CST", 8*3600)),
		Hours: tx("周一至周五 9:00-17:00", "Monday to Friday, 9:00 to 17:00"),
		Open:  true, LineUp: true, Waiting: p(7), Device: "K1", Demo: true,
	}
}

// atHand are those of screen s: nobody is at some.
func atHand(s flow.Screen) []flow.Control {
	if s == flow.Attract || s == flow.Starting {
		return slices.DeleteFunc(always(), func(c flow.Control) bool { return c == flow.CallHelp })
	}
	return always()
}

func view(s flow.Screen, can ...flow.Control) flow.View {
	return flow.View{Seq: 1, Screen: s, Visit: "01J00000000000000000000000", Lang: kiosk.Chinese,
		Band: band(), Can: append(atHand(s), can...)}
}

func items() []flow.Tile {
	groups := []struct {
		name  kiosk.Text
		icon  string
		items []kiosk.Text
	}{
		{tx("社会救助", "Help in hardship"), "aid", []kiosk.Text{
			tx("最低生活保障", "Minimum living allowance"), tx("特困人员供养", "Support for people without means"),
			tx("临时救助", "Emergency assistance"), tx("困难残疾人生活补贴", "Living subsidy for disabled people in hardship")}},
		{tx("养老", "Older people"), "elder", []kiosk.Text{
			tx("高龄津贴", "Allowance for people over 80"), tx("老年优待证", "Senior citizen card"), tx("失能护理补贴", "Care subsidy")}},
		{tx("居住与户籍", "Residence"), "residence", []kiosk.Text{
			tx("居住登记", "Register where you live"), tx("居住证申领", "Residence permit: apply"),
			tx("居住证签注", "Residence permit: yearly endorsement"), tx("境外人员住宿登记", "Registration of foreign guests")}},
		{tx("住房", "Housing"), "house-key", []kiosk.Text{tx("公共租赁住房", "Public rental housing")}},
		{tx("就业与社保", "Work and insurance"), "job", []kiosk.Text{
			tx("失业登记", "Register as unemployed"), tx("就业困难人员认定", "Recognition as hard to employ"),
			tx("城乡居民养老保险参保", "Join the residents' pension scheme"), tx("居民医保参保", "Join the residents' medical insurance")}},
	}
	var all []flow.Tile
	for _, g := range groups {
		for _, name := range g.items {
			all = append(all, flow.Tile{
				Control: flow.ItemControl(kiosk.ItemID(name.EN)), Icon: g.icon, Name: name, Group: g.name,
				Hint: tx("材料齐当场受理", "Bring your papers and apply at once"), Prefix: "A",
			})
		}
	}
	return all
}

func entries() []flow.Tile {
	return []flow.Tile{
		{Control: flow.EntryControl("ticket"), Icon: "ticket", Name: tx("取号", "Queue ticket"),
			Hint: tx("取一张号票，坐着等叫号", "Take a number and wait to be called")},
		{Control: flow.EntryControl("guide"), Icon: "guide", Name: tx("办事指南", "Service guide"),
			Hint: tx("看看要带什么、多久办好", "What to bring and how long it takes")},
	}
}

func guide() *flow.GuideView {
	return &flow.GuideView{
		Conditions: []kiosk.Text{
			tx("有本地户口，共同生活的家庭成员人均收入低于当地最低生活保障标准，家庭财产符合规定。",
				"You have a local household registration, and your family's income and assets per person are below the local line."),
		},
		Materials: []kiosk.Text{
			tx("身份证", "ID card"), tx("户口簿", "Household register (hukou booklet)"),
			tx("申请书和同意核对家庭经济状况的授权书", "Application, and consent to a check of your family's means"),
		},
		Procedure: []kiosk.Text{
			tx("到窗口递交申请，街道当场或五个工作日内受理。", "Hand in your application at the counter. The subdistrict accepts it at once or within five working days."),
			tx("工作人员入户调查，核对家庭经济状况。", "Staff visit your home and check your family's means."),
			tx("在社区公示七天，没有异议的报区民政局审批。", "A notice is posted in the community for seven days; without objection it goes to the district for approval."),
			tx("批准后从下个月起按月发放。", "Once approved, the allowance is paid every month from the next month on."),
		},
		Statutory: tx("二十个工作日", "20 working days"), Promised: tx("十五个工作日", "15 working days"),
		Fee: tx("不收费", "Free"), Result: tx("低保证，每月发放低保金", "A certificate, and a monthly payment"),
		Basis: tx("《社会救助暂行办法》（国务院令第649号）——第二章", "Interim Measures for Social Assistance (State Council Decree 649), chapter 2"),
		Phone: "0000-0001", Post: tx("社会救助岗", "Social assistance desk"), CounterID: "2",
	}
}

func ticket(state kiosk.PrintState) *flow.TicketView {
	return &flow.TicketView{
		Number: "A005", Item: tx("最低生活保障", "Minimum living allowance"),
		Place: tx("社会救助与养老", "Assistance and older people"), Ahead: p(3), Wait: &flow.WaitRange{From: 10, To: 25},
		Bring: guide().Materials, Print: state, Side: "below", Track: "01J00000000000000000000000",
	}
}

func card(phase flow.CardPhase, side string) *flow.CardView {
	c := &flow.CardView{Phase: phase, Side: side}
	if phase == flow.CardRead {
		c.Name, c.Number = "张**", "810000********0016"
	}
	return c
}

// scene is one View with a name for goldens and failures.
type scene struct {
	name string
	view flow.View
}

func scenes() []scene {
	var all []scene
	add := func(name string, v flow.View, set ...func(*flow.View)) {
		for _, f := range set {
			f(&v)
		}
		all = append(all, scene{name, v})
	}
	add("attract", view(flow.Attract, flow.Begin))
	add("attract-closed", view(flow.Attract, flow.Begin), func(v *flow.View) {
		v.Band.Open, v.Band.LineUp, v.Band.Waiting, v.Band.Demo = false, false, p(0), false
	})
	home := []flow.Control{flow.Finish}
	for _, t := range append(entries(), items()[:3]...) {
		home = append(home, t.Control)
	}
	add("home", view(flow.Home, home...), func(v *flow.View) { v.Tiles, v.Quick = entries(), items()[:3] })
	list := []flow.Control{flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter}
	for _, t := range items() {
		list = append(list, t.Control)
	}
	for page := range 2 {
		add([]string{"choose", "choose-second"}[page], view(flow.ChooseItem, list...), func(v *flow.View) {
			v.Tiles, v.Page, v.Heading = items(), page, entries()[0].Name
		})
		add([]string{"guide", "guide-second"}[page],
			view(flow.Guide, flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter, flow.TakeTicket), func(v *flow.View) {
				v.Guide, v.Page, v.Heading = guide(), page, ticket("").Item
			})
	}
	identify := view(flow.Identify, flow.Back, flow.GoHome, flow.SkipCard)
	identify.Heading = ticket("").Item
	for _, side := range []string{"below", "left", "right"} {
		add("identify-"+side, identify, func(v *flow.View) { v.Card = card(flow.CardAwaited, side) })
	}
	for _, code := range []kiosk.Code{kiosk.CardMoved, kiosk.CardUnsupported, kiosk.CardUnreadable, kiosk.ReaderGone} {
		add("identify-"+string(code), identify, func(v *flow.View) { v.Card, v.Trouble = card(flow.CardAwaited, "below"), code })
	}
	for _, code := range []kiosk.Code{kiosk.CardExpired, kiosk.CardTooYoung, kiosk.CardTooOld} {
		add("identify-"+string(code), view(flow.Identify, flow.Back, flow.GoHome, flow.TakeTicket), func(v *flow.View) {
			v.Heading, v.Trouble, v.Card = ticket("").Item, code, card(flow.CardAwaited, "below")
			v.Card.For = "apply"
		})
	}
	add("identify-reading", identify, func(v *flow.View) { v.Card = card(flow.CardReading, "below") })
	add("identify-read", identify, func(v *flow.View) { v.Card, v.Can = card(flow.CardRead, "right"), always() })
	add("working", view(flow.Working), func(v *flow.View) { v.Can, v.Heading, v.Ticket = nil, ticket("").Item, ticket("") })
	for _, state := range []kiosk.PrintState{kiosk.Printing, kiosk.Printed, kiosk.PrintedUncut, kiosk.PrintSentUnconfirmed, kiosk.NotPrinted} {
		add("number-"+string(state), view(flow.Number, flow.Finish), func(v *flow.View) { v.Ticket = ticket(state) })
	}
	add("number-overflow-series", view(flow.Number, flow.Finish), func(v *flow.View) {
		v.Ticket = ticket(kiosk.Printed)
		v.Ticket.Number, v.Ticket.Ahead, v.Ticket.Wait, v.Ticket.Side = "A-K2-01", nil, nil, "right"
	})
	for name, shut := range map[string]flow.Shut{"opens": {Opens: "09:00"}, "today": {}} {
		add("number-shut-"+name, view(flow.Number, flow.Finish), func(v *flow.View) {
			v.Ticket, v.Band.Open = ticket(kiosk.Printed), false
			v.Ticket.Wait, v.Ticket.Shut = nil, &shut
			if shut.Hours = v.Band.Hours; shut.Opens == "" {
				v.Ticket.Ahead = nil
			}
		})
	}
	add("problem-store", view(flow.Problem, flow.TryAgain, flow.GoHome, flow.Finish), func(v *flow.View) {
		v.Trouble, v.Ticket = kiosk.StoreFailed, ticket("")
		v.Ticket.Number = ""
	})
	add("problem-printer", view(flow.Problem, flow.TryAgain, flow.Finish), func(v *flow.View) {
		v.Trouble, v.Ticket = kiosk.PrinterFailed, ticket(kiosk.NotPrinted)
	})
	add("problem-printer-again", view(flow.Problem, flow.Finish), func(v *flow.View) {
		v.Trouble, v.Ticket = kiosk.PrinterFailed, ticket(kiosk.NotPrinted)
	})
	add("problem-uncertain", view(flow.Problem, flow.PaperOut, flow.PaperNotOut), func(v *flow.View) {
		v.Trouble, v.Ticket = kiosk.PrinterFailed, ticket(kiosk.PrintUncertain)
	})
	add("idle", view(flow.Home), func(v *flow.View) {
		v.Tiles, v.Quick, v.Idle = entries(), items()[:3], 20*time.Second
		v.Can = []flow.Control{flow.StayHere, flow.Finish}
	})
	for _, c := range []struct {
		name    string
		missing flow.Missing
	}{
		{"no-tickets", flow.Missing{Tickets: true, Paper: true, Phone: "0000-0002"}}, {"no-paper", flow.Missing{Paper: true}},
		{"only-numbers", flow.Missing{Paper: true, Card: true, Phone: "0000-0002"}},
	} {
		add("attract-"+c.name, view(flow.Attract, flow.Begin), func(v *flow.View) { v.Missing = c.missing })
	}
	all = append(all, asked()...)
	all = append(all, behalf()...)
	all = append(all, helped()...)
	all = append(all, silenced())
	all = append(all, scanned()...)
	all = append(all, votes()...)
	all = append(all, pays()...)
	all = append(all, rates()...)
	all = append(all, cutOff()...)
	return append(all, ofTheStore()...)
}

// each calls f with every scene on every panel, in every manner and language.
func each(f func(name string, v flow.View, o screen.Options)) {
	for _, s := range scenes() {
		for _, pn := range panels() {
			for _, m := range manners() {
				for _, lang := range languages() {
					v := s.view
					v.Lang, v.Large, v.Contrast, v.Lowered = lang, m.large, m.contrast, m.lowered
					f(s.name+"/"+pn.name+"/"+m.name+"/"+string(lang), v, pn.opts)
				}
			}
		}
	}
}
