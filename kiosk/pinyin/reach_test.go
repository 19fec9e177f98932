package pinyin_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"linli/kiosk/pinyin"
)

// standard reads the 8,105 characters of the table of general standard
// characters.
func standard(t *testing.T) []rune {
	t.Helper()
	f, err := os.Open(sources + "/unihan.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []rune
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if fields := strings.Split(lines.Text(), "\t"); len(fields) == 3 && fields[1] == "kTGH" {
			code, err := strconv.ParseUint(strings.TrimPrefix(fields[0], "U+"), 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, rune(code))
		}
	}
	if len(all) < 8105 {
		t.Fatalf("%d characters", len(all))
	}
	return all
}

// syllables are all readings one can type: letters that are used up by a
// single character and start no shorter.
func syllables(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("testdata/syllables.txt")
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Fields(string(data))
	if len(all) < 400 {
		t.Fatalf("%d syllables", len(all))
	}
	return all
}

func TestEveryStandardCharacterIsReachedByItsReading(t *testing.T) {
	d := newDecoder(t)
	words, names := map[rune]bool{}, map[rune]bool{}
	for _, s := range syllables(t) {
		for seen, list := range map[*map[rune]bool][]pinyin.Candidate{
			&words: d.Decode(s, pinyin.MaxCandidates), &names: d.DecodeName(s, false, pinyin.MaxCandidates),
		} {
			for _, c := range list {
				if r, n := utf8.DecodeRuneInString(c.Text); n == len(c.Text) && c.Used == len(s) {
					(*seen)[r] = true
				}
			}
		}
	}
	for _, r := range append(standard(t), []rune("仉逄亓乜佴郗厍麴禚昝喆堃翀犇垚淼焱昇珺玥甯閆菓")...) {
		if !words[r] {
			t.Errorf("%c (%U) cannot be typed", r, r)
		}
		if !names[r] {
			t.Errorf("%c (%U) cannot be typed in a name", r, r)
		}
	}
}

func TestEverySyllableIsOne(t *testing.T) {
	d := newDecoder(t)
	for _, s := range syllables(t) {
		got := d.Decode(s, pinyin.MaxCandidates)
		if len(got) == 0 || got[0].Used != len(s) {
			t.Errorf("%s: %v", s, contents(got[:min(3, len(got))]))
		}
	}
}
