package voice_test

import (
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

func TestWhatWasCutOffIsSaidAndACodeToOneAlone(t *testing.T) {
	v := flow.View{Screen: flow.Attract, Voice: true, Lang: kiosk.Chinese, Can: []flow.Control{flow.Begin}, Outage: &flow.OutageView{Papers: []flow.LostPaperView{
		{Kind: flow.LostTicket, Number: "A012", Paper: kiosk.PrintUncertain, Control: flow.LostControl(7), Side: "below"},
		{Kind: flow.LostCase, Number: "7W0X-1YBF", Paper: kiosk.PrintUncertain, Side: "below"},
	}}}
	for hearing, code := range map[voice.Hearing]bool{voice.Everybody: false, voice.OneAlone: true} {
		teller := voice.Teller{Hearing: hearing}
		words, _ := teller.See(v)
		said := strings.Join(words, " ")
		if !strings.Contains(said, "机器刚才断电") || !strings.Contains(said, "A 零 一 二") {
			t.Errorf("hearing %d: %q", hearing, said)
		}
		if strings.Contains(said, "七 W") != code {
			t.Errorf("hearing %d: the code is said: %t, %q", hearing, !code, said)
		}
		named := voice.Named(v, flow.Focus{Control: flow.LostControl(7), At: 1, Of: 1}, hearing)
		if !slices.Contains(named, "一") || !strings.Contains(strings.Join(named, " "), "补打") {
			t.Errorf("the control is called %q", named)
		}
	}
}
