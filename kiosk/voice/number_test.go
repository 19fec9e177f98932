package voice_test

import (
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

func TestNumbersAsTheyAreSaid(t *testing.T) {
	for _, c := range []struct {
		n      int
		zh, en string
	}{
		{0, "零", "zero"},
		{7, "七", "seven"},
		{10, "十", "ten"},
		{15, "十五", "fifteen"},
		{20, "二十", "twenty"},
		{23, "二十 三", "twenty three"},
		{90, "九十", "ninety"},
		{100, "一 百", "one hundred"},
		{105, "一 百 零 五", "one hundred five"},
		{110, "一 百 一 十", "one hundred ten"},
		{118, "一 百 一 十 八", "one hundred eighteen"},
		{120, "一 百 二十", "one hundred twenty"},
		{999, "九 百 九十 九", "nine hundred ninety nine"},
		{1000, "一 千", "one thousand"},
		{1005, "一 千 零 五", "one thousand five"},
		{1020, "一 千 零 二十", "one thousand twenty"},
		{1200, "一 千 二 百", "one thousand two hundred"},
		{2026, "二 千 零 二十 六", "two thousand twenty six"},
		{10500, "一 万 零 五 百", "ten thousand five hundred"},
		{120000, "十二 万", "one hundred twenty thousand"},
		{3000001, "三 百 万 零 一", "three million one"},
		{-5, "横线 五", "dash five"},
		{123456789, "一 二 三 四 五 六 七 八 九", "one two three four five six seven eight nine"},
	} {
		if got := spoken(voice.Number(kiosk.Chinese, c.n)); got != c.zh {
			t.Errorf("%d is said %q, not %q", c.n, got, c.zh)
		}
		if got := spoken(voice.Number(kiosk.English, c.n)); got != c.en {
			t.Errorf("%d is said %q, not %q", c.n, got, c.en)
		}
	}
}

func TestCodesDaysAndAmountsAsTheyAreSaid(t *testing.T) {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		what, got, want string
	}{
		{"ticket", spoken(voice.Spelled(kiosk.Chinese, "A-K2-01")), "A 横线 K 二 横线 零 一"},
		{"telephone", spoken(voice.Spelled(kiosk.English, "0532-8000")), "zero five three two dash eight zero zero zero"},
		{"e-mail", spoken(voice.Spelled(kiosk.English, "a.b@c")), "A dot B at C"},
		{"unknown sign", spoken(voice.Spelled(kiosk.English, "1~2")), "one two"},
		{"day", spoken(voice.Day(kiosk.Chinese, day)), "二 零 二 六 年 11月 二 日"},
		{"day", spoken(voice.Day(kiosk.English, day)), "two November two zero two six"},
		{"yuan", spoken(voice.Yuan(kiosk.Chinese, 12300)), "一 百 二十 三 元"},
		{"jiao", spoken(voice.Yuan(kiosk.Chinese, 1250)), "十二 元 五 角"},
		{"fen", spoken(voice.Yuan(kiosk.Chinese, 1207)), "十二 元 零 七 分"},
		{"yuan", spoken(voice.Yuan(kiosk.English, 1250)), "twelve yuan fifty fen"},
		{"debt", spoken(voice.Yuan(kiosk.English, -100)), "minus one yuan"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, not %q", c.what, c.got, c.want)
		}
	}
}

