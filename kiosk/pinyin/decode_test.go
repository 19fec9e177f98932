package pinyin_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"linli/kiosk/pinyin"
)

// rows reads "letters, tab, text" lines of a file in testdata.
func rows(t *testing.T, name string, atLeast int) [][2]string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var all [][2]string
	for line := range strings.Lines(string(data)) {
		if letters, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			all = append(all, [2]string{letters, text})
		}
	}
	if len(all) < atLeast {
		t.Fatalf("%s has %d rows, expected %d", name, len(all), atLeast)
	}
	return all
}

// contents lists the texts of candidates, which mask themselves.
func contents(all []pinyin.Candidate) []string {
	var out []string
	for _, c := range all {
		out = append(out, c.Text)
	}
	return out
}

func TestWordsOfTheStreetOfficeComeFirst(t *testing.T) {
	d := newDecoder(t)
	for _, row := range rows(t, "phrases.txt", 120) {
		got := d.Decode(row[0], 5)
		if len(got) == 0 || got[0].Text != row[1] || got[0].Used != len(row[0]) {
			t.Errorf("%s: expected %s first, got %v", row[0], row[1], contents(got))
		}
	}
}

func TestEveryWordOfTheLexiconIsReachedByItsInitials(t *testing.T) {
	d := newDecoder(t)
	data, err := os.ReadFile(sources + "/lexicon.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		text, _, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if text == "" || text[0] == '#' {
			continue
		}
		n++
		reached := slices.ContainsFunc(d.Initials(text), func(initials string) bool {
			return slices.Contains(contents(d.Decode(initials, 30)), text)
		})
		if !reached {
			t.Errorf("%s is not among the first for %v", text, d.Initials(text))
		}
	}
	if n < 400 {
		t.Errorf("the lexicon has %d words", n)
	}
}

func TestCharactersComeLast(t *testing.T) {
	got := newDecoder(t).Decode("shequ", 400)
	first := slices.IndexFunc(got, func(c pinyin.Candidate) bool { return utf8.RuneCountInString(c.Text) == 1 })
	if first < 1 {
		t.Fatalf("no character after the words: %v", contents(got[:9]))
	}
	for _, c := range got[first:] {
		if utf8.RuneCountInString(c.Text) != 1 || c.Used != len("she") {
			t.Errorf("%s, %d letters, stands behind characters", c.Text, c.Used)
		}
	}
}

func TestPagesAreTheSameList(t *testing.T) {
	d := newDecoder(t)
	for _, letters := range []string{"s", "sh", "shi", "shishi", "xian", "jzz", "zgzh", "js", "yi", "woyaobanjuzhuzheng", "a"} {
		all := d.Decode(letters, pinyin.MaxCandidates)
		for _, limit := range []int{1, 2, 5, 9, 18, 27, 90} {
			if got := d.Decode(letters, limit); !slices.Equal(got, all[:min(limit, len(all))]) {
				t.Errorf("%s: the first %d are %v, expected %v", letters, limit, contents(got), contents(all[:min(limit, len(all))]))
			}
		}
		names := d.DecodeName(letters, false, pinyin.MaxCandidates)
		if got := d.DecodeName(letters, false, 9); !slices.Equal(got, names[:min(9, len(names))]) {
			t.Errorf("%s as a name: the first are %v", letters, contents(got))
		}
	}
}

func TestNothingIsLearned(t *testing.T) {
	d := newDecoder(t)
	before := d.Decode("sq", 50)
	for range 100 {
		for _, c := range d.Decode("shouquan", 3) {
			composition := pinyin.NewComposition(d, pinyin.Words, 20)
			for _, letter := range []byte("shouquan") {
				composition.Type(letter)
			}
			composition.Choose(c)
		}
	}
	if after := d.Decode("sq", 50); !slices.Equal(before, after) {
		t.Errorf("after use: %v", contents(after))
	}
	if again := newDecoder(t).Decode("sq", 50); !slices.Equal(before, again) {
		t.Errorf("another decoder: %v", contents(again))
	}
}

