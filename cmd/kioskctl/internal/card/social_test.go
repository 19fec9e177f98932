package card_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"linli/cmd/kioskctl/internal/card"
	"linli/drivers/drivertest"
	"linli/drivers/pcsc"
)

func TestSocialCardHasTheNamesOfEveryCardsJSON(t *testing.T) {
	read, err := pcsc.ReadSocialCard(t.Context(), drivertest.NewSocialCard(false))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := card.WriteJSON(&out, card.SocialFactsOf(read, true)); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"kind": "social-security", "name": "张示例", "sex": "male", "ethnicity": "", "birth": "", "address": "",
		"number": "000000195001010011", "issuer": "", "validFrom": "", "validTo": "", "cardNumber": "X00000019",
	}
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %v, want %v", name, got[name], value)
		}
	}
	if list, ok := got["warnings"].([]any); !ok || len(list) != 0 || len(got) != len(want)+1 {
		t.Errorf("it says %s", out.String())
	}
}

func TestSocialCardIsMaskedWithoutReveal(t *testing.T) {
	read, err := pcsc.ReadSocialCard(t.Context(), drivertest.NewSocialCard(false))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	facts := card.SocialFactsOf(read, false)
	if err := card.WriteJSON(&out, facts); err != nil {
		t.Fatal(err)
	}
	if err := facts.WriteText(&out); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"示例", "1950", "X0000"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s stands in %s", secret, out.String())
		}
	}
	if facts = card.SocialFactsOf(pcsc.SocialCard{Sex: "7"}, true); facts.Sex != "unknown" {
		t.Errorf("sex %s", facts.Sex)
	}
}
