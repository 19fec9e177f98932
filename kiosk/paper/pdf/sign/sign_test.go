package sign_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/pdfsign/verify"

	"linli/assets/kai"
	"linli/kiosk/paper/pdf"
	"linli/kiosk/paper/pdf/pdftest"
	"linli/kiosk/paper/pdf/sign"
)

// noon is when everything here is signed.
func noon() time.Time {
	return time.Date(2026, 3, 5, 12, 0, 0, 0, time.FixedZone("", 8*3600))
}

// document is one line of text, as package pdf writes it.
func document(t testing.TB) []byte {
	t.Helper()
	font, err := pdf.ParseFont(kai.Regular(), kai.PostScriptName, kai.Family)
	if err != nil {
		t.Fatal(err)
	}
	page := pdf.NewPage(font, 210*pdf.Millimetre, 297*pdf.Millimetre)
	if err := page.Text(50, 50, "样张 王𫖮", pdf.Style{Size: 14}); err != nil {
		t.Fatal(err)
	}
	data, err := page.Bytes(pdf.Info{Title: "样张", Created: noon()})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// office is an invented office with a key of its own and a certificate from an
// authority that is as invented.
func office(t testing.TB, key crypto.Signer) sign.Key {
	t.Helper()
	root := ecdsaKey(t)
	authority := certificate(t, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "示例根 Demo Root"},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, root.Public(), root)
	own := certificate(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "示例街道办事处 Demo Office"},
		KeyUsage: x509.KeyUsageDigitalSignature,
		// RFC 9336: for signing documents.
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}},
	}, authority, key.Public(), root)
	return sign.Key{Signer: key, Chain: []*x509.Certificate{own, authority}}
}

