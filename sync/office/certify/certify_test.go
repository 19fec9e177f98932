package certify_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/paper/pdf/pdftest"
	"linli/kiosk/verify"
	"linli/sync/office"
	"linli/sync/office/casework"
	"linli/sync/office/certify"
)

// papers keeps issuers in memory.
type papers struct {
	office.Papers
	issuers []office.Issuer
}

func (p *papers) AddIssuer(_ context.Context, i office.Issuer) error {
	p.issuers = append(p.issuers, i)
	return nil
}

func (p *papers) Issuers(context.Context, uint64) ([]office.Issuer, error) { return p.issuers, nil }

func item() catalogue.ServiceItem {
	return catalogue.ServiceItem{ID: "residence-certificate", Name: kiosk.Text{ZH: "居住证明"}, Apply: catalogue.Apply{
		Fields: []catalogue.Field{
			{ID: "name", Label: kiosk.Text{ZH: "您的姓名"}}, {ID: "number", Label: kiosk.Text{ZH: "您的身份证号码"}},
			{ID: "purpose", Label: kiosk.Text{ZH: "证明用来办什么？"}, Choices: []catalogue.Choice{{ID: "school", Name: kiosk.Text{ZH: "子女入学登记"}}}},
		},
		Certificate: catalogue.Certificate{
			Title: kiosk.Text{ZH: "居住证明"}, Text: []string{"兹证明{name}住在本社区，用于{purpose}。"}, Rows: []catalogue.CertificateRow{{Field: "name", Label: "姓名"}, {Field: "purpose", Label: "用途"}}, ValidDays: 90,
		},
	}}
}

// The person is invented.
func applicant() (kiosk.Application, kiosk.Resident) {
	return kiosk.Application{Answers: []kiosk.Answer{{Field: "name", Value: "张示例"}, {Field: "purpose", Value: "school"}}},
		kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}
}

func TestCertificateSaysWhatWasAnsweredAndItsCodeHolds(t *testing.T) {
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	root := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	kept := &papers{}
	var desk *certify.Desk
	for range 2 { // two processes of one office
		var err error
		desk, err = certify.New(root, certify.Options{Issuer: kiosk.Text{ZH: "示例居委会"}, Host: "LINLI.EXAMPLE", Zone: time.UTC, Sample: true, Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		if err := desk.Enlist(t.Context(), kept); err != nil {
			t.Fatal(err)
		}
	}
	if len(kept.issuers) != 1 {
		t.Fatalf("%d certificates of one key", len(kept.issuers))
	}
	a, r := applicant()
	made, err := desk.Make(casework.Case{Case: kiosk.Case{Code: "7W0X-1YBF", Item: "residence-certificate"}}, item(), a, r)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pdftest.Read(made.PDF)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, l := range d.Lines {
		text += l.Text
	}
	for _, want := range []string{"居住证明", "兹证明张示例住在本社区，用于子女入学登记。", made.Serial, "示例居委会", "2026年11月20日", "样张"} {
		if !strings.Contains(text, want) {
			t.Errorf("the certificate lacks %q", want)
		}
	}
	roots := verify.NewRoots(root.Public().(ed25519.PublicKey))
	if _, err := roots.Add(kept.issuers[0].Certificate); err != nil {
		t.Fatal(err)
	}
	for situation, at := range map[string]time.Time{"": now.AddDate(0, 0, 89), "expired": now.AddDate(0, 0, 91)} {
		s, err := verify.Check(made.Code, roots, at, verify.Revocations{})
		if (err == nil) != (situation == "") || s.ID != made.ID || s.Kind != "residence-certificate" {
			t.Errorf("%q: %+v, %v", situation, s, err)
		}
	}
}

func TestNoCertificateWithoutACardOrForAnotherItem(t *testing.T) {
	root := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	desk, err := certify.New(root, certify.Options{Issuer: kiosk.Text{ZH: "示例居委会"}, Host: "LINLI.EXAMPLE", Zone: time.UTC, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	a, r := applicant()
	other := item()
	other.Apply.Certificate = catalogue.Certificate{}
	for situation, err := range map[string]error{
		"no card":      second(desk.Make(casework.Case{}, item(), a, kiosk.Resident{})),
		"another item": second(desk.Make(casework.Case{}, other, a, r)),
	} {
		if !errors.Is(err, certify.ErrNotOffered) {
			t.Errorf("%s: %v", situation, err)
		}
	}
	if _, err := certify.New(root, certify.Options{Host: "no host/"}); err == nil {
		t.Error("a code that leads nowhere")
	}
}

func second(_ casework.Paper, err error) error { return err }
