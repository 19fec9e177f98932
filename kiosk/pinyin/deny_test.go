package pinyin_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"linli/kiosk/pinyin"
)

// neverOffered reads the deny-list: words, and whether they may stand in
// others.
func neverOffered(t *testing.T) map[string]bool {
	t.Helper()
	data, err := os.ReadFile(sources + "/deny.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		if text, _, ok := strings.Cut(line, "\t"); ok && text[0] != '#' {
			word, whole := strings.CutPrefix(text, "=")
			all[word] = whole
		}
	}
	if len(all) < 100 {
		t.Fatalf("the list has %d words", len(all))
	}
	return all
}

// readings returns all ways to type a word in whole syllables, found by
// asking which syllables offer its characters.
func readings(bySyllable map[string]map[string]bool, word string) []string {
	all := []string{""}
	for _, r := range word {
		var next []string
		for s, offered := range bySyllable {
			if offered[string(r)] {
				for _, before := range all {
					next = append(next, strings.Trim(before+" "+s, " "))
				}
			}
		}
		all = next
	}
	return all
}

// TestDeniedWordsAreNeverOffered types every word of the list in every reading
// of its characters, whole, by initials, half, with apostrophes, and before
// and behind other words.
func TestDeniedWordsAreNeverOffered(t *testing.T) {
	d := newDecoder(t)
	bySyllable := map[string]map[string]bool{}
	for _, s := range syllables(t) {
		bySyllable[s] = map[string]bool{}
		for _, c := range d.Decode(s, pinyin.MaxCandidates) {
			if c.Used == len(s) {
				bySyllable[s][c.Text] = true
			}
		}
	}
	denied := neverOffered(t)
	tried := map[string]bool{}
	for word := range denied {
		spelled := readings(bySyllable, word)
		if len(spelled) == 0 {
			t.Errorf("nobody can type %s", word)
		}
		for _, reading := range spelled {
			for _, letters := range typings(reading) {
				if tried[letters] {
					continue
				}
				tried[letters] = true
				wantNone(t, denied, letters, d.Decode(letters, 300))
				wantNone(t, denied, letters, d.DecodeName(letters, false, 300))
				wantNone(t, denied, letters, d.DecodeName(letters, true, 300))
			}
		}
	}
}

func typings(reading string) []string {
	parts := strings.Fields(reading)
	var initials, half strings.Builder
	for i, p := range parts {
		initials.WriteString(p[:1])
		if i == len(parts)-1 {
			p = p[:1]
		}
		half.WriteString(p)
	}
	whole := strings.Join(parts, "")
	return []string{whole, strings.Join(parts, "'"), initials.String(), half.String(), "wo" + whole, whole + "shequ"}
}

func wantNone(t *testing.T, denied map[string]bool, letters string, offered []pinyin.Candidate) {
	t.Helper()
	for _, c := range offered {
		for word, whole := range denied {
			if c.Text == word || !whole && strings.Contains(c.Text, word) {
				t.Errorf("%s offers %s", letters, c.Text)
			}
		}
	}
}

func TestWordsThatHoldADeniedOneStay(t *testing.T) {
	d := newDecoder(t)
	for letters, want := range map[string]string{
		"nvxingfuli": "女性福利", "xingsaorao": "性骚扰", "qiangjian": "强奸", "jiabao": "家暴",
	} {
		if got := contents(d.Decode(letters, 9)); !slices.Contains(got, want) {
			t.Errorf("%s: %v, expected %s", letters, got, want)
		}
	}
}
