package voice_test

import (
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/voice"
)

// heard is all that a View says to one who hears it alone.
func heard(v flow.View) string {
	v.Voice, v.Lang, v.Visit = true, kiosk.Chinese, "V1"
	teller := voice.Teller{Hearing: voice.OneAlone}
	words, _ := teller.See(v)
	return strings.Join(words, "")
}

func TestWhatIsPutAsideDoesNotSoundHandedIn(t *testing.T) {
	r := flow.ReceivedView{Code: "7W0X-1YBF", Print: kiosk.Printed, Side: "below"}
	if in := heard(flow.View{Screen: flow.Received, Received: &r}); !strings.Contains(in, "收到了") {
		t.Fatalf("handed in it says %q", in)
	}
	r.Saved = true
	if aside := heard(flow.View{Screen: flow.Received, Received: &r}); strings.Contains(aside, "收到了") || !strings.Contains(aside, "还没有交") {
		t.Errorf("put aside it says %q", aside)
	}
}

func TestASignatureIsNotSpelled(t *testing.T) {
	ink := kiosk.Signature{{{X: 1, Y: 2}, {X: 300, Y: 400}}}.Text()
	for value, want := range map[string]string{ink: "已经签名", kiosk.SignedByCard: "用证件确认"} {
		row := flow.AnswerRow{Label: kiosk.Text{ZH: "签名"}, Kind: catalogue.FieldSignature, Value: value, Source: kiosk.Typed}
		if said := heard(flow.View{Screen: flow.Confirm, Answers: []flow.AnswerRow{row}}); strings.Contains(said, ink[:4]) || !strings.Contains(said, want) {
			t.Errorf("it says %q", said)
		}
	}
}

func TestWhoDoesNotSeeHearsForWhomItIsAndHowToSign(t *testing.T) {
	for want, v := range map[string]flow.View{
		"给谁办":    {Screen: flow.ForWhom, Mandate: &flow.MandateView{}},
		"交申请":    {Screen: flow.Mandate, Mandate: &flow.MandateView{Agent: "李*", Resident: "张*", May: kiosk.Text{ZH: "交申请"}}},
		"用证件确认":  {Screen: flow.Form, Form: &flow.FormView{Field: catalogue.MandateField, Kind: catalogue.FieldSignature}, Can: []flow.Control{flow.SignByCard}},
		"把证件放回来": {Screen: flow.CardAway, Card: &flow.CardView{Phase: flow.CardAwaited, Side: "left", For: "away"}},
		"您自己的证件": {Screen: flow.Identify, Card: &flow.CardView{Phase: flow.CardAwaited, Side: "left", For: "agent"}},
	} {
		if said := heard(v); !strings.Contains(said, want) {
			t.Errorf("%s says %q", v.Screen, said)
		}
	}
}
