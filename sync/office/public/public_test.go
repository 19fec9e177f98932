package public_test

import (
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/booking"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
	"linli/sync/office/public"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

var update = flag.Bool("update", false, "write the golden pages anew")

var (
	zone = time.FixedZone("office", 8*3600)
	noon = time.Date(2026, 11, 20, 12, 0, 0, 0, zone)
)

// Ids of tickets and of a case with its code.
const (
	first  = "01KAFQ6R5G0000000000000001"
	second = "01KAFQ6R5G0000000000000002"
	third  = "01KAFQ6R5G0000000000000003"
	caseID = "01KAFQ6R5GABCDEFGH7K3Q4M2X"
)

// site is the pages over a real hall and real casework, with a clock that
// stands.
type site struct {
	t     *testing.T
	url   string
	hall  *hall.Hall
	cases *casework.Casework

	mu      sync.Mutex // protects all below
	now     time.Time
	offered *catalogue.Catalogue
}

func open(t *testing.T, with ...func(*public.Options)) *site {
	t.Helper()
	s := &site{t: t, now: noon, offered: shelf()}
	counters := []kiosk.Counter{{ID: "1", Prefix: "A", Name: kiosk.Text{ZH: "综合窗口", EN: "General counter"}}}
	s.hall = hall.New(counters, zone, nil, s.clock)
	s.cases = casework.New(nil, nil, s.clock)
	opts := public.Options{
		Office: kiosk.Text{ZH: "示例街道办事处", EN: "Demo Subdistrict Office"}, Demo: true, Zone: zone, Now: s.clock,
		Logger:  slog.New(slog.DiscardHandler),
		Offered: s.published,
		Item:    func(id kiosk.ItemID) (catalogue.ServiceItem, bool) { return s.published().Item(id) },
		Papers: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "papers "+r.URL.Path)
		}),
	}
	for _, change := range with {
		change(&opts)
	}
	pages, err := public.New(s.hall, s.cases, opts)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages.Handler())
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) published() *catalogue.Catalogue {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offered
}

func (s *site) publish(c *catalogue.Catalogue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offered = c
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// shelf is a small catalogue, all of it invented.
func shelf() *catalogue.Catalogue {
	return &catalogue.Catalogue{
		Groups:   []catalogue.Group{{ID: "elder", Name: kiosk.Text{ZH: "老人", EN: "Older people"}}},
		Counters: []kiosk.Counter{{ID: "1", Prefix: "A", Name: kiosk.Text{ZH: "综合窗口", EN: "General counter"}}},
		Items: []catalogue.ServiceItem{{
			ID: "meals", Group: "elder", Name: kiosk.Text{ZH: "助餐", EN: "Meals"}, Hint: kiosk.Text{ZH: "午饭送上门", EN: "Lunch at your door"},
			Counter: "1", Materials: []kiosk.Text{{ZH: "身份证", EN: "ID card"}, {ZH: "户口簿"}}, Conditions: []kiosk.Text{{ZH: "满70岁", EN: "70 or older"}},
			TimeLimit: catalogue.TimeLimit{Promised: kiosk.Text{ZH: "3个工作日", EN: "3 working days"}},
			Post:      kiosk.Text{ZH: "老龄岗", EN: "Older people's desk"}, Phone: "0000-0002",
		}},
		Listings: []catalogue.Listing{{ID: "notices", Name: kiosk.Text{ZH: "通知", EN: "Notices"}, Entries: []catalogue.ListingEntry{
			{ID: "water", Title: kiosk.Text{ZH: "周六停水", EN: "No water on Saturday"}, Lines: []kiosk.Text{{ZH: "请存水。", EN: "Store some."}},
				From: "2026-11-19", Until: "2026-11-21", Phone: "0000-0101", Link: "https://example.invalid/water"},
			{ID: "past", Title: kiosk.Text{ZH: "过去的事"}, Until: "2026-11-19"},
			{ID: "later", Title: kiosk.Text{ZH: "以后的事"}, From: "2026-11-21"},
		}}},
	}
}

// get reads a page as a telephone of somebody who reads Chinese.
func (s *site) get(path string, header ...string) (int, string) {
	s.t.Helper()
	status, page, _ := s.ask(http.MethodGet, path, header...)
	return status, page
}

func (s *site) ask(method, path string, header ...string) (int, string, http.Header) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(body) > 20<<10 {
		s.t.Errorf("%s has %d bytes", path, len(body))
	}
	return resp.StatusCode, string(body), resp.Header
}

