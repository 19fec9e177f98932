package voice_test

import (
	"fmt"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

// aPerson is invented; the number belongs to nobody.
var aPerson = kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}

func tx(zh, en string) kiosk.Text { return kiosk.Text{ZH: zh, EN: en} }

// desk is a small catalogue with a form of every kind of answer. It is invented.
func desk() *catalogue.Catalogue {
	return &catalogue.Catalogue{
		Entries: []catalogue.Entry{
			{ID: "queue", Icon: "ticket", Name: tx("取号", "Queue ticket"), Steps: []catalogue.Step{
				{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepIdentify, Optional: true},
				{Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
			}},
			{ID: "here", Icon: "document", Name: tx("在这里办", "Apply here"), Steps: []catalogue.Step{
				{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepApply},
			}},
		},
		Groups:   []catalogue.Group{{ID: "g", Icon: "aid", Name: tx("救助", "Help")}},
		Counters: []kiosk.Counter{{ID: "1", Prefix: "A", Name: tx("综合窗口", "General counter")}},
		Items: []catalogue.ServiceItem{
			{ID: "a", Group: "g", Counter: "1", Name: tx("临时救助", "Emergency aid"), Materials: []kiosk.Text{tx("身份证", "ID card")}},
			{ID: "b", Group: "g", Counter: "1", Name: tx("送餐", "Meals"), Apply: catalogue.Apply{
				Steps: []catalogue.Step{
					{Kind: catalogue.StepIdentify, Optional: true}, {Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm},
					{Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
				},
				Consent: tx("同意核对", "I agree to checks"), Next: tx("等电话", "Wait for a call"),
				Fields: []catalogue.Field{
					{ID: "phone", Kind: catalogue.FieldPhone, Label: tx("电话", "Telephone"), Required: true},
					{ID: "kind", Kind: catalogue.FieldChoice, Label: tx("哪一餐", "Which meal"), Required: true, Choices: []catalogue.Choice{
						{ID: "noon", Name: tx("午饭", "Lunch")}, {ID: "night", Name: tx("晚饭", "Supper")}}},
					{ID: "needs", Kind: catalogue.FieldMulti, Label: tx("忌口", "Diet"), Choices: []catalogue.Choice{
						{ID: "salt", Name: tx("少盐", "Little salt")}, {ID: "sugar", Name: tx("少糖", "Little sugar")}}},
					{ID: "day", Kind: catalogue.FieldDate, Label: tx("哪天开始", "From which day"), Required: true},
					{ID: "words", Kind: catalogue.FieldText, Label: tx("还想说的", "Anything else")},
				},
			}},
		},
	}
}

// TestTicketByKeysAndEarAlone walks from the marked key to the number.
func TestTicketByKeysAndEarAlone(t *testing.T) {
	b := enters(t, desk(), voice.OneAlone, kiosk.Chinese)
	b.wants() // nothing is said to who did not ask for it
	b.happens(flow.Touched{Control: flow.SwitchVoice})
	b.wants("语音打开了", "D 是再听一遍", "您好", "按任意键开始")
	b.happens(flow.Began{Visit: "V1"})
	b.wants("您想办什么", "有 二 个可以选")
	b.survey()
	b.seek("取号")
	b.wants("请选一件事")
	b.survey()
	b.seek("临时救助")
	b.wants("请把身份证放在读卡区", "读卡区在屏幕右边", "只读姓名")
	b.survey()
	b.happens(flow.CardFound{})
	b.wants("正在读")
	b.happens(flow.CardDone{Resident: aPerson})
	b.wants("读好了，请收好证件", "尾号 零 零 一 一")
	b.happens(flow.Quiet{})
	b.wants("正在为您取号")
	three := 3
	b.happens(flow.Committed{
		Receipt: kiosk.Receipt{Ticket: kiosk.Ticket{Number: "A005", Prefix: "A"}, Job: 1}, Ahead: &three, Wait: &flow.WaitRange{From: 10, To: 25},
	})
	b.wants("您的号码 A 零 零 五 A 零 零 五", "前面还有 三 人", "大约要等 十 到 二十 五 分钟", "正在打印号票", "综合窗口")
	b.survey()
	b.happens(flow.PrintEnded{State: kiosk.Printed})
	b.wants("请取走号票", "从屏幕下面出来")
	if strings.Contains(strings.Join(b.heard, ""), "您的号码") {
		t.Error("all of it was said again for the paper")
	}
	b.happens(flow.Touched{Control: flow.Louder})
	b.wants("音量 四")
	b.seek("拿好了，结束")
	if b.v.Voice || b.v.Screen != flow.Attract {
		t.Errorf("the voice outlives the visit on %s", b.v.Screen)
	}
}

// TestApplicationByKeysAndEarAlone answers every kind of question.
func TestApplicationByKeysAndEarAlone(t *testing.T) {
	b := enters(t, desk(), voice.OneAlone, kiosk.Chinese)
	b.happens(flow.Touched{Control: flow.SwitchVoice})
	b.happens(flow.Began{Visit: "V1"})
	b.seek("在这里办")
	b.seek("送餐")
	b.seek("不用证件")
	b.wants("第 一 个问题，一共 五 个", "电话", "填数字直接按数字键")
	b.survey()
	b.digits("0000000001")
	b.wants("零 | 零 | 零", "一")
	b.seek("下一步")
	b.wants("第 二 个问题", "哪一餐", "有 二 个可以选", "午饭")
	b.survey()
	b.seek("晚饭")
	b.wants("第 三 个问题", "忌口", "可以选几个")
	b.survey()
	b.seek("少糖 没有选")
	b.wants("少糖 已选")
	b.seek("下一步")
	b.wants("哪天开始")
	b.survey()
	b.digits("20270230")
	b.seek("下一步")
	b.wants("没有这一天")
	for range 2 {
		b.press("key:erase")
	}
	b.digits("28")
	b.wants("删", "删")
	b.seek("下一步")
	b.wants("还想说的", "没有就直接下一步")
	b.survey()
	for _, letter := range []string{"H", "I"} {
		b.seek(letter)
	}
	b.wants("H", "I")
	b.seek("下一步")
	b.wants("请看一遍", "电话 零 零 零 零 零 零 零 零 零 一", "哪一餐 晚饭", "忌口 少糖", "哪天开始 二 零 二 七 年 2月 二十 八 日")
	b.survey()
	b.seek("改 电话")
	b.wants("电话")
	b.seek("下一步")
	b.seek("都对")
	b.wants("提交前，请您同意", "同意核对")
	b.survey()
	b.seek("同意并提交")
	b.happens(flow.Committed{Receipt: kiosk.Receipt{Case: &kiosk.Case{ID: "01", Code: "7W0X-1YBM"}, Job: 2}})
	b.wants("收到了，您放心", "查询号 七 W 零 X 横线 一 Y B M", "接下来", "等电话")
	b.survey()
}

// TestLoudspeakerKeepsSecrets walks the same way where others hear it.
func TestLoudspeakerKeepsSecrets(t *testing.T) {
	b := enters(t, desk(), voice.Everybody, kiosk.English)
	b.happens(flow.Touched{Control: flow.SwitchVoice})
	b.happens(flow.Began{Visit: "V1"})
	b.seek("Apply here")
	b.seek("Meals")
	b.happens(flow.CardFound{})
	b.happens(flow.CardDone{Resident: aPerson})
	if all := strings.Join(b.heard, " "); strings.Contains(all, "It ends in") || strings.Contains(all, "zero zero") {
		t.Errorf("the card was told: %q", all)
	}
	b.happens(flow.Quiet{})
	b.wants("Others can hear this")
	b.digits("0000000001")
	b.wants()
	for _, id := range []string{"key:7", "key:q", "key:pick:2"} {
		name := spoken(voice.Named(b.v, flow.Focus{Control: flow.Control(id), Label: "7"}, voice.Everybody))
		if strings.Contains(name, "seven") || strings.Contains(name, "7") || name == "" {
			t.Errorf("the key %s is called %q", id, name)
		}
	}
	b.seek("Next")
	b.seek("Supper")
	b.seek("Next") // nothing of the diet
	b.digits("20270228")
	b.seek("Next")
	b.seek("Next")
	if b.v.Screen != flow.Confirm {
		t.Fatalf("on %s", b.v.Screen)
	}
	all := strings.Join(b.heard, " | ")
	for _, secret := range []string{"zero", "Supper | ", "28", "twenty"} {
		if confirm := all[strings.Index(all, "Is all of this right"):]; strings.Contains(confirm, secret) {
			t.Errorf("%q is said aloud: %q", secret, confirm)
		}
	}
	b.wants("Is all of this right", "Telephone", "Your answer is on the screen")
	b.seek("Yes, go on")
	b.seek("I agree")
	b.heard = nil
	b.happens(flow.Committed{Receipt: kiosk.Receipt{Case: &kiosk.Case{ID: "01", Code: "7W0X-1YBM"}, Job: 2}})
	if all := strings.Join(b.heard, " "); strings.Contains(all, "W") && strings.Contains(all, "Y B") {
		t.Errorf("the code of the case is said: %q", all)
	}
	b.wants("Your code is on the screen")
}

// TestEveryScreenOfTheShippedItemsCanBeHeard goes wherever keys lead, through
// everything that the program offers, and asks for the name of every control.
func TestEveryScreenOfTheShippedItemsCanBeHeard(t *testing.T) {
	const most = 150 // screens; each item's own ones are alike
	for _, lang := range languages() {
		b := enters(t, shipped(t), voice.OneAlone, lang)
		b.happens(flow.Touched{Control: flow.SwitchVoice})
		b.happens(flow.Began{Visit: "V1"})
		seen, next := map[string]bool{}, []flow.State{b.s}
		kinds := map[flow.Screen]int{}
		for len(next) > 0 && len(seen) < most {
			s := next[0]
			next = next[1:]
			b.s, b.heard, b.teller = s, nil, voice.Teller{Hearing: voice.OneAlone}
			b.look()
			if key := fmt.Sprint(b.v.Screen, s.Item, s.Field, s.Entry, b.v.Heading.ZH, s.Page); seen[key] || kinds[b.v.Screen] > 40 {
				continue
			} else {
				seen[key] = true
			}
			kinds[b.v.Screen]++
			if len(b.heard) == 0 {
				t.Errorf("%s: nothing is heard", b.where())
			}
			b.survey()
			for _, c := range b.v.Can {
				if after, _ := b.m.Next(s, flow.Touched{Control: c}); after.Screen != flow.Attract {
					next = append(next, after)
				}
			}
			if b.v.Screen == flow.Identify {
				after, _ := b.m.Next(s, flow.CardDone{Resident: aPerson})
				after, _ = b.m.Next(after, flow.Quiet{})
				next = append(next, after)
			}
		}
		t.Logf("%s: %d screens: %v", lang, len(seen), kinds)
		if len(kinds) < 8 {
			t.Errorf("%s: only %v were heard", lang, kinds)
		}
	}
}
