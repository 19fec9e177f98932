package pinyin_test

import (
	"slices"
	"testing"
)

func TestSurnamesComeFirst(t *testing.T) {
	d := newDecoder(t)
	for _, row := range rows(t, "names.txt", 40) {
		if got := contents(d.DecodeName(row[0], false, 9)); !slices.Contains(got, row[1]) {
			t.Errorf("%s: %s is not among %v", row[0], row[1], got)
		}
	}
	for letters, first := range map[string]string{"shan": "单", "qiu": "邱", "xie": "谢", "zeng": "曾", "z": "张", "wang": "王", "piao": "朴"} {
		if got := contents(d.DecodeName(letters, false, 9)); got[0] != first {
			t.Errorf("%s: %v, expected %s first", letters, got, first)
		}
	}
}

// TestWholeNames uses obviously invented names.
func TestWholeNames(t *testing.T) {
	d := newDecoder(t)
	for letters, name := range map[string]string{
		"zhangwei": "张伟", "lixiaohong": "李晓红", "lijianguo": "李建国", "ouyangxiu": "欧阳秀", "wangf": "王芳",
	} {
		got := d.DecodeName(letters, false, 9)
		at := slices.Index(contents(got), name)
		if at < 0 || got[at].Used != len(letters) {
			t.Errorf("%s: %v", letters, contents(got))
		}
	}
	if got := contents(d.DecodeName("xiaohong", true, 9)); got[0] != "晓红" {
		t.Errorf("after a surname: %v", got)
	}
	if got := contents(d.DecodeName("wei", true, 9)); got[0] != "伟" {
		t.Errorf("after a surname: %v", got)
	}
}

func TestNamesOfferAllThatDecodeOffers(t *testing.T) {
	d := newDecoder(t)
	for _, letters := range []string{"yi", "shan", "zhangwei", "xian"} {
		names := contents(d.DecodeName(letters, false, 2000))
		for _, text := range contents(d.Decode(letters, 900)) {
			if !slices.Contains(names, text) {
				t.Errorf("%s: %s is missing", letters, text)
			}
		}
	}
}
