package mandarin_test

import (
	"bytes"
	"compress/gzip"
	"os"
	"testing"

	"linli/kiosk/voice/mandarin"
)

func load(t *testing.T) *mandarin.Table {
	t.Helper()
	packed, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mandarin.Load(packed)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTextsAreReadInTheirWords(t *testing.T) {
	m := load(t)
	for text, want := range map[string]string{
		"请放身份证":  "qing3 fang4 shen1 fen4 zheng4",
		"银行行人":   "yin2 hang2 xing2 ren2",
		"重要，重听":  "zhong4 yao4, chong2 ting1",
		"不是":     "bu2 shi4",
		"不好":     "bu4 hao3",
		"到2026年": "dao4 er4 ling2 er4 liu4 nian2",
		"女儿的绿地":  "nv3 er2 de5 lv4 di4",
		"，。":     "",
		"":       "",
	} {
		if got, unread := m.Read(text); got != want || unread != 0 {
			t.Errorf("%q is read %q, not %q (%d unread)", text, got, want, unread)
		}
	}
	if got, unread := m.Read("用WiFi"); got != "yong4" || unread != 4 {
		t.Errorf("letters: %q, %d unread", got, unread)
	}
}

func TestDamagedTableIsAnError(t *testing.T) {
	pack := func(text string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, packed := range map[string][]byte{
		"no gzip": []byte("银行 yin2 hang2"), "short": pack("银行 yin2\n"), "no digits": pack("银 yin2\n"), "cut": pack("银 yin2\n")[:20],
	} {
		if _, err := mandarin.Load(packed); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
