package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/paper/pdf/sign"
	"linli/sync/office/casework"
	"linli/sync/office/certify"
)

// signingFiles writes an invented office's key and a certificate that holds
// from the day before now.
func signingFiles(t *testing.T, now time.Time) paperSettings {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Demo Office"},
		NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, own, own, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	s := paperSettings{SigningKey: filepath.Join(dir, "key.pem"), SigningCert: filepath.Join(dir, "cert.pem")}
	for path, block := range map[string]*pem.Block{s.SigningKey: {Type: "PRIVATE KEY", Bytes: key}, s.SigningCert: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// made is a certificate of an invented resident.
func made(s paperSettings, now time.Time) (casework.Paper, error) {
	signs, err := s.signs()
	if err != nil {
		return casework.Paper{}, err
	}
	desk, err := certify.New(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), certify.Options{
		Issuer: kiosk.Text{ZH: "示例居委会"}, Host: "LINLI.EXAMPLE", Zone: time.UTC, Now: func() time.Time { return now }, Sign: signs,
	})
	if err != nil {
		return casework.Paper{}, err
	}
	item := catalogue.ServiceItem{Apply: catalogue.Apply{Certificate: catalogue.Certificate{
		Title: kiosk.Text{ZH: "居住证明"}, Text: []string{"情况属实。"}, ValidDays: 90,
	}}}
	return desk.Make(casework.Case{Case: kiosk.Case{Code: "7W0X-1YBF", Item: "proof"}}, item, kiosk.Application{},
		kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"})
}

func TestCertificatesOfAnOfficeWithAKeyAreSigned(t *testing.T) {
	now := time.Now()
	s := signingFiles(t, now)
	p, err := made(s, now)
	if err != nil || !bytes.Contains(p.PDF, []byte("/ETSI.CAdES.detached")) {
		t.Fatalf("signed: %v, %d bytes", err, len(p.PDF))
	}
	if p, err := made(paperSettings{}, now); err != nil || bytes.Contains(p.PDF, []byte("/ETSI.CAdES.detached")) {
		t.Errorf("without a key: %v", err)
	}
	if p, err := made(s, now.AddDate(2, 0, 0)); !errors.Is(err, sign.ErrKey) || len(p.PDF) > 0 {
		t.Errorf("with a certificate that has expired: %v, %d bytes", err, len(p.PDF))
	}
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("make verify-print has pdfsig judge the signature")
	}
	if _, err := exec.LookPath("pdfsig"); err != nil {
		t.Skip("pdfsig is not installed (poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), "signed.pdf")
	if err := os.WriteFile(path, p.PDF, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdfsig", "-nocert", path).CombinedOutput()
	for _, want := range []string{"Signature is Valid.", "Total document signed", "Demo Office"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("pdfsig does not say %q (%v):\n%s", want, err, out)
		}
	}
}

func TestKeyThatCannotSignStopsTheStart(t *testing.T) {
	now := time.Now()
	s, other := signingFiles(t, now), signingFiles(t, now)
	for what, wrong := range map[string]paperSettings{
		"no certificate":        {SigningKey: s.SigningKey},
		"no key":                {SigningCert: s.SigningCert},
		"another's certificate": {SigningKey: s.SigningKey, SigningCert: other.SigningCert},
	} {
		if _, err := wrong.signs(); err == nil || !strings.Contains(err.Error(), "papers.signing-") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
