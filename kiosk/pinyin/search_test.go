package pinyin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"linli/kiosk/pinyin"
)

func TestItemsAreFoundByLetters(t *testing.T) {
	d := newDecoder(t)
	for _, c := range []struct {
		text, letters string
		want          bool
	}{
		{"我要办居住证", "jzz", true},
		{"我要办居住证", "juzhuz", true},
		{"我要办居住证", "juzhuzheng", true},
		{"我要办居住证", "wyb", true},
		{"我要办居住证", "banj", true},
		{"我要办居住证", "j", true},
		{"我要办居住证", "ju'zhu zheng", true},
		{"我要办居住证", "JZZ", true},
		{"我要办居住证", "jzh", true},
		{"我要办居住证", "jzhzh", true},
		{"我要办居住证", "jvzz", true},
		{"我要办居住证", "zzj", false},
		{"我要办居住证", "jzzm", false},
		{"我要办居住证", "uzhu", false},
		{"我要办居住证", "jzs", false},
		{"我要办居住证", "", false},
		{"我要办居住证", "''", false},
		{"我要办居住证", strings.Repeat("j", 65), false},
		{"低保、临时救助", "dblsjz", true},
		{"银行卡", "yhk", true},
		{"银行卡", "yxk", true},
		{"绿色通道", "lvse", true},
		{"绿色通道", "ls", true},
		{"战略", "zhanlve", true},
		{"A4 打印", "a4dy", true},
		{"拨打12345", "12345", true},
		{"", "a", false},
		{"？！", "a", false},
	} {
		if got := d.Matches(c.text, c.letters); got != c.want {
			t.Errorf("%s by %q: %v", c.text, c.letters, got)
		}
	}
}

func TestInitials(t *testing.T) {
	d := newDecoder(t)
	for text, want := range map[string][]string{
		"居住证":   {"jzz"},
		"低保，A4": {"dba4"},
		"？！ 𠮷":  nil,
		"":      nil,
		"单":     {"d", "s", "c"},
		"12345": {"12345"},
	} {
		if got := d.Initials(text); !slices.Equal(got, want) {
			t.Errorf("%s: %v, expected %v", text, got, want)
		}
	}
	many := d.Initials(strings.Repeat("单", 50))
	if len(many) != 16 || many[0] != strings.Repeat("d", 50) {
		t.Errorf("fifty characters of three readings give %d: %v", len(many), many)
	}
}

// TestLongTextsAreSearchedQuickly has a bound far above what it takes.
func TestLongTextsAreSearchedQuickly(t *testing.T) {
	d := newDecoder(t)
	text, letters := strings.Repeat("是单行", 3000), strings.Repeat("s", pinyin.MaxLetters)
	begin := time.Now()
	d.Matches(text, letters)
	d.Initials(text)
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}
