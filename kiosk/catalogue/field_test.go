package catalogue_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// The numbers here are invented: division 000000 is none of the country.

func TestAnswersAreTakenAsPeopleWriteThem(t *testing.T) {
	choices := []catalogue.Choice{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	for _, c := range []struct {
		field         catalogue.Field
		entered, kept string
		fault         catalogue.Fault
	}{
		{catalogue.Field{Kind: catalogue.FieldText}, "  你好 ", "你好", ""},
		{catalogue.Field{Kind: catalogue.FieldText}, " ", "", ""},
		{catalogue.Field{Kind: catalogue.FieldText, Required: true}, " ", "", catalogue.FaultMissing},
		{catalogue.Field{Kind: catalogue.FieldText, Min: 3}, "你好", "", catalogue.FaultShort},
		{catalogue.Field{Kind: catalogue.FieldText, Max: 3}, "你好世界", "", catalogue.FaultLong},
		{catalogue.Field{Kind: catalogue.FieldText, Pattern: catalogue.PatternPassport}, "x 1234567", "X1234567", ""},
		{catalogue.Field{Kind: catalogue.FieldText, Pattern: catalogue.PatternPassport}, "护照", "", catalogue.FaultPattern},
		{catalogue.Field{Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode}, "0000 0000", "0000-0000", ""},
		{catalogue.Field{Kind: catalogue.FieldText, Pattern: catalogue.PatternCaseCode}, "00000001", "", catalogue.FaultPattern},
		{catalogue.Field{Kind: catalogue.FieldNumber}, "007", "7", ""},
		{catalogue.Field{Kind: catalogue.FieldNumber}, "1.5", "", catalogue.FaultNumber},
		{catalogue.Field{Kind: catalogue.FieldNumber, Min: 1}, "0", "", catalogue.FaultSmall},
		{catalogue.Field{Kind: catalogue.FieldNumber, Max: 20}, "21", "", catalogue.FaultLarge},
		{catalogue.Field{Kind: catalogue.FieldPhone}, "+86 000-0000 0001", "+8600000000001", ""},
		{catalogue.Field{Kind: catalogue.FieldPhone}, "123456", "", catalogue.FaultPhone},
		{catalogue.Field{Kind: catalogue.FieldPhone}, "12345x78", "", catalogue.FaultPhone},
		{catalogue.Field{Kind: catalogue.FieldDate}, "20260228", "2026-02-28", ""},
		{catalogue.Field{Kind: catalogue.FieldDate}, "2026-02-28", "2026-02-28", ""},
		{catalogue.Field{Kind: catalogue.FieldDate}, "20260229", "", catalogue.FaultDate},
		{catalogue.Field{Kind: catalogue.FieldDate}, "18000101", "", catalogue.FaultDate},
		{catalogue.Field{Kind: catalogue.FieldName}, "张", "", catalogue.FaultShort},
		{catalogue.Field{Kind: catalogue.FieldIDNumber}, "000000199001010013", "", catalogue.FaultIDNumber},
		{catalogue.Field{Kind: catalogue.FieldIDNumber}, "0000001950", "", catalogue.FaultIDNumber},
		{catalogue.Field{Kind: catalogue.FieldIDNumber}, "000000 19500101 001x", "00000019500101001X", ""},
		{catalogue.Field{Kind: catalogue.FieldYesNo}, "yes", "yes", ""},
		{catalogue.Field{Kind: catalogue.FieldYesNo}, "maybe", "", catalogue.FaultChoice},
		{catalogue.Field{Kind: catalogue.FieldChoice, Choices: choices}, "b", "b", ""},
		{catalogue.Field{Kind: catalogue.FieldChoice, Choices: choices}, "a,b", "", catalogue.FaultChoice},
		{catalogue.Field{Kind: catalogue.FieldMulti, Choices: choices}, "a,c", "a,c", ""},
		{catalogue.Field{Kind: catalogue.FieldMulti, Choices: choices, Max: 1}, "a,c", "", catalogue.FaultMany},
		{catalogue.Field{Kind: catalogue.FieldMulti, Choices: choices}, "a,d", "", catalogue.FaultChoice},
	} {
		kept, fault := c.field.Take(kiosk.Private(c.entered))
		if kept.Reveal() != c.kept || fault != c.fault {
			t.Errorf("%s %q: %q, %q; want %q, %q", c.field.Kind, c.entered, kept.Reveal(), fault, c.kept, c.fault)
		}
	}
}

// house is a form in which answers lead to others.
func house() catalogue.Apply {
	return catalogue.Apply{Fields: []catalogue.Field{
		{ID: "name", Kind: catalogue.FieldName, Prefill: catalogue.CardName},
		{ID: "number", Kind: catalogue.FieldIDNumber, Prefill: catalogue.CardNumber, When: catalogue.When{Card: []kiosk.DocumentKind{kiosk.ResidentCard, kiosk.NoDocument}}},
		{ID: "sex", Kind: catalogue.FieldChoice, Prefill: catalogue.CardSex, Choices: []catalogue.Choice{{ID: "female"}, {ID: "male"}}},
		{ID: "home", Kind: catalogue.FieldAddress},
		{ID: "rented", Kind: catalogue.FieldYesNo},
		{ID: "landlord", Kind: catalogue.FieldName, When: catalogue.When{Field: "rented", Is: []string{catalogue.Yes}}},
		{ID: "post-to", Kind: catalogue.FieldAddress, Prefill: "earlier.home"},
		{ID: "short", Kind: catalogue.FieldText, Max: 4, Prefill: "earlier.home"},
	}}
}

func TestNothingIsAskedThatIsKnown(t *testing.T) {
	resident := kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "00000019500101001X", Sex: "female"}
	foreigner := kiosk.Resident{Kind: kiosk.ForeignerCard, Name: "SPECIMEN", Number: "X1", Sex: "x"}
	for name, c := range map[string]struct {
		card        kiosk.Resident
		asked       map[string]kiosk.Private
		known, open string
	}{
		"no card":            {kiosk.Resident{}, nil, "", "name number sex home rented post-to short"},
		"a card":             {resident, nil, "name=card number=card sex=card", "home rented post-to short"},
		"a foreigner's card": {foreigner, nil, "name=card", "sex home rented post-to short"},
		"an earlier answer":  {resident, map[string]kiosk.Private{"home": "示例路一号院"}, "name=card number=card sex=card home=typed post-to=earlier", "rented short"},
		"left blank":         {resident, map[string]kiosk.Private{"home": ""}, "name=card number=card sex=card home=typed", "rented post-to short"},
		"yes leads on":       {resident, map[string]kiosk.Private{"rented": "yes"}, "name=card number=card sex=card rented=typed", "home landlord post-to short"},
		"no does not, whatever was said before": {resident, map[string]kiosk.Private{"rented": "no", "landlord": "李示例"},
			"name=card number=card sex=card rented=typed", "home post-to short"},
		"who answers wins over the card": {resident, map[string]kiosk.Private{"name": "王示例"}, "name=typed number=card sex=card", "home rented post-to short"},
	} {
		all, open := house().Answers(c.card, c.asked)
		var known []string
		for _, a := range all {
			known = append(known, a.Field+"="+string(a.Source))
		}
		if diff := cmp.Diff([]string{c.known, c.open}, []string{strings.Join(known, " "), strings.Join(open, " ")}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