// TestViewsAndWhatIsHeard is the table "view, what is heard" for screens that a
// walk seldom meets.
func TestViewsAndWhatIsHeard(t *testing.T) {
	view := func(s flow.Screen, change func(*flow.View)) flow.View {
		v := flow.View{Screen: s, Lang: kiosk.Chinese, Voice: true, Volume: 3, Visit: "V1"}
		change(&v)
		return v
	}
	ticket := &flow.TicketView{Number: "A007"}
	for _, c := range []struct {
		name  string
		v     flow.View
		h     voice.Hearing
		heard string
	}{
		{"card moved", view(flow.Identify, func(v *flow.View) {
			v.Trouble, v.Card = kiosk.CardMoved, &flow.CardView{Phase: flow.CardAwaited, Side: "left"}
		}), voice.OneAlone, "证件拿开得早了一点 请再放一次，等屏幕说好了再拿。 请把身份证放在读卡区 读卡区在屏幕左边"},
		{"paper doubtful", view(flow.Problem, func(v *flow.View) {
			v.Trouble, v.Ticket, v.Can = kiosk.PrinterFailed, ticket, []flow.Control{flow.PaperOut, flow.PaperNotOut}
		}), voice.Everybody, "号票出来了吗？ 您的号码已保留 A 零 零 七 机器没有看清楚"},
		{"nothing taken", view(flow.Problem, func(v *flow.View) {
			v.Trouble, v.Can = kiosk.StoreFailed, []flow.Control{flow.TryAgain}
		}), voice.Everybody, "号码没有取成，不是您的错 请再试一次"},
		{"office away", view(flow.NoLine, func(v *flow.View) {
			v.NoLine, v.Can = &flow.NoLineView{Phone: "00-1"}, []flow.Control{flow.TakeTicket}
		}), voice.Everybody, "现在和办事处连不上 不是您的错，您已经交的、取的号都还在。请过一会儿再试。 也可以取一个号，到窗口办。 电话 零 零 横线 一"},
		{"a case, heard by one", view(flow.CaseShown, func(v *flow.View) {
			v.Track = &flow.TrackView{Case: &flow.CaseView{Item: tx("低保", ""), State: kiosk.CaseAccepted, Words: "缺一份证明"}}
		}), voice.OneAlone, "低保 已受理，正在办 工作人员给您的话 缺一份证明"},
		{"a case, heard by all", view(flow.CaseShown, func(v *flow.View) {
			v.Track = &flow.TrackView{Case: &flow.CaseView{Item: tx("低保", ""), State: kiosk.CaseAccepted, Words: "缺一份证明"}}
		}), voice.Everybody, "您办的事在屏幕上，这里不念"},
		{"an address, heard by one", view(flow.Form, func(v *flow.View) {
			v.Form = &flow.FormView{Field: "home", Pick: flow.PickRoom, Picked: []kiosk.Text{tx("示例小区", ""), tx("甲楼", "")}}
		}), voice.OneAlone, "示例小区 甲楼 ，几室？"},
		{"an address, heard by all", view(flow.Form, func(v *flow.View) {
			v.Form = &flow.FormView{Field: "home", Pick: flow.PickRoom, Picked: []kiosk.Text{tx("示例小区", ""), tx("甲楼", "")}}
		}), voice.Everybody, "D 是再听一遍 ，几室？"},
		{"bills, heard by one", view(flow.Pay, func(v *flow.View) {
			v.Pay = &flow.PayView{Phase: flow.PayBills, Holder: "张*", Bills: make([]flow.BillView, 2), Cents: 1230}
		}), voice.OneAlone, "要缴的账单 户主 张 有 二 个可以选 一共 十二 元 三 角"},
		{"bills, heard by all", view(flow.Pay, func(v *flow.View) {
			v.Pay = &flow.PayView{Phase: flow.PayBills, Holder: "张*", Bills: make([]flow.BillView, 1), Cents: 1230}
		}), voice.Everybody, "要缴的账单 有一个可以选"},
		{"a vote", view(flow.Voted, func(v *flow.View) {
			v.Ballot = &flow.BallotView{State: flow.VoteClosed, From: "2026-11-01", Until: "2026-11-09"}
		}), voice.Everybody, "现在不能投票 投票时间： 二 零 二 六 年 11月 一 日 至 二 零 二 六 年 11月 九 日"},
		{"help comes", view(flow.Home, func(v *flow.View) {
			v.Help = &flow.HelpView{Phase: flow.HelpComing}
		}), voice.Everybody, "工作人员正过来"},
		{"idle", view(flow.Home, func(v *flow.View) { v.Idle = 20 * time.Second }), voice.Everybody, "您还在吗？ 再过 二十 秒就回到首页"},
		{"no rule", view("of-tomorrow", func(v *flow.View) {
			v.Heading, v.Notice = tx("投票", ""), &flow.NoticeView{Title: tx("选哪一个", "")}
		}), voice.Everybody, "投票 选哪一个"},
		{"no rule, and somebody's", view("of-tomorrow", func(v *flow.View) {
			v.Heading, v.Directory = tx("我的网格", ""), &flow.DirectoryView{Grid: tx("三号网格", "")}
		}), voice.OneAlone, "我的网格 三号网格"},
	} {
		teller := voice.Teller{Hearing: c.h}
		words, interrupts := teller.See(c.v)
		if got := spoken(words); !strings.Contains(got, c.heard) || !interrupts {
			t.Errorf("%s: heard %q, not %q", c.name, got, c.heard)
		}
		if got := spoken(words); c.h == voice.Everybody && (strings.Contains(got, "示例小区") || strings.Contains(got, " 元")) {
			t.Errorf("%s: all hear %q", c.name, got)
		}
		if words, interrupts := teller.See(c.v); interrupts || len(words) > 0 {
			t.Errorf("%s: the same View again says %q", c.name, words)
		}
	}
	teller := voice.Teller{}
	words, _ := teller.See(view("of-tomorrow", func(v *flow.View) { v.Directory = &flow.DirectoryView{Grid: tx("三号网格", "")} }))
	if strings.Contains(spoken(words), "三号") {
		t.Error("where somebody lives is told to everybody")
	}
}

func TestWordsBecomeClipsOrTexts(t *testing.T) {
	clips, err := voice.LoadClips(shippedClips(), readings(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		lang  kiosk.Lang
		word  string
		kinds string // c clip, t text put together from parts, p from some of its parts, x from none, - rest
	}{
		{kiosk.Chinese, "您想办什么？", "c"},
		{kiosk.Chinese, "", "-"},
		{kiosk.Chinese, "English", "c"},
		{kiosk.Chinese, "没有人录过的话", "t"},
		{kiosk.Chinese, "没有人录过；九十九座桥", "t-t"},
		{kiosk.Chinese, "示例路128弄3号 Wi-Fi", "t"},
		{kiosk.English, "Go to 向阳路 by 7:30", "t"},
		{kiosk.Chinese, "K9", "t"},
		{kiosk.Chinese, "首页，返回", "c-c"},
		{kiosk.English, "a sentence of the families that nobody has recorded", "t"},
		{kiosk.English, "Llanfairpwllgwyngyllgogerychwyrn", "x"},
		{kiosk.English, "the Llanfairpwllgwyngyllgogerychwyrn", "p"},
		{kiosk.English, "Zdq", "t"},
	} {
		kinds := ""
		for _, s := range clips.Sounds(c.lang, []string{c.word}) {
			switch {
			case s.Rest:
				kinds += "-"
			case s.Clip != "":
				kinds += "c"
			case len(s.Else) == 0:
				kinds += "x"
			case s.Left > 0:
				kinds += "p"
			default:
				kinds += "t"
			}
		}
		if kinds != c.kinds {
			t.Errorf("%s %q becomes %s, not %s", c.lang, c.word, kinds, c.kinds)
		}
	}
}
