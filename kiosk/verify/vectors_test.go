package verify_test

import (
	"crypto/ed25519"
	"encoding/base32"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/verify"
)

var update = flag.Bool("update", false, "write the vectors anew")

// The keys are made from words: whoever reads this file has them, and nobody
// trusts them.
var (
	officeRoot = keyOf("linli vectors: office root......")
	terminal   = keyOf("linli vectors: terminal K1......")
	lostKey    = keyOf("linli vectors: terminal K2, lost")
	stranger   = keyOf("linli vectors: somebody else....")

	issued  = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	expires = issued.AddDate(0, 3, 0)
)

const (
	host      = "street-office.example.org"
	paperID   = "01KANVE6G0E8XJ2T5T8W3B9QZC"
	revokedID = "01KANVE6G0E8XJ2T5T8W3B9QZD"
	// number is synthetic: no division has the code 000000.
	number = "000000195001010011"
)

func keyOf(seed string) ed25519.PrivateKey { return ed25519.NewKeyFromSeed([]byte(seed)) }

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// specimen is a paper of an invented person.
func specimen() verify.Paper {
	return verify.Paper{
		ID: paperID, Kind: "residence-certificate",
		Holder: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: number},
		Issued: issued, Expires: expires,
		Salt: [verify.SaltSize]byte([]byte("a salt of nobody")),
	}
}