func certificate(t testing.TB, c, issuer *x509.Certificate, public crypto.PublicKey, by crypto.Signer) *x509.Certificate {
	t.Helper()
	c.NotBefore, c.NotAfter = noon().AddDate(0, -1, 0), noon().AddDate(1, 0, 0)
	if issuer == nil {
		issuer = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, issuer, public, by)
	if err != nil {
		t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func ecdsaKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func rsaKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signed(t *testing.T, key sign.Key) []byte {
	t.Helper()
	data, err := sign.Document(document(t), key, noon())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// judged is what a verifier that we did not write says.
func judged(t *testing.T, data []byte) *verify.Signer {
	t.Helper()
	options := verify.DefaultVerifyOptions()
	options.AllowUntrustedRoots = true
	r, err := verify.VerifyWithOptions(bytes.NewReader(data), int64(len(data)), options)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Signers) != 1 {
		t.Fatalf("%d signatures: %s", len(r.Signers), r.Error)
	}
	return &r.Signers[0]
}

func TestSignatureIsFoundValidWithEitherKindOfKey(t *testing.T) {
	for name, key := range map[string]crypto.Signer{"ECDSA": ecdsaKey(t), "RSA": rsaKey(t)} {
		s := judged(t, signed(t, office(t, key)))
		if !s.ValidSignature {
			t.Errorf("%s: %+v", name, s)
		}
	}
}

func TestEveryByteButTheSignatureItselfIsSigned(t *testing.T) {
	data := signed(t, office(t, ecdsaKey(t)))
	start := bytes.Index(data, []byte("/Contents <")) + len("/Contents ")
	end := start + bytes.IndexByte(data[start:], '>') + 1
	for _, at := range []int{20, 400, start - 40, end + 2, len(data) - 120} {
		bad := bytes.Clone(data)
		bad[at] ^= 1
		options := verify.DefaultVerifyOptions()
		options.AllowUntrustedRoots = true
		r, err := verify.VerifyWithOptions(bytes.NewReader(bad), int64(len(bad)), options)
		if err == nil && len(r.Signers) == 1 && r.Signers[0].ValidSignature {
			t.Errorf("byte %d of %d can be changed", at, len(bad))
		}
	}
	var from, first, second, rest int
	if _, err := fmt.Sscanf(string(data[end:]), " /ByteRange [%d %d %d %d]", &from, &first, &second, &rest); err != nil {
		t.Fatal(err)
	}
	if from != 0 || first != start || second != end || second+rest != len(data) {
		t.Errorf("signed are %d+%d and %d+%d of %d bytes; the signature stands at %d to %d", from, first, second, rest, len(data), start, end)
	}
}

func TestDocumentStandsUnchangedBeforeItsSignature(t *testing.T) {
	plain := document(t)
	data := signed(t, office(t, ecdsaKey(t)))
	if !bytes.HasPrefix(data, plain) {
		t.Fatal("signing changed what was there")
	}
	d, err := pdftest.Read(plain)
	if err != nil || len(d.Lines) != 1 {
		t.Fatal(err)
	}
	for _, want := range []string{"/ETSI.CAdES.detached", "/M (D:20260305120000+08'00)", "/DocMDP"} {
		if !bytes.Contains(data[len(plain):], []byte(want)) {
			t.Errorf("lacks %s", want)
		}
	}
}

func TestSameDocumentKeyAndTimeGiveTheSameBytes(t *testing.T) {
	for _, k := range []crypto.Signer{ecdsaKey(t), rsaKey(t)} {
		key := office(t, k)
		if !bytes.Equal(signed(t, key), signed(t, key)) {
			t.Errorf("%T: bytes differ", k)
		}
	}
}

func TestWhatIsNoUnsignedDocumentOfOursIsRefused(t *testing.T) {
	key, plain := office(t, ecdsaKey(t)), document(t)
	replaced := func(old, replacement string) []byte {
		return bytes.Replace(plain, []byte(old), []byte(replacement), 1)
	}
	for situation, data := range map[string][]byte{
		"nothing":           nil,
		"signed before":     signed(t, key),
		"cut off":           plain[:len(plain)-1],
		"something after":   append(bytes.Clone(plain), '\n'),
		"table elsewhere":   replaced("startxref\n", "startxref\n9"),
		"no pages":          replaced("/Pages 2 0 R", "/Pages 9 9 R"),
		"two pages":         replaced("/Kids [3 0 R]", "/Kids [3 0 R 3 0 R]"),
		"catalog elsewhere": replaced("/Root 1 0 R", "/Root 2 0 R"),
		"root out of reach": replaced("/Root 1 0 R", "/Root 99 0 R"),
	} {
		if _, err := sign.Document(data, key, noon()); !errors.Is(err, sign.ErrDocument) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
}

func TestKeysThatDoNotFitAreRefused(t *testing.T) {
	good := office(t, ecdsaKey(t))
	other := office(t, ecdsaKey(t))
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Skip(err) // a strict build makes none
	}
	authority := sign.Key{Signer: other.Signer, Chain: []*x509.Certificate{good.Chain[1]}}
	for situation, c := range map[string]struct {
		key  sign.Key
		at   time.Time
		says string
	}{
		"nothing":                     {sign.Key{}, noon(), "are needed"},
		"no certificate":              {sign.Key{Signer: good.Signer}, noon(), "are needed"},
		"the certificate of another":  {sign.Key{Signer: other.Signer, Chain: good.Chain}, noon(), "another key"},
		"the issuer of another":       {sign.Key{Signer: good.Signer, Chain: []*x509.Certificate{good.Chain[0], other.Chain[1]}}, noon(), "not issued by"},
		"a key only for certificates": {authority, noon(), "another key"},
		"a short key":                 {office(t, short), noon(), "1024 bits"},
		"a kind that readers lack":    {office(t, edwards), noon(), "RSA or ECDSA"},
		"after its end":               {good, noon().AddDate(2, 0, 0), "holds from 2026-02-05 to 2027-03-05"},
		"before its begin":            {good, noon().AddDate(-1, 0, 0), "holds from"},
	} {
		_, err := sign.Document(document(t), c.key, c.at)
		if !errors.Is(err, sign.ErrKey) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v, want %q", situation, err, c.says)
		}
	}
}

func TestKeysAreReadFromPEM(t *testing.T) {
	ec := ecdsaKey(t)
	key := office(t, ec)
	var certificates []byte
	for _, c := range key.Chain {
		certificates = append(certificates, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(ec)
	if err != nil {
		t.Fatal(err)
	}
	for form, der := range map[string][]byte{"PRIVATE KEY": pkcs8, "EC PRIVATE KEY": sec1} {
		k, err := sign.ParseKey(pem.EncodeToMemory(&pem.Block{Type: form, Bytes: der}), certificates)
		if err != nil || len(k.Chain) != 2 || !ec.Equal(k.Signer) {
			t.Errorf("%s: %v, %d certificates", form, err, len(k.Chain))
		}
	}
	for situation, files := range map[string][2][]byte{
		"nothing":                   {nil, certificates},
		"certificates for keys":     {certificates, certificates},
		"no certificate":            {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), nil},
		"a broken certificate":      {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte{1}})},
		"the certificate of others": {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: key.Chain[1].Raw})},
	} {
		if _, err := sign.ParseKey(files[0], files[1]); !errors.Is(err, sign.ErrKey) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
}

// FuzzDocument tries broken documents: each is refused, or signed without a
// change to what was there.
func FuzzDocument(f *testing.F) {
	plain, key := document(f), office(f, ecdsaKey(f))
	f.Add(plain)
	f.Add(plain[len(plain)/2:])
	f.Add(bytes.Replace(plain, []byte("startxref\n"), []byte("startxref\n9999"), 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		signed, err := sign.Document(data, key, noon())
		if err != nil {
			if !errors.Is(err, sign.ErrDocument) {
				t.Errorf("error %v", err)
			}
			return
		}
		if !bytes.HasPrefix(signed, data) {
			t.Error("signing changed what was there")
		}
	})
}
