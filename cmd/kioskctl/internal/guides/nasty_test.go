package guides_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"linli/cmd/kioskctl/internal/guides"
)

// invented is one row of an export that is right, by its headings.
func invented() map[string]string {
	return map[string]string{
		"事项名称": "示例补贴", "基本编码": "000000220001", "主题分类": "老人", "实施主体": "示例街道办事处", "受理条件": "住在本街道",
		"申请材料": "身份证", "办理流程": "窗口受理", "法定办结时限": "20个工作日", "承诺办结时限": "10个工作日", "是否收费": "否", "收费标准": "",
		"办理结果": "按月发放", "设定依据": "《示例办法》", "咨询电话": "0000-0001",
	}
}

// sheet writes rows as CSV, each what differs from invented.
func sheet(t *testing.T, rows ...map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var headings []string
	for h := range invented() {
		headings = append(headings, h)
	}
	if err := w.Write(headings); err != nil {
		t.Fatal(err)
	}
	for n, differs := range rows {
		all := invented()
		all["基本编码"] = fmt.Sprintf("0000002200%05d", n)
		for h, value := range differs {
			all[h] = value
		}
		var line []string
		for _, h := range headings {
			line = append(line, all[h])
		}
		if err := w.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.Bytes()
}

// TestNastyRowsAreTakenCleanOrRejectedInWords gives rows one by one: what is
// written holds the wanted words, what is rejected says the reason.
func TestNastyRowsAreTakenCleanOrRejectedInWords(t *testing.T) {
	long := strings.Repeat("甲", 5000)
	for _, tt := range []struct {
		name     string
		differs  map[string]string
		rejected string // the reason; empty is written
		holds    string // in the file
	}{
		{"entities within entities", map[string]string{"受理条件": "&lt;p&gt;1、本市户籍&amp;nbsp;；&lt;/p&gt;&lt;p&gt;2、满八十岁&lt;/p&gt;"}, "", "  - zh: 本市户籍\n  - zh: 满八十岁\n"},
		{"a table in a table", map[string]string{"申请材料": "<table><tr><th>序号</th><th>材料</th></tr><tr><td>1</td><td><table><tr><td>身份证</td><td>原件１份</td></tr></table></td></tr></table>"}, "", "materials:\n  - zh: 身份证 原件1份\nprocedure"},
		{"a script and a style", map[string]string{"办理流程": "<script>alert(1)</script>受理<style>p{}</style><iframe src=x></iframe>"}, "", "procedure:\n  - zh: 受理\ntime-limit"},
		{"tags that nobody closes", map[string]string{"受理条件": "<p>甲<p>乙<li>丙"}, "", "  - zh: 甲\n  - zh: 乙\n  - zh: 丙\n"},
		{"digits of full width", map[string]string{"承诺办结时限": "１０个工作日", "咨询电话": "０１０－１２３４５６７８"}, "", "phone: \"010-12345678\""},
		{"signs nobody sees", map[string]string{"办理结果": "按\x00月\u200b发\x07放"}, "", "result: {zh: 按月发放}"},
		{"no name", map[string]string{"事项名称": " "}, "name: the export says nothing", ""},
		{"no materials and no rule", map[string]string{"申请材料": "", "设定依据": "无"}, "basis: the export names no rule", ""},
		{"free, with a price", map[string]string{"收费标准": "20元/次"}, "fee: the export says free", ""},
		{"a limit without its unit", map[string]string{"承诺办结时限": "10"}, "without a unit", ""},
		{"a limit below nothing", map[string]string{"承诺办结时限": "-3"}, "is \"-3\", which is no limit", ""},
		{"a sentence of five thousand signs", map[string]string{"受理条件": long}, "has 5000 characters", ""},
		{"too many lines", map[string]string{"受理条件": strings.Repeat("条件一样\n", 40)}, "has 40 lines", ""},
		{"an extension", map[string]string{"咨询电话": "0000-0003 转 8"}, "has an extension", ""},
		{"a formula for a name", map[string]string{"事项名称": `=HYPERLINK("http://x","y")`}, "there is room for 14", ""},
		{"a way out of the folder", map[string]string{"基本编码": "../../../etc/passwd"}, "", "name: {zh: 示例补贴}"},
		{"what was lost on the way", map[string]string{"受理条件": "本市\uFFFD籍"}, "conditions: holds signs that cannot be read", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			into := t.TempDir()
			r := taken(t, "nasty.csv", sheet(t, tt.differs), into)
			if len(r.Entries) != 1 {
				t.Fatalf("%d rows", len(r.Entries))
			}
			e, written := r.Entries[0], files(t, into)
			switch reasons := strings.Join(e.Reasons, "; "); {
			case tt.rejected != "" && (e.Verdict != guides.Rejected || !strings.Contains(reasons, tt.rejected) || written != ""):
				t.Errorf("%s for %q\n%s", e.Verdict, reasons, written)
			case tt.rejected == "" && (e.Verdict != guides.Written || !strings.Contains(written, tt.holds)):
				t.Errorf("%s for %q\n%s", e.Verdict, reasons, written)
			}
		})
	}
}

// TestLongExportIsTakenOverInParts: more rows than are judged together, the
// last like the first.
func TestLongExportIsTakenOverInParts(t *testing.T) {
	rows := make([]map[string]string, 600)
	for i := range rows {
		rows[i] = map[string]string{"事项名称": fmt.Sprintf("示例事项%d", i)}
	}
	rows[599] = map[string]string{"事项名称": "示例事项0", "基本编码": "000000220000000"}
	r := taken(t, "long.csv", sheet(t, rows...), t.TempDir())
	if r.Read != 600 || r.Written != 599 || r.Same != 1 || r.Entries[599].Verdict != guides.Same {
		t.Errorf("%d read, %d written, %d said already, %d rejected", r.Read, r.Written, r.Same, r.Rejected)
	}
}

func TestExportInUTF16IsRead(t *testing.T) {
	data, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(sheet(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	if r := taken(t, "unicode.csv", data, t.TempDir()); r.Written != 1 {
		t.Errorf("%+v", r.Entries)
	}
}
