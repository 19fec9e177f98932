package flow_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// public lists what Masked lets stand: what the catalogue and the settings say,
// words of a fixed set, codes that name a matter but no person, and what is
// masked in every View. Who adds a text to View masks it or declares it here.
const public = `
	Screen Visit Lang Heading Consent Trouble Can
	Band.Place Band.Hours Band.Device
	Tiles.Control Tiles.Icon Tiles.Name Tiles.Hint Tiles.Group Tiles.Only Tiles.Prefix
	Quick.Control Quick.Icon Quick.Name Quick.Hint Quick.Group Quick.Only Quick.Prefix
	Guide.Conditions Guide.Materials Guide.Procedure Guide.Statutory Guide.Promised Guide.Fee Guide.Result
	Guide.Basis Guide.Phone Guide.Post Guide.CounterID Guide.Serves Guide.Body Guide.Hours Guide.Phones.Name
	Guide.Phones.Number Guide.Counters.ID Guide.Counters.Prefix Guide.Counters.Name Guide.Slip Guide.Side
	Card.Phase Card.Name Card.Number Card.Side Card.For
	Ticket.Number Ticket.Item Ticket.Place Ticket.Bring Ticket.Print Ticket.Side Ticket.Track Ticket.Shut.Opens Ticket.Shut.Hours
	Form.Field Form.Kind Form.Label Form.Help Form.Choices.Control Form.Fault Form.Pattern Form.Pick
	Answers.Control Answers.Label Answers.Kind Answers.Source
	Received.Code Received.Item Received.Next Received.Promised Received.Due Received.Post Received.Phone Received.Print
	Received.Side
	Notices.Control Notices.Listing Notices.Icon Notices.Title Notices.Lines Notices.From Notices.Until
	Notices.Place Notices.Phone Notices.Link Notices.Committees Notices.Act Notices.Slip Notices.Side
	Notice.Control Notice.Listing Notice.Icon Notice.Title Notice.Lines Notice.From Notice.Until
	Notice.Place Notice.Phone Notice.Link Notice.Committees Notice.Act Notice.Slip Notice.Side
	Missing.Phone Start.Phone Outage.Papers.Kind Outage.Papers.Number Outage.Papers.Paper Outage.Papers.Control Outage.Papers.Side
	Help.Phase Help.Office Help.Custodian
	Track.Cases.Control Track.Cases.Code Track.Cases.Item Track.Cases.State Track.Cases.Promised
	Track.Cases.Post Track.Cases.Phone Track.Cases.Due
	Track.Case.Control Track.Case.Code Track.Case.Item Track.Case.State Track.Case.Promised Track.Case.Post
	Track.Case.Phone Track.Case.Due
	Claim.Phase Claim.Paper Claim.Serial Claim.Side
	Scan.Phase Scan.Number Scan.Counter Scan.Shut.Opens Scan.Shut.Hours ScanSide
	NoLine.Post NoLine.Phone
	Mandate.Agent Mandate.Resident Mandate.May
	Rate.Phase Rate.At Rate.Counters.Control Rate.Counters.Name Rate.Counters.Hint Rate.Reasons.Control
	Rate.Reasons.Name Rate.Reasons.Hint
	Ballot.State Ballot.From Ballot.Until Ballot.Next Ballot.Only
	Pay.Phase`

func TestAllThatAViewSaysIsMaskedOrDeclaredPublic(t *testing.T) {
	var v flow.View
	eachText(reflect.ValueOf(&v).Elem(), "", fill)
	kept := v.Masked()
	var left []string
	eachText(reflect.ValueOf(&kept).Elem(), "", func(f reflect.Value, path string) {
		text, said := f.Interface().(kiosk.Text)
		if said = said && text.ZH == path || f.Kind() == reflect.String && f.String() == path; said {
			left = append(left, path)
		}
		if f.Kind() == reflect.Bool && strings.HasSuffix(path, ".Chosen") && f.Bool() {
			t.Errorf("%s tells what was chosen", path)
		}
	})
	declared := strings.Fields(public)
	for _, path := range left {
		if !slices.Contains(declared, path) {
			t.Errorf("%s is neither masked nor declared public", path)
		}
	}
	for _, path := range declared {
		if !slices.Contains(left, path) {
			t.Errorf("%s is declared public and does not stand in a masked View", path)
		}
	}
	eachText(reflect.ValueOf(&v).Elem(), "", func(f reflect.Value, path string) {
		if f.Kind() == reflect.String && f.String() != path {
			t.Errorf("masking changed %s of the View itself to %q", path, f.String())
		}
	})
}

func TestNamesOfChoicesStandUnlessTheyArePartsOfAnAddress(t *testing.T) {
	v := flow.View{Form: &flow.FormView{Choices: []flow.ChoiceView{{Control: "choice:own", Name: kiosk.Text{ZH: "自己买的"}, Chosen: true}}}}
	if c := v.Masked().Form.Choices[0]; c.Name.ZH == "" || c.Chosen {
		t.Errorf("kept: %+v", c)
	}
}

// fill gives a text its own path.
func fill(f reflect.Value, path string) {
	switch f.Kind() {
	case reflect.String:
		f.SetString(path)
	case reflect.Bool:
		f.SetBool(true)
	case reflect.Struct:
		f.Set(reflect.ValueOf(kiosk.Text{ZH: path, EN: path}))
	}
}

// eachText calls see for each text and each yes-or-no within v, a kiosk.Text as one. It makes
// what a pointer that is nil could lead to, and a part for an empty list.
func eachText(v reflect.Value, path string, see func(reflect.Value, string)) {
	switch v.Kind() {
	case reflect.String, reflect.Bool:
		see(v, path)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		eachText(v.Elem(), path, see)
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		eachText(v.Index(0), path, see)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[kiosk.Text]() {
			see(v, path)
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				eachText(v.Field(i), strings.TrimPrefix(path+"."+f.Name, "."), see)
			}
		}
	}
}
