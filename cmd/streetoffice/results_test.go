package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
)

// theVote is the ballot of the catalogue that these tests change.
const theVote = "handrail-vote"

// voting is a folder with the items of the programs, with another line for
// when and by whom is voted.
func voting(t *testing.T, line string) string {
	t.Helper()
	dir := guide(t, "quick:", "quick:")
	name := filepath.Join(dir, "services", "items", theVote+".yaml")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	found := false
	for i, l := range lines {
		if strings.HasPrefix(l, "ballot:") {
			lines[i], found = line, true
		}
	}
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600); err != nil || !found {
		t.Fatal(found, err)
	}
	return dir
}

// boxOf puts a box with so many voters into the office's drawers.
func boxOf(t *testing.T, data string, voters int, counts string) {
	t.Helper()
	ledger, err := openLedger(t.Context(), settings{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	var names []string
	for i := range voters {
		names = append(names, fmt.Sprintf("%q", fmt.Sprint("v", i)))
	}
	err = ledger.ChangeFile(t.Context(), "ballot", theVote, func([]byte) ([]byte, error) {
		return fmt.Appendf(nil, `{"voters":[%s],"counts":%s}`, strings.Join(names, ","), counts), nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func page(t *testing.T, at string) string {
	t.Helper()
	resp, err := http.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestResultGoesFromTheCountToATelephone: one touch of staff after the last
// day, and residents read it.
func TestResultGoesFromTheCountToATelephone(t *testing.T) {
	data, phones := emptyOffice(t), freePort(t)
	dir := voting(t, `ballot: {from: "2026-01-01", until: "2026-01-31", age: 18, result: notices}`)
	if out, err := staff(t, data, "publish", "catalogue", dir); err != nil {
		t.Fatal(out, err)
	}
	boxOf(t, data, 7, `{"handrails":{"agree":5,"against":2},"first":{"gate-2":4,"any":3}}`)
	base, stop := start(t, "-listen", "127.0.0.1:0", "-public", phones, "-data", data)
	press := func(by string) (int, string) {
		t.Helper()
		resp, err := http.PostForm(base+"/ballots/"+theVote+"/result?lang=en", url.Values{"by": {by}})
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	if code, text := press(" "); code != http.StatusBadRequest || !strings.Contains(text, "who publishes it") {
		t.Errorf("without a name: %d", code)
	}
	for _, by := range []string{"王示例", "李示例"} { // pressed twice
		if code, text := press(by); code != http.StatusOK || !strings.Contains(text, "published to the terminals") || !strings.Contains(text, "王示例") {
			t.Errorf("by %s: %d", by, code)
		}
	}
	notice := page(t, "http://"+phones+"/N/notices/result-"+theVote)
	for _, words := range []string{"表决结果：楼门口加装扶手的表决", "有7人投了票", "您同意在楼门口加装扶手吗？ — 同意：5票，不同意：2票，弃权：0票。", "2号楼：4票，都可以：3票，1号楼：0票"} {
		if !strings.Contains(notice, words) {
			t.Errorf("the telephone's page lacks %q", words)
		}
	}
	if english := page(t, "http://"+phones+"/N/notices/result-"+theVote+"?lang=en"); !strings.Contains(english, "I agree: 5, I am against it: 2") {
		t.Error("there is no English")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	list, err := staff(t, data, "publish", "list")
	if err != nil || strings.Count(list, "notices") != 1 || !strings.Contains(list, "result of "+theVote+", by 王示例") {
		t.Errorf("published: %s, %v", list, err)
	}
	// Who publishes the catalogue anew does not take the result away.
	if out, err := staff(t, data, "publish", "catalogue", dir); err != nil {
		t.Fatal(out, err)
	}
	base, stop = start(t, "-listen", "127.0.0.1:0", "-public", phones, "-data", data)
	if again := page(t, "http://"+phones+"/N/notices"); !strings.Contains(again, "表决结果") || !strings.Contains(page(t, base+"/ballots"), "已作为公告发布") {
		t.Error("the result is gone with another catalogue")
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

func TestResultWithManyOptionsFitsANotice(t *testing.T) {
	f := catalogue.Field{ID: "who", Kind: catalogue.FieldMulti, Label: kiosk.Text{ZH: strings.Repeat("问", 30), EN: strings.Repeat("q", 90)}}
	counts := map[string]int{}
	for i := range 24 {
		id := fmt.Sprint("o", i)
		f.Choices = append(f.Choices, catalogue.Choice{ID: id, Name: kiosk.Text{ZH: strings.Repeat("选", 20), EN: strings.Repeat("o", 56)}})
		counts[id] = 10000 + i
	}
	item := catalogue.ServiceItem{ID: "vote", Name: kiosk.Text{ZH: "十四个字的事项名称就是这样长", EN: strings.Repeat("n", 48)},
		Ballot: catalogue.Ballot{From: "2026-01-01", Until: "2026-01-31", Result: "notices"}, Apply: catalogue.Apply{Fields: []catalogue.Field{f}}}
	n, err := resultNotice(item, ballot.Result{At: time.Now(), Turned: 12345, Listed: 23456, Counts: map[string]map[string]int{"who": counts}}, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	text, err := catalogue.Notices{Listings: []catalogue.NoticesOf{{Listing: "notices", Entries: []catalogue.Notice{n}}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.LoadNotices("notices", text); err != nil {
		t.Error(err)
	}
	if !strings.Contains(n.Lines[0].ZH, "名册上有23456人，12345人投了票，占52.6%") || !strings.Contains(n.Lines[1].ZH, "10023票") {
		t.Errorf("it begins %q, %q", n.Lines[0].ZH, n.Lines[1].ZH)
	}
	whole := ""
	for _, l := range n.Lines[1:] {
		whole += l.ZH + "|" + l.EN
	}
	if strings.Count(whole, "票") != 24 || strings.Contains(whole, "{") {
		t.Errorf("options are missing: %s", whole)
	}
}

func TestStaffBringTheRollOfABallot(t *testing.T) {
	data := emptyOffice(t)
	list := filepath.Join(t.TempDir(), "voters.csv")
	write := func(lines ...string) {
		t.Helper()
		if err := os.WriteFile(list, []byte("公民身份号码\n"+strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("00000019500101001X") // synthetic: division 000000
	if _, err := staff(t, data, "roll", "set", theVote, list); err == nil || !strings.Contains(err.Error(), "roll: true") {
		t.Errorf("a ballot without a roll: %v", err)
	}
	if out, err := staff(t, data, "publish", "catalogue", voting(t, `ballot: {from: "2026-01-01", until: "2099-12-31", age: 18, roll: true, result: notices}`)); err != nil {
		t.Fatal(out, err)
	}
	for i, c := range []struct {
		args  []string
		lines []string
		out   string
		err   string
	}{
		{[]string{"show", theVote}, nil, "nobody can vote", ""},
		{[]string{"set", theVote, list}, []string{"00000019500101001X", "00000019500101001"}, list + ":3: ", "or somebody again; nothing was kept"},
		{[]string{"show", theVote}, nil, "nobody can vote", ""},
		{[]string{"set", "-skip", theVote, list}, nil, "has 1 voters; it had 0. 1 lines were left out", ""},
		{[]string{"add", theVote, list}, []string{"000000195001010028"}, "has 2 voters; it had 1", ""},
		{[]string{"show", theVote}, nil, "2 stand on the roll of handrail-vote, 0 have voted", ""},
		{[]string{"set", "water-bill", list}, nil, "", "is voted on"},
		{[]string{"set", theVote}, nil, "", "takes 2 arguments"},
		{[]string{"burn", theVote}, nil, "", "unknown"},
		{[]string{"set", theVote, list + "x"}, nil, "", "no such file"},
	} {
		if c.lines != nil {
			write(c.lines...)
		}
		out, err := staff(t, data, append([]string{"roll"}, c.args...)...)
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) || !strings.Contains(out, c.out) {
			t.Errorf("%d: %q, %v", i, out, err)
		}
		if strings.Contains(out, "19500101") {
			t.Errorf("%d: a birthday is told: %s", i, out)
		}
	}
}