// wants checks the status of a page and what stands on it.
func (s *site) wants(path string, status int, words ...string) {
	s.t.Helper()
	got, page := s.get(path)
	if got != status {
		s.t.Errorf("%s answers %d, want %d", path, got, status)
	}
	for _, w := range words {
		if !strings.Contains(page, w) {
			s.t.Errorf("%s: %q is not on\n%s", path, w, page)
		}
	}
}

// take brings a ticket of today into the hall.
func (s *site) take(position uint64, id, number string) {
	s.hall.Apply(office.Event{Position: position, ReceivedAt: s.clock(), Device: "K1", Seq: position, Payload: &linlipb.Payload{
		What: &linlipb.Payload_TicketTaken{TicketTaken: &linlipb.TicketTaken{
			Id: id, Number: number, Prefix: number[:1], Item: "meals", BusinessDay: string(kiosk.BusinessDayOf(s.clock(), zone)), Resident: resident()}},
	}})
}

func (s *site) call(seq uint64, id string) {
	s.hall.Apply(office.Event{Position: 100 + seq, ReceivedAt: s.clock(), Device: wire.OfficeDevice, Seq: seq, Payload: &linlipb.Payload{
		What: &linlipb.Payload_Called{Called: &linlipb.Called{Ticket: id, Counter: "1"}},
	}})
}

// handIn brings a case into the casework.
func (s *site) handIn(change ...func(*linlipb.CaseOpened)) (code string) {
	c := &linlipb.CaseOpened{
		Id: caseID, Item: "meals", BusinessDay: "2026-11-20", Resident: resident(), Agent: resident(),
		Answers: []*linlipb.Answer{{Field: "phone", Value: "ANSWERED-0000"}},
	}
	for _, f := range change {
		f(c)
	}
	s.cases.Apply(office.Event{Position: 50, ReceivedAt: s.clock(), Made: wire.Placed{At: s.clock(), How: wire.Exact}, Device: "K1", Seq: 9,
		Payload: &linlipb.Payload{What: &linlipb.Payload_CaseOpened{CaseOpened: c}}})
	return kiosk.CaseCode(caseID)
}

func (s *site) move(seq uint64, m *linlipb.CaseMoved) {
	m.Case = caseID
	s.cases.Apply(office.Event{Position: 200 + seq, ReceivedAt: s.clock(), Device: wire.OfficeDevice, Seq: seq,
		Payload: &linlipb.Payload{What: &linlipb.Payload_CaseMoved{CaseMoved: m}}})
}

func TestTicketIsFollowedFromTheQueueToTheCounter(t *testing.T) {
	s := open(t)
	s.wants("/T/"+first, http.StatusNotFound, "没有查到这个号码", "您手里的票一直有效")
	s.take(1, first, "A001")
	s.take(2, second, "A002")
	s.take(3, third, "A003")
	s.wants("/T/"+third, http.StatusOK, "A003", "前面还有 2 位", `http-equiv="refresh" content="15"`)
	s.wants("/T/"+second, http.StatusOK, "前面还有 1 位")
	s.wants("/t/"+strings.ToLower(first), http.StatusOK, "A001", "下一个就是您")
	s.call(1, first)
	s.wants("/T/"+first, http.StatusOK, "请到 1 号窗口", "12:00 叫到了您", "calls")
	s.wants("/T/"+second, http.StatusOK, "下一个就是您")
	s.pass(5 * time.Minute)
	s.call(2, second)
	s.wants("/T/"+first, http.StatusOK, "已经叫过您了", "12:00 在 1 号窗口")
	s.pass(24 * time.Hour)
	s.wants("/T/"+third, http.StatusNotFound, "号码只在取号当天有效")
}

// TestTicketIsNotNextWhileTheCountersAreShut: the hours are invented.
func TestTicketIsNotNextWhileTheCountersAreShut(t *testing.T) {
	hours, err := calendar.Load("hours.yaml", []byte(`words: {zh: 示例时间, en: Sample hours}
week:
  - {days: [mon, tue, wed, thu, fri], from: "09:00", to: "12:00"}
  - {days: [mon, tue, wed, thu, fri], from: "13:30", to: "17:00"}
`))
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, func(o *public.Options) { o.Hours = func() *calendar.Calendar { return hours } })
	s.take(1, first, "A001") // at twelve: counters have just closed
	s.wants("/T/"+first, http.StatusOK, "窗口 13:30 开始办公", "下一个就是您", "示例时间")
	s.wants("/T/"+first+"?lang=en", http.StatusOK, "Counters open at 13:30", "Sample hours")
	s.pass(90 * time.Minute)
	s.wants("/T/"+first, http.StatusOK, "下一个就是您", "叫号屏为准")
	s.pass(4 * time.Hour)
	s.take(2, second, "A002")
	for path, words := range map[string]string{first: "办公时间过了", second: "这个号今天不叫"} {
		s.wants("/T/"+path, http.StatusOK, words, "示例时间")
		if _, page := s.get("/T/" + path); strings.Contains(page, "下一个") || strings.Contains(page, "前面还有") {
			t.Errorf("it will still be called:\n%s", page)
		}
	}
	s.call(1, first)
	s.wants("/T/"+first, http.StatusOK, "请到 1 号窗口")
}

