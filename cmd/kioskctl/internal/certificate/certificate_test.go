package certificate_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"linli/cmd/kioskctl/internal/certificate"
	"linli/kiosk/paper"
	"linli/kiosk/paper/pdf"
	"linli/kiosk/paper/pdf/pdftest"
)

const sample = "residence.json"

func sampleFacts(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + sample)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSampleBecomesACertificateWithItsSeal(t *testing.T) {
	first, err := certificate.Render(os.DirFS("testdata"), sample)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pdftest.Read(first)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, l := range d.Lines {
		text += l.Text
	}
	for _, want := range []string{"居住证明", "王𫖮", "XY-2026-000123", "2026年3月5日", "样张"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if d.Pictures != 1 {
		t.Errorf("%d pictures", d.Pictures)
	}
	again, err := certificate.Render(os.DirFS("testdata"), sample)
	if err != nil || !bytes.Equal(first, again) {
		t.Errorf("the same facts gave other bytes (%v)", err)
	}
}

func TestFactsThatAreNotAsDocumentedAreRefused(t *testing.T) {
	good := string(sampleFacts(t))
	seal, err := os.ReadFile(sealPath)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		situation, old, replacement string
		says                        string
		cause                       error
	}{
		{"a field too many", `"sample"`, `"smaple": 1, "sample"`, `unknown field "smaple"`, nil},
		{"a field too many inside", `"page"`, `"url": "", "page"`, `unknown field "url"`, nil},
		{"no field of its kind", `"XY-2026-000123"`, `123`, "line 3: serial must be string, not number", nil},
		{"not JSON", `"issuer":`, `"issuer"`, "line 15: ", nil},
		{"a list", good, "[]", "line 1: no JSON object", nil},
		{"nothing", good, "", "line 1: no JSON object", nil},
		{"cut off", "\n}\n", "\n", "unexpected EOF", nil},
		{"something after it", "\n}\n", "\n}\n{}\n", "something follows the object", nil},
		{"a date as people write it", "2026-03-05", "2026年3月5日", "issuedOn must be a date such as 2026-03-05", nil},
		{"no date", `"issuedOn": "2026-03-05",`, "", "date of issue", paper.ErrEmpty},
		{"no page to check at", `"linli.example/c"`, `""`, "verification page", paper.ErrEmpty},
		{"a field twice", `"issuer"`, `"Serial": "", "issuer"`, `line 15: field "Serial" stands twice`, nil},
		{"a field twice inside", `"page"`, `"page": "", "page"`, `field "page" stands twice`, nil},
		{"a field twice in a list", `"label": "性别"`, `"label": "年龄", "label": "性别"`, `line 9: field "label" stands twice`, nil},
		{"a seal from elsewhere", `"seal.png"`, `"../seal.png"`, "in the folder of the facts", nil},
		{"a seal that is no picture", `"seal.png"`, `"residence.json"`, "seal: ", nil},
		{"a seal too large", `42`, `420`, "at most 60 mm", paper.ErrTooMuch},
		{"a character no font has", "用途", "用\U00020000", "U+20000", pdf.ErrMissingGlyph},
	} {
		t.Run(c.situation, func(t *testing.T) {
			facts := strings.Replace(good, c.old, c.replacement, 1)
			if facts == good {
				t.Fatal("the sample has no such place")
			}
			dir := fstest.MapFS{sample: {Data: []byte(facts)}, "seal.png": {Data: seal}}
			_, err := certificate.Render(dir, sample)
			if !errors.Is(err, certificate.ErrRefused) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want a refusal with %q", err, c.says)
			}
			if c.cause != nil && !errors.Is(err, c.cause) {
				t.Errorf("error %v, want %v", err, c.cause)
			}
			if err != nil && (strings.Contains(err.Error(), "王") || strings.Contains(err.Error(), "示例路")) {
				t.Errorf("the error tells personal data: %v", err)
			}
		})
	}
}

func TestFilesThatCannotBeReadAreNoRefusal(t *testing.T) {
	for situation, dir := range map[string]fstest.MapFS{
		"no facts": {},
		"no seal":  {sample: {Data: sampleFacts(t)}},
	} {
		_, err := certificate.Render(dir, sample)
		if !errors.Is(err, fs.ErrNotExist) || errors.Is(err, certificate.ErrRefused) {
			t.Errorf("%s: error %v", situation, err)
		}
	}
}

func TestFilesThatAreTooLongAreRefused(t *testing.T) {
	dir := fstest.MapFS{sample: {Data: bytes.Repeat([]byte(" "), 1<<20+1)}}
	if _, err := certificate.Render(dir, sample); !errors.Is(err, certificate.ErrRefused) {
		t.Errorf("error %v", err)
	}
}
