package verify_test

import (
	"crypto/ed25519"
	"errors"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"rsc.io/qr"

	"linli/kiosk"
	"linli/kiosk/verify"
)

func roots(t testing.TB) *verify.Roots {
	t.Helper()
	r, err := verify.ParseRoots([]byte(rootsFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestStatementSaysWhatThePaperSaysMasked(t *testing.T) {
	s, err := verify.Check(issue(t, terminal, nil), roots(t), issued, verify.Revocations{})
	if err != nil {
		t.Fatal(err)
	}
	want := verify.Statement{
		ID: paperID, Kind: "residence-certificate", Name: "张*", Tail: "0011",
		Commitment: verify.Commit(specimen().Salt, number), Issued: issued, Expires: expires,
		Issuer: "K1", Key: verify.KeyIDOf(public(terminal)),
	}
	if s != want {
		t.Errorf("states %+v, want %+v", s, want)
	}
}

func TestCodeHoldsNoFullNameOrNumber(t *testing.T) {
	code, salt := issue(t, terminal, nil), specimen().Salt
	altered(t, code, func(raw []byte) []byte {
		for _, secret := range []string{"示例", "1950", number[:6], number, string(salt[:])} {
			if strings.Contains(string(raw), secret) {
				t.Errorf("holds %q", secret)
			}
		}
		return raw
	})
}

func TestCommitmentFitsOneNumberAndOneSalt(t *testing.T) {
	salt := specimen().Salt
	other := salt
	other[0] ^= 1
	c := verify.Commit(salt, number)
	if c != verify.Commit(salt, number) || c == verify.Commit(other, number) || c == verify.Commit(salt, "000000195001010038") {
		t.Error("binds nothing")
	}
}

func TestNumbersTooShortToMaskShowNoTail(t *testing.T) {
	for n, want := range map[string]string{
		"": "", "12": "", "P12345678": "8", "00000019500101002x": "002X",
	} {
		code := issue(t, terminal, func(p *verify.Paper) { p.Holder.Number = kiosk.Private(n) })
		s, err := verify.Check(code, roots(t), issued, verify.Revocations{})
		if err != nil || s.Tail != want {
			t.Errorf("%q: %q, %v", n, s.Tail, err)
		}
	}
}

func TestWhatCannotBeStatedIsNotSigned(t *testing.T) {
	i, err := verify.NewIssuer(terminal, host)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*verify.Paper){
		"no id":               func(p *verify.Paper) { p.ID = "" },
		"another id":          func(p *verify.Paper) { p.ID = "A005" },
		"no kind":             func(p *verify.Paper) { p.Kind = "" },
		"kind of other signs": func(p *verify.Paper) { p.Kind = "<b>" },
		"long kind":           func(p *verify.Paper) { p.Kind = strings.Repeat("a", 33) },
		"name that turns":     func(p *verify.Paper) { p.Holder.Name = "\u202eX" },
		"number of marks":     func(p *verify.Paper) { p.Holder.Number = "12345678901234<&>" },
		"no salt":             func(p *verify.Paper) { p.Salt = [verify.SaltSize]byte{} },
		"expires at once":     func(p *verify.Paper) { p.Expires = p.Issued },
		"before 1970":         func(p *verify.Paper) { p.Issued = time.Time{} },
		"after 2106":          func(p *verify.Paper) { p.Expires = time.Date(2107, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		p := specimen()
		change(&p)
		if code, err := i.Issue(p); !errors.Is(err, verify.ErrPaper) || code != "" {
			t.Errorf("%s: %q, %v", name, code, err)
		}
	}
}

func TestIssuerWantsAKeyAndAHostThatNeedsNoEscape(t *testing.T) {
	if _, err := verify.NewIssuer(nil, host); err == nil {
		t.Error("no key is a key")
	}
	for _, bad := range []string{"", ":80", "a b", "a/b", "a?b", "街道.example", "a:b", strings.Repeat("a", 65)} {
		if _, err := verify.NewIssuer(terminal, bad); err == nil {
			t.Errorf("host %q", bad)
		}
	}
	if _, err := verify.NewIssuer(terminal, "office.example:8443"); err != nil {
		t.Error(err)
	}
}

func TestLargestCodeIsAQRCodeOfVersion13AtMost(t *testing.T) {
	i, err := verify.NewIssuer(terminal, strings.Repeat("h", 58)+".org:1")
	if err != nil {
		t.Fatal(err)
	}
	p := specimen()
	p.Kind = strings.Repeat("k", 32)
	p.Holder.Name = "𫖮示例"
	code, err := i.Issue(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{code, issue(t, terminal, nil)} {
		made, err := qr.Encode(code, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		version := (made.Size - 17) / 4
		t.Logf("%d characters, version %d", len(code), version)
		if version > 13 {
			t.Errorf("version %d", version)
		}
		if got := scan(t, made); got != code {
			t.Errorf("scanned %q", got)
		}
	}
}

// scan draws a code and reads the picture with a reader that is not ours.
func scan(t *testing.T, c *qr.Code) string {
	t.Helper()
	const dots, quiet = 4, 4
	side := (c.Size + 2*quiet) * dots
	picture := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			picture.SetGray(x, y, color.Gray{Y: 255})
			if c.Black(x/dots-quiet, y/dots-quiet) {
				picture.SetGray(x, y, color.Gray{})
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return read.GetText()
}

func TestKeyCertifiedAgainKeepsItsOldPapers(t *testing.T) {
	r := roots(t)
	again, err := verify.Certify(officeRoot, verify.Certificate{
		Name: "K1", Public: public(terminal), From: issued.AddDate(0, 2, 0), Until: issued.AddDate(0, 5, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Add(again); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{issued, issued.AddDate(0, 2, 0)} {
		code := issue(t, terminal, func(p *verify.Paper) { p.Issued = at })
		if _, err := verify.Check(code, r, at, verify.Revocations{}); err != nil {
			t.Errorf("issued %s: %v", at, err)
		}
	}
}

func TestCertificatesOfOthersAreRefused(t *testing.T) {
	forged := certify(t, officeRoot, "K1", terminal)
	forged[len(forged)-1] ^= 1
	i, err := verify.NewIssuer(officeRoot, host)
	if err != nil {
		t.Fatal(err)
	}
	code, err := i.Issue(specimen())
	if err != nil {
		t.Fatal(err)
	}
	var statement []byte
	altered(t, code, func(raw []byte) []byte { statement = raw; return raw })
	for name, raw := range map[string][]byte{
		"another root's": certify(t, stranger, "K1", terminal), "altered": forged, "a statement": statement, "nothing": nil,
	} {
		r := verify.NewRoots(public(officeRoot))
		if _, err := r.Add(raw); !errors.Is(err, verify.ErrCertificate) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := verify.Check(issue(t, terminal, nil), r, issued, verify.Revocations{}); !errors.Is(err, verify.ErrUnknownIssuer) {
			t.Errorf("%s: afterwards %v", name, err)
		}
	}
}

func TestCertificatesThatNobodyCouldUseAreNotMade(t *testing.T) {
	good := verify.Certificate{Name: "K1", Public: public(terminal), From: issued, Until: expires}
	for name, change := range map[string]func(*verify.Certificate){
		"no name": func(c *verify.Certificate) { c.Name = "" },
		"no key":  func(c *verify.Certificate) { c.Public = nil },
		"no span": func(c *verify.Certificate) { c.Until = c.From },
		"no time": func(c *verify.Certificate) { c.From = time.Time{} },
	} {
		c := good
		change(&c)
		if _, err := verify.Certify(officeRoot, c); !errors.Is(err, verify.ErrCertificate) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := verify.Certify(ed25519.PrivateKey{1}, good); !errors.Is(err, verify.ErrCertificate) {
		t.Errorf("short root: %v", err)
	}
}

func TestFaultsInAFileOfRootsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "no line begins",
		"# only words\n":                "no line begins",
		"root AAAA\n":                   "line 1",
		"\n\nroot ???\n":                "line 3",
		"issuer " + "AAAA" + "\n":       "line 1",
		"wurzel AAAA\n":                 "neither",
		strings.Repeat("x", 70000) + "": "too long",
	} {
		_, err := verify.ParseRoots([]byte(text))
		if !errors.Is(err, verify.ErrCertificate) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestNobodyIsKnownWithoutRoots(t *testing.T) {
	_, err := verify.Check(issue(t, terminal, nil), nil, issued, verify.Revocations{})
	if !errors.Is(err, verify.ErrUnknownIssuer) {
		t.Error(err)
	}
}

func TestListThatIsNoneIsRefused(t *testing.T) {
	for _, text := range []string{"", "{}", "[]", `{"papers":[]}`, "<html>"} {
		if _, err := verify.ParseRevocations([]byte(text)); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestErrorsFromElsewhereAreNoVerdict(t *testing.T) {
	if v := verify.VerdictOf(errors.New("disk")); v != verify.Unclear {
		t.Error(v)
	}
}

// FuzzCheck looks for a panic, and for a code that passes without being one of
// the vectors.
func FuzzCheck(f *testing.F) {
	good := map[string]bool{}
	for _, v := range vectors(f) {
		f.Add(v.code)
		if v.isSigned() {
			good[base(v.code)] = true
		}
	}
	r := roots(f)
	f.Fuzz(func(t *testing.T, code string) {
		if _, err := verify.Check(code, r, issued, verify.Revocations{}); err == nil && !good[base(code)] {
			t.Errorf("%q passes", code)
		}
	})
}

// base is what two spellings of one code have in common.
func base(code string) string {
	code = strings.ToUpper(strings.Join(strings.Fields(code), ""))
	if _, last, ok := strings.Cut(code, "/C/"); ok {
		return last
	}
	return code
}