func TestCaseIsFollowedWithItsCode(t *testing.T) {
	s := open(t)
	code := s.handIn()
	s.wants("/C/"+code, http.StatusOK, code, "收到了，还没开始办", "助餐", "2026年11月20日", "3个工作日", "老龄岗", `href="tel:0000-0002"`)
	s.wants("/c/"+strings.ToLower(strings.ReplaceAll(code, "-", "")), http.StatusOK, code)
	s.pass(48 * time.Hour)
	s.move(1, &linlipb.CaseMoved{State: string(kiosk.CaseReturned), Words: "WRITTEN-BY-STAFF"})
	s.wants("/C/"+code, http.StatusOK, "还缺东西，请补", "2026年11月22日", "工作人员有话给您", "放身份证看")
	s.move(2, &linlipb.CaseMoved{State: string(kiosk.CaseDecided)})
	s.wants("/C/"+code, http.StatusOK, "办好了")
}

func TestCaseThatIsLateIsSaidToBeLate(t *testing.T) {
	var late atomic.Bool
	s := open(t, func(o *public.Options) {
		o.Due = func(c casework.Case) (casework.Due, bool) {
			return casework.Due{On: "2026-11-24", Overdue: late.Load()}, c.State != kiosk.CaseDecided
		}
	})
	code := s.handIn()
	s.wants("/C/"+code, http.StatusOK, "最晚哪天", "<dd>2026年11月24日</dd>")
	late.Store(true)
	s.wants("/C/"+code, http.StatusOK, "2026年11月24日，已经过了")
	s.move(1, &linlipb.CaseMoved{State: string(kiosk.CaseDecided)})
	if _, page := s.get("/C/" + code); strings.Contains(page, "最晚") {
		t.Error(page)
	}
}

func TestCaseTellsItsPlaceOnTheWaitingList(t *testing.T) {
	var rank atomic.Int64
	s := open(t, func(o *public.Options) {
		o.Booked = func(kiosk.CaseID) []booking.Booked {
			return []booking.Booked{{Listing: "notices", Entry: "talk", Rank: int(rank.Load())}, {Listing: "notices", Entry: "water", Rank: 9}, {Listing: "none"}}
		}
	})
	c := shelf()
	c.Listings[0].Entries = append(c.Listings[0].Entries, catalogue.ListingEntry{ID: "talk", Capacity: 2})
	s.publish(c)
	code := s.handIn()
	for n, words := range map[int64]string{0: "补交以前不占名额", 2: "<dd>在名额以内", 5: "<dd>候补第 3 位</dd>"} {
		rank.Store(n)
		s.wants("/C/"+code, http.StatusOK, "名额", words)
		if _, page := s.get("/C/" + code); strings.Count(page, "<dd>") != strings.Count(page, "<dt>") {
			t.Error(page)
		}
	}
	s.move(1, &linlipb.CaseMoved{State: string(kiosk.CaseDecided)})
	if _, page := s.get("/C/" + code); strings.Contains(page, "名额") || strings.Contains(page, "候补") {
		t.Error(page)
	}
}

func TestCaseThatWasPutAsideIsNotHandedIn(t *testing.T) {
	s := open(t)
	code := s.handIn(func(c *linlipb.CaseOpened) { c.Saved = true })
	s.wants("/C/"+code, http.StatusOK, "先存着，还没有交", "接着办")
}

// TestWrongCodesAreAllTheSame: whoever tries codes learns nothing from how an
// answer differs.
func TestWrongCodesAreAllTheSame(t *testing.T) {
	const takes = 50 * time.Millisecond
	s := open(t, func(o *public.Options) { o.CaseTakes = takes })
	code := s.handIn()
	mistyped := code[:len(code)-1] + "Z"
	want := ""
	for _, c := range []string{"0000-0000", mistyped, "ABC"} {
		begin := time.Now()
		status, page := s.get("/C/" + c)
		if took := time.Since(begin); took < takes {
			t.Errorf("%s took %v", c, took)
		}
		page = strings.ReplaceAll(page, c, "")
		if want == "" {
			want = page
		}
		if status != http.StatusNotFound || page != want {
			t.Errorf("%s: %d %s", c, status, page)
		}
	}
	begin := time.Now()
	if status, _ := s.get("/C/" + code); status != http.StatusOK || time.Since(begin) < takes {
		t.Errorf("a right one answers %d after %v", status, time.Since(begin))
	}
}

