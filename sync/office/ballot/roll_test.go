package ballot_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
	"linli/sync/office/ledger/sqlite"
)

// citizen is a number of no division and no person, with its check digit.
func citizen(n int) string {
	text := fmt.Sprintf("00000019500101%03d", n)
	sum := 0
	for _, digit := range text {
		sum = (sum + int(digit-'0')) * 2 % 11
	}
	return text + string("10X98765432"[sum%11])
}

func TestListOfVotersIsCleanedAndItsRejectsNamed(t *testing.T) {
	wide := strings.NewReplacer("0", "０", "1", "１", "9", "９").Replace(citizen(2))
	list := "\ufeff序号,姓名, 公民身份号码 ,证件类型\r\n" +
		"1,张示例," + citizen(1) + ",\r\n" +
		"2,李示例,'" + wide + " ,居民身份证\r\n" +
		"\r\n" +
		"3,王示例," + citizen(1) + ",身份证\r\n" +
		"4,赵示例," + citizen(3)[:17] + ",\r\n" +
		"5,钱示例,4.4E+17,\r\n" +
		"6,Shili," + strings.ToLower("xyz000000000001") + ",foreigner\r\n" +
		"7,孙示例,,\r\n" +
		"8,周示例," + citizen(4) + ",驾驶证\r\n" +
		"9\r\n"
	wrong := []byte(citizen(5))
	wrong[9]++
	list += "10,吴示例," + string(wrong) + ",\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.TrimPrefix(list, "\ufeff"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"UTF-8": list, "GB 18030": gb} {
		voters, rejects, err := ballot.ReadRoll(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := []ballot.Voter{
			{Kind: kiosk.ResidentCard, Number: kiosk.Private(citizen(1))}, {Kind: kiosk.ResidentCard, Number: kiosk.Private(citizen(2))},
			{Kind: kiosk.ForeignerCard, Number: "XYZ000000000001"},
		}
		if len(voters) != len(want) {
			t.Fatalf("%s: %d voters", name, len(voters))
		}
		for i, v := range voters {
			if v != want[i] {
				t.Errorf("%s: voter %d is a %s with another number", name, i, v.Kind)
			}
		}
		var told []string
		for _, r := range rejects {
			told = append(told, fmt.Sprint(r.Line, " ", r.Why))
			if strings.Contains(r.What, "19500101") {
				t.Errorf("line %d tells a birthday: %s", r.Line, r.What)
			}
		}
		if got, want := strings.Join(told, "; "), "5 stands on line 2 already; 6 the number has not 18 digits; "+
			"7 a spreadsheet made a figure of the number: format its column as text; 9 there is no number; "+
			"10 the kind of document is not known; 11 there is no number; 12 a digit of the number is wrong"; got != want {
			t.Errorf("%s: rejects\n%s, want\n%s", name, got, want)
		}
	}
}

func TestWhatIsNoListOfVotersIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "no column of numbers": "姓名,住址\n张示例,x\n", "a picture": "\x89PNG\r\n\x1a\n\x00\xff\xff",
		"a quotation mark": "number\n\"" + citizen(1) + "\n",
	} {
		_, _, err := ballot.ReadRoll(strings.NewReader(text))
		if !errors.Is(err, ballot.ErrRollFile) || strings.Contains(err.Error(), citizen(1)[:14]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzReadRoll: whatever a file says, nobody is a voter without a number, and
// no error tells one.
func FuzzReadRoll(f *testing.F) {
	f.Add("number,kind\n" + citizen(1) + ",resident\n\"x\n")
	f.Fuzz(func(t *testing.T, text string) {
		voters, rejects, err := ballot.ReadRoll(strings.NewReader(text))
		if err != nil && !errors.Is(err, ballot.ErrRollFile) {
			t.Error(err)
		}
		for _, v := range voters {
			if len(v.Number) < 8 || v.Kind == "" {
				t.Errorf("a voter of kind %q with %d characters", v.Kind, len(v.Number))
			}
		}
		for _, r := range rejects {
			if r.Line < 2 || r.Why == "" {
				t.Errorf("a reject tells too little: %+v", r)
			}
		}
	})
}

// byRoll are boxes of the ballot "lift", which wants a roll and committees.
func byRoll(t *testing.T, path string, c *clock) *ballot.Boxes {
	t.Helper()
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	wants := func(id kiosk.ItemID) (catalogue.ServiceItem, bool) {
		i, ok := item(id)
		i.Ballot.Roll, i.Committees = true, []string{"xiangyang"}
		return i, ok
	}
	return ballot.New(l, []byte("a key of the tests"), wants, time.UTC, func() time.Time { return c.now })
}

func TestOnlyWhoStandsOnTheRollVotes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	b := byRoll(t, path, at("2026-11-25"))
	ask := func(n int) error { return b.Ask(t.Context(), "lift", voter(n)) }
	if err := ask(1); !errors.Is(err, ballot.ErrClosed) {
		t.Errorf("before there is a roll: %v", err)
	}
	set := func(add bool, before, now int, who ...int) {
		t.Helper()
		var voters []ballot.Voter
		for _, n := range who {
			voters = append(voters, voter(n))
		}
		was, is, err := b.SetRoll(t.Context(), "lift", voters, add)
		if err != nil || was != before || is != now {
			t.Errorf("the roll had %d and has %d, %v; want %d and %d", was, is, err, before, now)
		}
	}
	set(false, 0, 2, 1, 2, 1)
	for n, want := range map[int]error{1: nil, 2: nil, 3: ballot.ErrNotEligible} {
		if err := ask(n); !errors.Is(err, want) {
			t.Errorf("voter %d is told %v, want %v", n, err, want)
		}
		if err := b.Cast(t.Context(), "lift", voter(n), []string{"lift:yes"}); !errors.Is(err, want) {
			t.Errorf("voter %d casts: %v, want %v", n, err, want)
		}
	}
	set(true, 2, 3, 3, 2)
	if err := ask(3); err != nil {
		t.Errorf("whose objection was upheld is told %v", err)
	}
	set(false, 3, 1, 3)
	if s, err := b.Look(t.Context(), "lift"); err != nil || s.Turned != 2 || s.Listed != 1 || !s.HasRoll {
		t.Errorf("%+v, %v", s, err)
	}
	other := voter(3)
	other.Kind = kiosk.HKMacaoTaiwanCard
	if err := b.Ask(t.Context(), "lift", other); !errors.Is(err, ballot.ErrNotEligible) {
		t.Errorf("another card with the same number is told %v", err)
	}
	plain := boxes(t, path, at("2026-11-25"))
	if _, _, err := plain.SetRoll(t.Context(), "lift", nil, false); !errors.Is(err, ballot.ErrClosed) {
		t.Errorf("a ballot without a roll takes one: %v", err)
	}
}

func TestRollTellsNoNumberAndNotWhoVoted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	b := byRoll(t, path, at("2026-11-25"))
	if _, _, err := b.SetRoll(t.Context(), "lift", []ballot.Voter{voter(1), voter(2)}, false); err != nil {
		t.Fatal(err)
	}
	if err := b.Cast(t.Context(), "lift", voter(1), []string{"lift:yes"}); err != nil {
		t.Fatal(err)
	}
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	listed, err := l.File(t.Context(), "ballot-roll", "lift")
	if err != nil || len(listed) == 0 {
		t.Fatal(err)
	}
	voted, err := l.File(t.Context(), "ballot", "lift")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(listed), voter(1).Number.Reveal()[6:14]) {
		t.Errorf("a number stands in the roll: %s", listed)
	}
	hash, _, _ := strings.Cut(strings.TrimPrefix(string(voted), `{"voters":["`), `"`)
	if len(hash) < 16 || strings.Contains(string(listed), hash) {
		t.Errorf("the roll tells who voted: %s in %s", hash, listed)
	}
}

func TestResultIsNotedOnceAndEndsTheVote(t *testing.T) {
	c := at("2026-11-25")
	path := filepath.Join(t.TempDir(), "ledger.db")
	b := byRoll(t, path, c)
	if _, _, err := b.SetRoll(t.Context(), "lift", []ballot.Voter{voter(1), voter(2), voter(3)}, false); err != nil {
		t.Fatal(err)
	}
	for n, choice := range map[int]string{1: "yes", 2: "no"} {
		if err := b.Cast(t.Context(), "lift", voter(n), []string{"lift:" + choice, "who:li"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Close(t.Context(), "lift", "王示例"); !errors.Is(err, ballot.ErrRunning) {
		t.Errorf("while it runs: %v", err)
	}
	c.now = at("2026-12-01").now
	for by, want := range map[string]error{" ": ballot.ErrNoName, strings.Repeat("王", 40): ballot.ErrNoName} {
		if _, err := b.Close(t.Context(), "lift", by); !errors.Is(err, want) {
			t.Errorf("by %q: %v", by, err)
		}
	}
	if _, err := b.Close(t.Context(), "roof", "王示例"); !errors.Is(err, ballot.ErrClosed) {
		t.Errorf("what is no ballot: %v", err)
	}
	for _, by := range []string{"王示例", "李示例"} {
		r, err := b.Close(t.Context(), "lift", by)
		if err != nil || r.By != "王示例" || r.Turned != 2 || r.Listed != 3 || r.Counts["lift"]["yes"] != 1 || r.Counts["who"]["li"] != 2 || !r.At.Equal(c.now) {
			t.Errorf("by %s: %+v, %v", by, r, err)
		}
	}
	c.now = at("2026-11-30").now // the days of the ballot were moved, or a clock was
	if err := b.Cast(t.Context(), "lift", voter(3), []string{"lift:yes"}); !errors.Is(err, ballot.ErrClosed) {
		t.Errorf("a vote after the result: %v", err)
	}
	if _, _, err := b.SetRoll(t.Context(), "lift", nil, false); !errors.Is(err, ballot.ErrPublished) {
		t.Errorf("another roll after the result: %v", err)
	}
	all, err := byRoll(t, path, c).Results(t.Context()) // of another process
	if err != nil || len(all) != 1 || all["lift"].Turned != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}
