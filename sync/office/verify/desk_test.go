package verify_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/kiosk"
	papers "linli/kiosk/verify"
	"linli/sync/office"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/verify"
)

var (
	root     = ed25519.NewKeyFromSeed([]byte("linli tests: office root........"))
	terminal = ed25519.NewKeyFromSeed([]byte("linli tests: terminal K1........"))
	issued   = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	zone     = time.FixedZone("office", 8*3600)
)

const paperID = "01KANVE6G0E8XJ2T5T8W3B9QZC"

// site is an office's desk over a real database, with a clock that stands.
type site struct {
	t   *testing.T
	url string
	log *safeBuffer

	mu  sync.Mutex
	now time.Time // protected by mu
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newSite(t *testing.T) *site {
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	return newSiteOver(t, ledger)
}

func newSiteOver(t *testing.T, book office.Papers) *site {
	s := &site{t: t, now: issued.Add(time.Hour), log: &safeBuffer{}}
	desk, err := verify.New(book, root, verify.Options{
		Office: kiosk.Text{ZH: "示例街道办事处", EN: "Example Office"}, Zone: zone,
		Kind: func(kind string) kiosk.Text {
			return map[string]kiosk.Text{"residence-certificate": {ZH: "居住证明", EN: "Residence certificate"}}[kind]
		},
		Now:    func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now },
		Logger: slog.New(slog.NewTextHandler(s.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(desk.Handler())
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) setNow(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t
}

func (s *site) answer(r *http.Request) (int, string) {
	s.t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func (s *site) get(path string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.answer(r)
}

func (s *site) post(path string, body string) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return s.answer(r)
}

// certify lets the terminal issue papers and returns the id of its key.
func (s *site) certify() string {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{
		"name": "K1", "public": terminal.Public(), "from": issued.AddDate(0, -1, 0), "until": issued.AddDate(0, 2, 0),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	status, answer := s.post("/api/papers/issuers", string(body))
	var certified struct{ Key string }
	if err := json.Unmarshal([]byte(answer), &certified); err != nil || status != http.StatusOK {
		s.t.Fatalf("%d %s: %v", status, answer, err)
	}
	return certified.Key
}

func (s *site) withdraw(what, id string) {
	s.t.Helper()
	if status, answer := s.post("/api/papers/withdrawals", `{"what":"`+what+`","id":"`+id+`","reason":"印错了"}`); status != http.StatusNoContent {
		s.t.Fatalf("%d %s", status, answer)
	}
}

// wants checks the page that a code leads to.
func (s *site) wants(code string, verdict papers.Verdict, words ...string) {
	s.t.Helper()
	status, page := s.get(code)
	if status != http.StatusOK || !strings.Contains(page, `data-verdict="`+string(verdict)+`"`) {
		s.t.Fatalf("wants %s: %d %s", verdict, status, page)
	}
	for _, w := range words {
		if !strings.Contains(page, w) {
			s.t.Errorf("%s: %q is not on the page %s", verdict, w, page)
		}
	}
	if shows := strings.Contains(page, "张*"); shows != (verdict != papers.Forged && verdict != papers.Damaged && verdict != papers.UnknownIssuer) {
		s.t.Errorf("%s: holder shown: %v", verdict, shows)
	}
}

// path issues a paper of an invented person; its number is synthetic.
func path(t *testing.T, key ed25519.PrivateKey) string {
	t.Helper()
	i, err := papers.NewIssuer(key, "office.example")
	if err != nil {
		t.Fatal(err)
	}
	code, err := i.Issue(papers.Paper{
		ID: paperID, Kind: "residence-certificate",
		Holder: kiosk.Resident{Name: "张示例", Number: "000000195001010011"},
		Issued: issued, Expires: issued.AddDate(0, 3, 0), Salt: [papers.SaltSize]byte{1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(code, "HTTPS://OFFICE.EXAMPLE")
}

func TestPageSaysWhetherAPaperIsGenuine(t *testing.T) {
	s := newSite(t)
	code := path(t, terminal)
	s.wants(code, papers.UnknownIssuer, "不是本办事处出具的", "Not issued here")
	s.certify()
	s.wants(code, papers.Genuine, "真实有效", "Genuine and valid", "居住证明", "Residence certificate",
		"0011", "K1", paperID, "2026-11-22 18:00", "示例街道办事处", "Example Office")
	s.wants(strings.ToLower(code), papers.Genuine)
	s.wants(code[:len(code)-1]+"Q", papers.Forged, "未通过查验", "Not genuine")
	s.wants("/C/ABC", papers.Damaged, "读不出来", "cannot be read")
	s.setNow(issued.Add(-time.Hour))
	s.wants(code, papers.Early, "出具时间不对", "Dated in the future")
	s.setNow(issued.AddDate(0, 3, 0))
	s.wants(code, papers.Expired, "已过期", "expired")
	s.withdraw("paper", paperID)
	s.wants(code, papers.Revoked, "已作废", "Withdrawn")
	if strings.Contains(s.log.String(), code[len("/C/"):]) || strings.Contains(s.log.String(), "张") {
		t.Errorf("logged: %s", s.log)
	}
}

func TestWithdrawnKeyEndsAllItsPapers(t *testing.T) {
	s := newSite(t)
	key := s.certify()
	code := path(t, terminal)
	s.wants(code, papers.Genuine)
	s.withdraw("issuer", strings.ToUpper(key))
	s.wants(code, papers.Revoked)
}

func TestPublishedFilesCheckPapersWithoutALine(t *testing.T) {
	s := newSite(t)
	s.certify()
	_, rootsText := s.get("/c/roots.txt")
	roots, err := papers.ParseRoots([]byte(rootsText))
	if err != nil {
		t.Fatal(err)
	}
	check := func(want papers.Verdict) {
		t.Helper()
		status, text := s.get("/c/revoked.json")
		revoked, err := papers.ParseRevocations([]byte(text))
		if err != nil || status != http.StatusOK {
			t.Fatalf("%d %s: %v", status, text, err)
		}
		if strings.Contains(text, "印错了") {
			t.Error("the public list has reasons")
		}
		if _, err := papers.Check(path(t, terminal), roots, issued, revoked); papers.VerdictOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	check(papers.Genuine)
	s.withdraw("paper", strings.ToLower(paperID))
	check(papers.Revoked)
	if _, list := s.get("/api/papers/withdrawals"); !strings.Contains(list, "印错了") || !strings.Contains(list, paperID) {
		t.Errorf("staff read %s", list)
	}
}

func TestRequestsOfStaffAreCheckedAndSaidWhy(t *testing.T) {
	s := newSite(t)
	const withdrawals, issuers = "/api/papers/withdrawals", "/api/papers/issuers"
	for _, c := range []struct{ path, body, want string }{
		{withdrawals, `{`, "EOF"},
		{withdrawals, `{"what":"all","id":"x","reason":"y"}`, "what must be"},
		{withdrawals, `{"what":"paper","id":"A005","reason":"y"}`, "26 letters"},
		{withdrawals, `{"what":"issuer","id":"A005","reason":"y"}`, "16 hexadecimal"},
		{withdrawals, `{"what":"paper","id":"` + paperID + `"}`, "reason"},
		{withdrawals, `{"what":"paper","id":"` + paperID + `","reason":"` + strings.Repeat("字", 201) + `"}`, "reason"},
		{withdrawals, `{"paper":"` + paperID + `"}`, "unknown field"},
		{withdrawals, `{"reason":"` + strings.Repeat("a", 5000) + `"}`, "too large"},
		{issuers, `{"name":"K1"}`, "unusable"},
	} {
		if status, answer := s.post(c.path, c.body); status != http.StatusBadRequest || !strings.Contains(answer, c.want) {
			t.Errorf("%.60s: %d %s", c.body, status, answer)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+withdrawals, strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := s.answer(r); status != http.StatusUnsupportedMediaType {
		t.Errorf("a form: %d", status)
	}
	r.Header.Set("Origin", "https://elsewhere.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if status, _ := s.answer(r); status != http.StatusForbidden {
		t.Errorf("from another site: %d", status)
	}
}

func TestPageTakesNothingFromElsewhereAndIsNotKept(t *testing.T) {
	s := newSite(t)
	resp, err := http.Get(s.url + "/c/ABC")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store",
		"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
	} {
		if got := resp.Header.Get(header); !strings.Contains(got, want) {
			t.Errorf("%s: %q", header, got)
		}
	}
	if status, css := s.get("/c/verdict.css"); status != http.StatusOK || !strings.Contains(css, "--ground") {
		t.Errorf("style: %d", status)
	}
}

func TestCodeWithMarkupIsNotRepeated(t *testing.T) {
	s := newSite(t)
	_, page := s.get("/c/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
	if strings.Contains(page, "alert") || !strings.Contains(page, `data-verdict="damaged"`) {
		t.Error(page)
	}
}

// broken is a database whose disk is gone.
type broken struct{ err error }

func (b broken) Withdraw(context.Context, office.Withdrawal) error { return b.err }
func (b broken) Withdrawals(context.Context, office.Withdrawn, ...string) ([]office.Withdrawal, error) {
	return nil, b.err
}
func (b broken) AddIssuer(context.Context, office.Issuer) error { return b.err }
func (b broken) Issuers(context.Context, uint64) ([]office.Issuer, error) {
	return nil, b.err
}

func TestWithoutDatabaseNoPaperIsCalledForged(t *testing.T) {
	s := newSiteOver(t, broken{errors.New("disk gone")})
	status, page := s.get(path(t, terminal))
	if status != http.StatusServiceUnavailable || !strings.Contains(page, `data-verdict="unclear"`) || !strings.Contains(page, "这不说明凭证的真假") {
		t.Errorf("%d %s", status, page)
	}
	for _, p := range []string{"/c/roots.txt", "/c/revoked.json", "/api/papers/withdrawals"} {
		if status, _ := s.get(p); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", p, status)
		}
	}
	if status, _ := s.post("/api/papers/withdrawals", `{"what":"paper","id":"`+paperID+`","reason":"y"}`); status != http.StatusServiceUnavailable {
		t.Errorf("withdraw: %d", status)
	}
	if !strings.Contains(s.log.String(), kiosk.EventOfficeTrouble) {
		t.Error("nothing is logged")
	}
}

// foreign holds a certificate of another root.
type foreign struct{ broken }

func (foreign) Issuers(context.Context, uint64) ([]office.Issuer, error) {
	raw, err := papers.Certify(terminal, papers.Certificate{Name: "K9", Public: terminal.Public().(ed25519.PublicKey), From: issued, Until: issued.AddDate(1, 0, 0)})
	return []office.Issuer{{Position: 1, Certificate: raw}}, err
}

func TestCertificateOfAnotherRootIsSetAside(t *testing.T) {
	s := newSiteOver(t, foreign{})
	s.wants(path(t, terminal), papers.UnknownIssuer)
	if !strings.Contains(s.log.String(), kiosk.EventIssuerAside) {
		t.Error("nothing is logged")
	}
	if _, text := s.get("/c/roots.txt"); strings.Contains(text, "issuer ") {
		t.Errorf("given out: %s", text)
	}
}

func TestDeskWantsARootKey(t *testing.T) {
	if _, err := verify.New(broken{}, nil, verify.Options{}); err == nil {
		t.Error("no key is a key")
	}
}