func TestCodeIsTypedIntoAForm(t *testing.T) {
	s := open(t)
	s.wants("/C", http.StatusOK, "回执上的查询号", `action="/C"`)
	s.wants("/C?code=7K3Q-4M2Z", http.StatusOK, "有一位不对")
	if _, page := s.get("/C?code=%22%3E%3Cscript%3Ealert(1)"); strings.Contains(page, "alert") {
		t.Error("what was typed is repeated")
	}
	code := s.handIn()
	status, _, header := s.ask(http.MethodGet, "/C?lang=en&code="+strings.ToLower(strings.ReplaceAll(code, "-", "+")))
	if status != http.StatusSeeOther || header.Get("Location") != "/C/"+code+"?lang=en" {
		t.Errorf("%d to %s", status, header.Get("Location"))
	}
}

func TestCodesOnCertificatesGoToTheirOwnPage(t *testing.T) {
	s := open(t)
	for path, want := range map[string]string{
		"/C/2KCE3IQBE4CEQSEH2ZSE5Q": "papers /C/2KCE3IQBE4CEQSEH2ZSE5Q",
		"/c/roots.txt":              "papers /c/roots.txt",
	} {
		if status, page := s.get(path); status != http.StatusOK || page != want {
			t.Errorf("%s: %d %s", path, status, page)
		}
	}
	s = open(t, func(o *public.Options) { o.Papers = nil })
	s.wants("/C/2KCE3IQBE4CEQSEH2ZSE5Q", http.StatusNotFound, "没有查到这个查询号")
}

func TestNoticesAreShownFromTheirFirstToTheirLastDay(t *testing.T) {
	s := open(t)
	s.wants("/N", http.StatusOK, `href="/N/notices"`)
	s.wants("/N/NOTICES", http.StatusOK, `href="/N/notices/water"`)
	if _, page := s.get("/N/notices"); strings.Contains(page, "过去的事") || strings.Contains(page, "以后的事") {
		t.Error(page)
	}
	s.wants("/N/NOTICES/WATER", http.StatusOK, "周六停水", "请存水。", "2026年11月21日", `href="https://example.invalid/water"`)
	for _, gone := range []string{"/N/NOTICES/PAST", "/N/NOTICES/LATER", "/N/NOTICES/NONE", "/N/NONE", "/N/NONE/WATER"} {
		s.wants(gone, http.StatusNotFound, "现在不公布了", `href="/N"`)
	}
	s.pass(24 * time.Hour)
	s.wants("/N/NOTICES/LATER", http.StatusOK, "以后的事")
	s.pass(24 * time.Hour)
	s.wants("/N/NOTICES/WATER", http.StatusNotFound)
	s.publish(&catalogue.Catalogue{})
	s.wants("/N", http.StatusOK, "现在没有内容")
}

func TestGuideSaysWhatToBringFirst(t *testing.T) {
	s := open(t)
	s.wants("/G", http.StatusOK, "老人", `href="/G/meals"`)
	s.wants("/G/MEALS", http.StatusOK, "身份证", "户口簿", "1 号窗口 综合窗口", "3个工作日")
	_, page := s.get("/G/MEALS")
	if strings.Index(page, "身份证") > strings.Index(page, "满70岁") || strings.Contains(page, "法律规定") {
		t.Error(page)
	}
	s.wants("/G/NONE", http.StatusNotFound, "没有这一项指南", `href="/G"`)
}

func TestLongListsAreTurned(t *testing.T) {
	s := open(t)
	more := shelf()
	one := more.Items[0]
	one.Name.ZH, one.Hint.ZH = strings.Repeat("事", 14), strings.Repeat("提", 24)
	for len(more.Items) < 100 {
		more.Items = append(more.Items, one)
	}
	s.publish(more)
	s.wants("/G", http.StatusOK, "老人", `href="/G?p=1"`)
	s.wants("/G?p=1&lang=en", http.StatusOK, `href="/G?p=0&amp;lang=en"`, `href="/G?p=2&amp;lang=en"`, `href="/G?lang=zh&amp;p=1"`)
	for _, odd := range []string{"/G?p=2", "/G?p=77", "/G?p=-1", "/G?p=x"} {
		s.wants(odd, http.StatusOK, "事事")
	}
}

