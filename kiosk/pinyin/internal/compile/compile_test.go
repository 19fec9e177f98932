package compile_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"testing/fstest"

	"linli/kiosk/pinyin"
	"linli/kiosk/pinyin/internal/compile"
)

func packed(t *testing.T, text string) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

// small is a dictionary of a few characters.
func small(t *testing.T) fstest.MapFS {
	return fstest.MapFS{
		"pinyin_simp.dict.yaml.gz": packed(t, "# head\n---\n...\n社\tshe\t100\n区\tqu\t90\n幸\txing\t10\n性\txing\t50\n福\tfu\t20\n行\txing\t80\n行\thang\t70\n银\tyin\t5\n银行\tyin hang\t300\n性福\txing fu\t900\n女性\tnv xing\t3\n骂人\tma ren\t7\n爱骂人\tai ma ren\t7\n嗯\tng\t9\n"),
		"unihan.txt.gz":            packed(t, "# head\nU+793E\tkTGH\t2013:1\nU+793E\tkMandarin\tshè\nU+533A\tkTGHZ2013\t272.040:ōu 306.220:qū\nU+5973\tkMandarin\tnǚ\nU+55EF\tkMandarin\tńg\nU+5E78\tkMandarin\txìng\n"),
		"lexicon.txt":              {Data: []byte("# words\n社区\n银行\n行社\thang she\n")},
		"names.txt":                {Data: []byte("区 ou, 社 she\ngiven: 福幸福\n")},
		"deny.txt":                 {Data: []byte("=性福\tby sound\n骂人\tinsult\n社福\tmade up\n")},
	}
}

func decoder(t *testing.T, sources fstest.MapFS) *pinyin.Decoder {
	t.Helper()
	table, err := compile.Table(sources)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pinyin.New(string(table))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func texts(list []pinyin.Candidate) string {
	var out []string
	for _, c := range list {
		out = append(out, c.Text)
	}
	return strings.Join(out, " ")
}

func TestSourcesBecomeCandidates(t *testing.T) {
	d := decoder(t, small(t))
	for letters, want := range map[string]string{
		"shequ":   "社区 社",
		"yinhang": "银行 银",
		"hangshe": "行社 行",
		"xing":    "行 性 幸",
		"ou":      "区",
		"nv":      "女",
		"nvxing":  "女性 女",
		"en":      "嗯",
		"xingfu":  "行福 行 性 幸",
		"maren":   "骂",
		"aimaren": "爱",
	} {
		if got := texts(d.Decode(letters, 20)); got != want {
			t.Errorf("%s: %s, expected %s", letters, got, want)
		}
	}
	if got := texts(d.DecodeName("ou", false, 5)); got != "区" {
		t.Errorf("ou as a name: %s", got)
	}
}

func TestNamesAreNotDeniedWordsEither(t *testing.T) {
	d := decoder(t, small(t))
	for begun, want := range map[bool]string{false: "社幸福 社 社行福", true: "社 社行福"} {
		if got := texts(d.DecodeName("shexingfu", begun, 9)); got != want {
			t.Errorf("shexingfu, begun %v: %s, expected %s", begun, got, want)
		}
		if got := texts(d.DecodeName("shefu", begun, 9)); strings.Contains(got, "社福") {
			t.Errorf("shefu, begun %v: %s", begun, got)
		}
	}
}

func TestSameSourcesGiveTheSameTable(t *testing.T) {
	first, err := compile.Table(small(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, err := compile.Table(small(t)); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("another table, %v", err)
		}
	}
}

func TestFaultsNameFileAndLine(t *testing.T) {
	for _, c := range []struct{ file, line, want string }{
		{"lexicon.txt", "社龘", "lexicon.txt, line 1: \"社龘\": nobody knows how 龘 is read"},
		{"lexicon.txt", "# a\n\n社区\tshe", "lexicon.txt, line 3: \"社区\" has 2 characters and 1 syllables"},
		{"lexicon.txt", "社行", "lexicon.txt, line 1: \"社行\": say how 行 is read: xing, hang"},
		{"lexicon.txt", "社", "lexicon.txt, line 1: \"社\" is a single character"},
		{"lexicon.txt", strings.Repeat("社", 17), "longer than 16"},
		{"lexicon.txt", "社区\tshe q4", "\"q4\" is no syllable"},
		{"lexicon.txt", "社区\tshe zhuanggg", "is no syllable"},
		{"deny.txt", "骂人", "deny.txt, line 1: \"骂人\" has no reason"},
		{"deny.txt", "骂\tinsult", "single characters are never kept back"},
		{"deny.txt", "=骂\tinsult", "single characters are never kept back"},
		{"names.txt", "区", "names.txt, line 1"},
		{"pinyin_simp.dict.yaml.gz", "社\tshe", "line 1: expected word, reading and weight"},
		{"pinyin_simp.dict.yaml.gz", "社\tshe\t-1", "line 1: weight"},
		{"pinyin_simp.dict.yaml.gz", "社\tshe\tNaN", "line 1: weight"},
		{"unihan.txt.gz", "U+793E\tkCantonese\tse5", "field kCantonese is not expected"},
		{"unihan.txt.gz", "U+793G\tkMandarin\tshè", "line 1"},
		{"unihan.txt.gz", "U+793E", "expected code point"},
		{"unihan.txt.gz", "U+793E\tkTGH\tx", "line 1"},
	} {
		sources := small(t)
		if strings.HasSuffix(c.file, ".gz") {
			sources[c.file] = packed(t, c.line)
		} else {
			sources[c.file] = &fstest.MapFile{Data: []byte(c.line)}
		}
		if _, err := compile.Table(sources); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "compile: "+c.file) {
			t.Errorf("%s %q: %v", c.file, c.line, err)
		}
	}
}

func TestMissingSourceIsAFault(t *testing.T) {
	for name := range small(t) {
		sources := small(t)
		delete(sources, name)
		if _, err := compile.Table(sources); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
		sources[name] = &fstest.MapFile{}
		if _, err := compile.Table(sources); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("with %s empty: %v", name, err)
		}
	}
}
