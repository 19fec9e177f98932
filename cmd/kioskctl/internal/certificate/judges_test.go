package certificate_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"image"
	"image/png"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/cmd/kioskctl/internal/certificate"
	"linli/kiosk/paper/pdf/sign"
)

// These tests ask programs that other people wrote. They run with
// LINLI_VERIFY=1, and want poppler-utils, qpdf and zbar-tools.

// judge skips the test without its wish, and runs a program.
func judge(t *testing.T, name string, args ...string) string {
	t.Helper()
	if os.Getenv("LINLI_VERIFY") != "1" {
		t.Skip("set LINLI_VERIFY=1 to ask other programs")
	}
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed (Debian: poppler-utils, qpdf, zbar-tools)", name)
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, complaints.Bytes())
	}
	return string(out)
}

// document writes the sample to a file.
func document(t *testing.T) string {
	t.Helper()
	data, err := certificate.Render(os.DirFS("testdata"), sample)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "certificate.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// signedDocument writes the sample to a file, signed by an invented office.
func signedDocument(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Demo Office"}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: at.AddDate(0, -1, 0), NotAfter: at.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	own, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	path := document(t)
	plain, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data, err := sign.Document(plain, sign.Key{Signer: private, Chain: []*x509.Certificate{own}}, at)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPopplerFindsTheSignatureValidAndTheWholeDocumentSigned(t *testing.T) {
	out := judge(t, "pdfsig", "-nocert", signedDocument(t))
	for _, want := range []string{"Signature is Valid.", "Total document signed", "ETSI.CAdES.detached", "Signer Certificate Common Name: Demo Office"} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q:\n%s", want, out)
		}
	}
	if strings.Count(out, "Signature #") != 1 {
		t.Error(out)
	}
}

func TestPopplerFindsAChangedByte(t *testing.T) {
	path := signedDocument(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	title := bytes.Index(data, []byte("/Title <FEFF"))
	data[title+len("/Title <FEFF5")]++ // another character of the title
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := judge(t, "pdfsig", "-nocert", path); !strings.Contains(out, "Digest Mismatch") || strings.Contains(out, "Signature is Valid") {
		t.Error(out)
	}
}

func TestSignedDocumentIsStillWholeAndItsTextIsThere(t *testing.T) {
	path := signedDocument(t)
	if out := judge(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
	if signed, plain := judge(t, "pdftotext", path, "-"), judge(t, "pdftotext", document(t), "-"); signed != plain || plain == "" {
		t.Errorf("reads %q, without signature %q", signed, plain)
	}
}

func TestQpdfFindsNoFault(t *testing.T) {
	if out := judge(t, "qpdf", "--check", document(t)); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Error(out)
	}
}

func TestFontIsEmbeddedAsASubsetWithItsCharacters(t *testing.T) {
	out := judge(t, "pdffonts", document(t))
	rows := strings.Split(strings.TrimSpace(out), "\n")
	if len(rows) != 3 || !strings.Contains(rows[2], "+LinliKai-Regular") || !strings.Contains(rows[2], "yes yes yes") {
		t.Error(out)
	}
}

func TestEveryFactCanBeCopiedFromThePage(t *testing.T) {
	out := judge(t, "pdftotext", document(t), "-")
	text := strings.Join(strings.Fields(out), "")
	var facts any
	if err := json.Unmarshal(sampleFacts(t), &facts); err != nil {
		t.Fatal(err)
	}
	for _, fact := range texts(facts) {
		switch {
		case strings.HasPrefix(fact, "HTTPS://"), fact == "seal.png": // pictures
			continue
		case fact == "2026-03-05":
			fact = "2026年3月5日"
		}
		if !strings.Contains(text, strings.Join(strings.Fields(fact), "")) {
			t.Errorf("the page lacks %q", fact)
		}
	}
}

// texts lists every text in a JSON value.
func texts(v any) []string {
	var all []string
	switch v := v.(type) {
	case string:
		all = append(all, v)
	case []any:
		for _, v := range v {
			all = append(all, texts(v)...)
		}
	case map[string]any:
		for _, v := range v {
			all = append(all, texts(v)...)
		}
	}
	return all
}

// rendered draws the page at a resolution and returns the path of the picture.
func rendered(t *testing.T, dpi string) string {
	t.Helper()
	pdf := document(t)
	judge(t, "pdftoppm", "-r", dpi, "-gray", "-png", "-singlefile", pdf, strings.TrimSuffix(pdf, ".pdf"))
	return strings.TrimSuffix(pdf, ".pdf") + ".png"
}

func TestPrintedCodeIsRead(t *testing.T) {
	var facts struct{ Verification struct{ Code string } }
	if err := json.Unmarshal(sampleFacts(t), &facts); err != nil {
		t.Fatal(err)
	}
	out := judge(t, "zbarimg", "-q", "--raw", rendered(t, "150"))
	if strings.TrimSpace(out) != facts.Verification.Code {
		t.Errorf("reads %q", out)
	}
}

// TestCertificateLooksAsAgreed allows for another way to smooth edges.
func TestCertificateLooksAsAgreed(t *testing.T) {
	const golden = "testdata/residence.png"
	picture := rendered(t, "75")
	if *update {
		data, err := os.ReadFile(picture)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, got := open(t, golden), open(t, picture)
	if want.Bounds() != got.Bounds() {
		t.Fatalf("%v, want %v", got.Bounds(), want.Bounds())
	}
	other := 0
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			a, _, _, _ := want.At(x, y).RGBA()
			b, _, _, _ := got.At(x, y).RGBA()
			if max(a, b)-min(a, b) > 0x6000 {
				other++
			}
		}
	}
	if all := want.Bounds().Dx() * want.Bounds().Dy(); other*500 > all {
		t.Errorf("%d of %d points differ (look at it after -update)", other, all)
	}
}

func open(t *testing.T, path string) image.Image {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	picture, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