func TestApostropheSeparatesSyllables(t *testing.T) {
	d := newDecoder(t)
	for _, c := range d.Decode("xi'an", 500) {
		if c.Text == "先" {
			t.Error("先 goes across an apostrophe")
		}
		if c.Text == "西" && c.Used != len("xi'") {
			t.Errorf("西 uses %d bytes; the apostrophe goes with it", c.Used)
		}
	}
	for _, letters := range []string{"'xian", "xian'", "''xian''"} {
		if got := d.Decode(letters, 1); len(got) != 1 || got[0].Text != "先" || got[0].Used != len(letters) {
			t.Errorf("%s: %v", letters, contents(got))
		}
	}
}

func TestInputEndsWhereItIsNoLonger(t *testing.T) {
	d := newDecoder(t)
	for _, c := range []struct {
		letters, first string
		used           int
	}{
		{"shequ3", "社区", 5},
		{"shequ社区", "社区", 5},
		{"shequ uuu", "社区", 5},
		{"shequuuu", "社区", 5},
		{"shequiv", "社区", 5},
		{"SHEQU", "社区", 5},
	} {
		got := d.Decode(c.letters, 3)
		if len(got) == 0 || got[0].Text != c.first || got[0].Used != c.used {
			t.Errorf("%s: %v", c.letters, contents(got))
		}
	}
	for _, letters := range []string{"", "'", "'''", "u", "iii", "v", "12", "社区", " ", "\x00", "\xff\xfe"} {
		if got := d.Decode(letters, 9); got != nil {
			t.Errorf("%q: %v", letters, contents(got))
		}
		if got := d.DecodeName(letters, false, 9); len(got) != 0 {
			t.Errorf("%q as a name: %v", letters, contents(got))
		}
	}
	if got := d.Decode("shequ", 0); got != nil {
		t.Errorf("limit 0: %v", contents(got))
	}
	if got := d.Decode("shequ", -1); got != nil {
		t.Errorf("limit -1: %v", contents(got))
	}
}

func TestOnlyWhatTheScreenShowsIsOffered(t *testing.T) {
	d := newDecoder(t).Showing(func(r rune) bool { return r != '区' && r != '单' && r != '伟' })
	lists := [][]pinyin.Candidate{
		d.Decode("shequ", 500), d.Decode("q", 500), d.Decode("qu", 500), d.Decode("shequfuwuqu", 500),
		d.DecodeName("shan", false, 500), d.DecodeName("chanyu", false, 500), d.DecodeName("ouwei", false, 500),
		d.DecodeName("zhangwei", false, 500), d.DecodeName("wei", true, 500),
	}
	for i, list := range lists {
		if len(list) == 0 {
			t.Errorf("list %d is empty", i)
		}
		for _, c := range list {
			if strings.ContainsAny(c.Text, "区单伟") {
				t.Errorf("list %d offers %s", i, c.Text)
			}
		}
	}
}

func TestLongWordsAreOfferedBeforeTheirEnd(t *testing.T) {
	d := newDecoder(t)
	for letters, want := range map[string]string{
		"canjirenl": "残疾人两项补贴", "jiedaob": "街道办事处", "wufanzuij": "无犯罪记录证明", "tyjr": "退役军人优待证", "shequju": "社区居委会",
	} {
		got := d.Decode(letters, 9)
		at := slices.Index(contents(got), want)
		if at < 0 || got[at].Used != len(letters) {
			t.Errorf("%s: %s is at place %d of %v", letters, want, at, contents(got))
		}
	}
	for _, letters := range []string{"jd", "shequ"} {
		for _, c := range d.Decode(letters, 500) {
			if utf8.RuneCountInString(c.Text) > 2 {
				t.Errorf("%s offers %s", letters, c.Text)
			}
		}
	}
}