func issue(t testing.TB, key ed25519.PrivateKey, change func(*verify.Paper)) string {
	t.Helper()
	i, err := verify.NewIssuer(key, host)
	if err != nil {
		t.Fatal(err)
	}
	p := specimen()
	if change != nil {
		change(&p)
	}
	code, err := i.Issue(p)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func certify(t testing.TB, root ed25519.PrivateKey, name string, key ed25519.PrivateKey) []byte {
	t.Helper()
	raw, err := verify.Certify(root, verify.Certificate{
		Name: name, Public: public(key), From: issued.AddDate(0, -1, 0), Until: issued.AddDate(0, 2, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func rootsFile(t testing.TB) string {
	return "# Keys of the vectors in this folder; they protect nothing.\n" + verify.FormatRoots(public(officeRoot),
		[][]byte{certify(t, officeRoot, "K1", terminal), certify(t, officeRoot, "K2", lostKey)})
}

func revokedFile(t testing.TB) string {
	t.Helper()
	text, err := json.MarshalIndent(verify.Revocations{
		AsOf:    issued.AddDate(0, 0, 2),
		Papers:  []verify.Revocation{{ID: revokedID, At: issued.AddDate(0, 0, 1)}},
		Issuers: []verify.Revocation{{ID: verify.KeyIDOf(public(lostKey)).String(), At: issued.AddDate(0, 0, 1)}},
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// altered changes one byte of the signed bytes of a code.
func altered(t testing.TB, code string, change func(raw []byte) []byte) string {
	t.Helper()
	head, last, _ := strings.Cut(code, "/C/")
	enc := base32.StdEncoding.WithPadding(base32.NoPadding)
	raw, err := enc.DecodeString(last)
	if err != nil {
		t.Fatal(err)
	}
	return head + "/C/" + enc.EncodeToString(change(raw))
}

type vector struct {
	name    string
	verdict verify.Verdict
	now     time.Time
	code    string
}

func vectors(t testing.TB) []vector {
	later := issued.AddDate(0, 0, 3)
	good := issue(t, terminal, nil)
	flip := func(i int) func([]byte) []byte {
		return func(raw []byte) []byte {
			raw[(i+len(raw))%len(raw)] ^= 1
			return raw
		}
	}
	before := func(p *verify.Paper) { p.Issued = issued.AddDate(0, -2, 0) }
	after := func(p *verify.Paper) { p.Issued = issued.AddDate(0, 2, 0) }
	tail := good[strings.Index(good, "/C/")+3:]
	return []vector{
		{"genuine", "genuine", later, good},
		{"genuine-in-its-last-second", "genuine", expires.Add(-time.Second), good},
		{"genuine-clock-behind", "genuine", issued.Add(-verify.ClockTolerance), good},
		{"genuine-without-address", "genuine", later, tail},
		{"genuine-lower-case", "genuine", later, strings.ToLower(good)},
		{"genuine-other-host", "genuine", later, "https://elsewhere.example/c/" + tail},
		{"genuine-broken-lines", "genuine", later, tail[:60] + " " + tail[60:120] + "\n" + tail[120:]},
		{"expired", "expired", expires, good},
		{"early", "early", issued.Add(-verify.ClockTolerance - time.Second), good},
		{"revoked", "revoked", later, issue(t, terminal, func(p *verify.Paper) { p.ID = revokedID })},
		{"revoked-and-expired", "revoked", expires, issue(t, terminal, func(p *verify.Paper) { p.ID = revokedID })},
		{"revoked-key", "revoked", later, issue(t, lostKey, nil)},
		{"unknown-issuer", "unknown-issuer", later, issue(t, stranger, nil)},
		{"unknown-issuer-before-its-certificate", "unknown-issuer", later, issue(t, terminal, before)},
		{"unknown-issuer-after-its-certificate", "unknown-issuer", expires.Add(-time.Second), issue(t, terminal, after)},
		{"forged-claim", "forged", later, altered(t, good, flip(40))},
		{"forged-signature", "forged", later, altered(t, good, flip(-1))},
		{"forged-certificate-as-statement", "forged", later, "HTTPS://X/C/" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(certify(t, terminal, "K9", stranger))},
		{"damaged-empty", "damaged", later, "HTTPS://X/C/"},
		{"damaged-half", "damaged", later, good[:len(good)/2]},
		{"damaged-sign", "damaged", later, good + "!"},
		{"damaged-byte-more", "damaged", later, altered(t, good, func(raw []byte) []byte { return append(raw, 0) })},
		{"damaged-other-site", "damaged", later, "https://example.org/menu"},
		{"damaged-too-long", "damaged", later, strings.Repeat("A", verify.MaxCode+1)},
		{"damaged-long-form", "damaged", later, altered(t, good, longForm)},
	}
}

// longForm writes the payload's length in two bytes where one is enough: the
// same statement and signature, another code.
func longForm(raw []byte) []byte {
	const at = 17 // tag, array, protected header of 13 bytes with its length, empty map
	if raw[at-1] != 0xA0 || raw[at] != 0x58 {
		return nil
	}
	return append(append(append([]byte{}, raw[:at]...), 0x59, 0), raw[at+1:]...)
}

// isSigned reports whether a key known to the office signed the code.
func (v vector) isSigned() bool {
	return slices.Contains([]verify.Verdict{verify.Genuine, verify.Expired, verify.Revoked, verify.Early}, v.verdict)
}

func (v vector) String() string {
	return fmt.Sprintf("verdict: %s\nnow: %s\ncode: %s\n", v.verdict, v.now.Format(time.RFC3339), strconv.Quote(v.code))
}

func readVector(t *testing.T, path string) vector {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := vector{name: strings.TrimSuffix(filepath.Base(path), ".txt")}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch key {
		case "verdict":
			v.verdict = verify.Verdict(value)
		case "now":
			v.now, err = time.Parse(time.RFC3339, value)
		case "code":
			v.code, err = strconv.Unquote(value)
		}
		if err != nil {
			t.Fatalf("%s: %s: %v", path, key, err)
		}
	}
	return v
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join("testdata", name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestSamePapersGiveTheVectorsByteForByte(t *testing.T) {
	files := map[string]string{"roots.txt": rootsFile(t), "revoked.json": revokedFile(t)}
	for _, v := range vectors(t) {
		files["vectors/"+v.name+".txt"] = v.String()
	}
	for name, text := range files {
		if *update {
			write(t, name, text)
		}
		if got := string(read(t, name)); got != text {
			t.Errorf("%s: is now\n%s\nwas\n%s", name, text, got)
		}
	}
}

func TestVectorsHaveTheirVerdict(t *testing.T) {
	roots, err := verify.ParseRoots(read(t, "roots.txt"))
	if err != nil {
		t.Fatal(err)
	}
	revoked, err := verify.ParseRevocations(read(t, "revoked.json"))
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("testdata/vectors/*.txt")
	if err != nil || len(paths) != len(vectors(t)) {
		t.Fatalf("%d files, %d vectors: %v", len(paths), len(vectors(t)), err)
	}
	for _, path := range paths {
		v := readVector(t, path)
		s, err := verify.Check(v.code, roots, v.now, revoked)
		if got := verify.VerdictOf(err); got != v.verdict {
			t.Errorf("%s: %s (%v)", v.name, got, err)
		}
		if v.isSigned() != (s.ID != "") {
			t.Errorf("%s: states %+v", v.name, s)
		}
	}
}