func TestLanguageIsTheTelephonesOrTheLinks(t *testing.T) {
	s := open(t)
	for accept, want := range map[string]string{
		"": "zh", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "en-US,en;q=0.9,zh;q=0.8": "en", "fr-FR,fr": "en", "fr,zh;q=0.3": "zh",
		"*": "zh", "??;;": "zh", "zh;q=0.1,en;q=0.9": "en",
	} {
		if _, page := s.get("/C", "Accept-Language", accept); !strings.Contains(page, `<html lang="`+want+`">`) {
			t.Errorf("%q: not %s", accept, want)
		}
	}
	if _, page := s.get("/?lang=en", "Accept-Language", "zh"); !strings.Contains(page, "Follow your case") || !strings.Contains(page, `href="/C?lang=en"`) ||
		!strings.Contains(page, `href="/?lang=zh"`) {
		t.Error(page)
	}
}

func TestPagesTakeNothingAndGiveNothingAway(t *testing.T) {
	s := open(t)
	code := s.handIn()
	for _, path := range []string{"/", "/C", "/C/" + code, "/T/" + first, "/N", "/G/MEALS"} {
		_, page, h := s.ask(http.MethodGet, path)
		for header, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff",
			"Referrer-Policy": "no-referrer", "Vary": "Accept-Language",
		} {
			if !strings.Contains(h.Get(header), want) {
				t.Errorf("%s: %s is %q", path, header, h.Get(header))
			}
		}
		if h.Get("Set-Cookie") != "" || strings.Contains(page, "<script") {
			t.Errorf("%s has a cookie or a script", path)
		}
	}
	if _, _, h := s.ask(http.MethodGet, "/C/"+code); h.Get("Cache-Control") != "no-store" || h.Get("X-Robots-Tag") != "noindex" {
		t.Errorf("a case may be kept: %v", h)
	}
	if status, css, _ := s.ask(http.MethodGet, "/public.css"); status != http.StatusOK || !strings.Contains(css, "--ground") {
		t.Errorf("style: %d", status)
	}
	for _, path := range []string{"/C", "/T/" + first, "/healthz", "/cases", "/api/tickets", "/linli.v1.Sync/Push", "/nothing"} {
		if status, _, _ := s.ask(http.MethodPost, path); status != http.StatusNotFound && status != http.StatusMethodNotAllowed {
			t.Errorf("POST %s answers %d", path, status)
		}
	}
	s.wants("/nothing", http.StatusNotFound, "没有这一页")
}

func TestGoldenPages(t *testing.T) {
	s := open(t)
	s.take(1, first, "A001")
	s.take(2, second, "A002")
	s.call(1, first)
	code := s.handIn()
	s.move(1, &linlipb.CaseMoved{State: string(kiosk.CaseReturned), Words: "WRITTEN-BY-STAFF"})
	for name, path := range map[string]string{
		"home": "/", "ticket-waiting": "/T/" + second, "ticket-called": "/T/" + first + "?lang=en", "ask": "/C?lang=en", "case": "/C/" + code,
		"notices": "/N/notices", "notice": "/N/notices/water?lang=en", "guide": "/G/meals", "unknown": "/C/0000-0000",
	} {
		_, page := s.get(path)
		file := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || page != string(want) {
			t.Errorf("%s: %v\n%s", name, err, page)
		}
	}
}

// TestAllWordsAreThere: a phrase that is missing would show its key.
func TestAllWordsAreThere(t *testing.T) {
	for _, state := range []kiosk.CaseState{kiosk.CaseSubmitted, kiosk.CaseAccepted, kiosk.CaseReturned, kiosk.CaseDecided, kiosk.CaseSaved} {
		if _, ok := assets.Lookup("track.state-" + string(state)); !ok {
			t.Errorf("no words for %s", state)
		}
	}
	s := open(t)
	s.take(1, first, "A001")
	code := s.handIn()
	for _, path := range []string{"/", "/T/" + first, "/T/" + second, "/C", "/C?code=x", "/C/" + code, "/C/0", "/N", "/N/notices", "/N/notices/water", "/N/none", "/G", "/G/meals", "/G/none", "/none"} {
		for _, lang := range []string{"zh", "en"} {
			if _, page := s.get(path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "lang=" + lang); strings.Contains(page, "public.") && strings.Count(page, "public.") > strings.Count(page, "/public.css") ||
				strings.Contains(page, "track.") || strings.Contains(page, "{") {
				t.Errorf("%s in %s:\n%s", path, lang, page)
			}
		}
	}
}
