package store_test

import (
	"errors"
	"testing"

	"linli/kiosk"
	"linli/kiosk/store"
)

// payment is what an invented resident paid.
func payment(visit string) kiosk.Submission {
	sub := submission(visit)
	sub.Prefix, sub.Resident = "", kiosk.Resident{}
	sub.Payment = &kiosk.Payment{ID: "P1", Biller: "water", Account: "0000000002", Cents: 4320, Receipt: "R000001"}
	return sub
}

func TestPaymentIsRecordedOnceAndStaysAPayment(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	first := submit(t, s, payment("V1"))
	if first.Payment == nil || first.Payment.Receipt != "R000001" || first.Case != nil || first.Ticket != (kiosk.Ticket{}) || first.Job == 0 {
		t.Fatalf("receipt %+v", first)
	}
	if ticket := submit(t, s, submission("V2")); ticket.Ticket.Number != "A001" || ticket.Payment != nil {
		t.Errorf("the first number after a payment is %+v", ticket)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path, o.options())
	if again := submit(t, s, payment("V1")); again.Payment == nil || again.Case != nil || again.Job != first.Job {
		t.Errorf("after a restart: %+v", again)
	}
	all := o.payloads(t, drain(t, s, bulk, false)...)
	if len(all) == 0 || all[0].GetPaymentTaken().GetCents() != 4320 || all[0].GetPaymentTaken().GetPayment() != "P1" || all[0].GetPaymentTaken().GetAccount() != "0000000002" {
		t.Errorf("records %v", all)
	}
	for _, p := range all[min(1, len(all)):] {
		if p.GetPaymentTaken() != nil {
			t.Error("the payment stands twice")
		}
	}
}

func TestPaymentWithoutReceiptOrAmountIsRefused(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	for name, spoil := range map[string]func(*kiosk.Submission){
		"no receipt":     func(s *kiosk.Submission) { s.Payment.Receipt = "" },
		"no amount":      func(s *kiosk.Submission) { s.Payment.Cents = 0 },
		"also a number":  func(s *kiosk.Submission) { s.Prefix = "A" },
		"also a case":    func(s *kiosk.Submission) { s.Application = &kiosk.Application{} },
		"a word no text": func(s *kiosk.Submission) { s.Payment.Biller = "\xff" },
	} {
		sub := payment("V-" + name)
		spoil(&sub)
		if _, err := s.Submit(t.Context(), sub); !errors.Is(err, store.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRatingGoesWithWhatIsLive(t *testing.T) {
	o, path := newOffice(t), newPath(t)
	s := open(t, path, o.options())
	r := kiosk.Rating{Visit: "V1", About: "C1", Counter: "2", Grade: kiosk.Poor, Reasons: []string{"waiting"}, Words: "等了一上午", Day: submission("V1").Day}
	if err := s.Rate(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	all := o.payloads(t, drain(t, s, live, false)...)
	if len(all) != 1 || all[0].GetRated().GetGrade() != 2 || all[0].GetRated().GetWords() != "等了一上午" || all[0].GetVisit() != "V1" {
		t.Errorf("records %v", all)
	}
	r.Grade = 6
	if err := s.Rate(t.Context(), r); !errors.Is(err, store.ErrRefused) {
		t.Errorf("a sixth grade: %v", err)
	}
}
