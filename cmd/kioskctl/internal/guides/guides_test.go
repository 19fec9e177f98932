package guides_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"linli/cmd/kioskctl/internal/guides"
	"linli/internal/itemcheck"
)

var update = flag.Bool("update", false, "keep what Import makes now as right")

// export is a table as dirty as real ones; all of it is invented.
func export(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/export.csv")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func taken(t *testing.T, name string, data []byte, into string) guides.Report {
	t.Helper()
	r, err := guides.Import(data, guides.Options{Source: name, Into: into, Among: itemcheck.Brought()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// files are the files in a folder, one after another.
func files(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&all, "-- %s --\n%s", filepath.Base(name), data)
	}
	return all.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestDirtyExportIsTakenOverOrRejectedWithReasons(t *testing.T) {
	into := t.TempDir()
	r := taken(t, "export.csv", export(t), into)
	var words strings.Builder
	if err := r.WriteText(&words); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.golden", words.String())
	golden(t, "items.golden", files(t, into))
	if r.Read != r.Written+r.Same+r.Rejected || r.Written != 4 {
		t.Errorf("%d read, %d written, %d said already, %d rejected", r.Read, r.Written, r.Same, r.Rejected)
	}
	for _, e := range r.Entries {
		if (e.Verdict == guides.Rejected) != (len(e.Reasons) > 0) {
			t.Errorf("row %d is %s for %q", e.Row, e.Verdict, e.Reasons)
		}
	}
	if data, err := json.Marshal(r); err != nil || !bytes.Contains(data, []byte(`"reasons"`)) {
		t.Errorf("as JSON: %s, %v", data, err)
	}
}

// TestWhatIsWrittenPassesTheJudgeOfItems: what was imported can be published.
func TestWhatIsWrittenPassesTheJudgeOfItems(t *testing.T) {
	into := t.TempDir()
	taken(t, "export.csv", export(t), into)
	names, err := filepath.Glob(filepath.Join(into, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatalf("nothing was written: %v", err)
	}
	for _, name := range names {
		place, err := itemcheck.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if j, err := place.Judge(); err != nil || len(j.Faults) > 0 {
			t.Errorf("%s: %v, %v", name, j.Faults, err)
		}
	}
}

func TestAgainChangesNothingAndLeavesTheClerksWorkAlone(t *testing.T) {
	into := t.TempDir()
	first := taken(t, "export.csv", export(t), into)
	worked := filepath.Join(into, first.Entries[0].File)
	data, err := os.ReadFile(worked)
	if err != nil {
		t.Fatal(err)
	}
	data = bytes.Replace(data, []byte("{zh: 高龄津贴}"), []byte("{zh: 高龄津贴, en: Allowance}"), 1)
	if err := os.WriteFile(worked, data, 0o600); err != nil {
		t.Fatal(err)
	}
	before := files(t, into)
	r := taken(t, "export.csv", export(t), into)
	if diff := cmp.Diff(before, files(t, into)); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	if r.Written != 0 || r.Entries[0].Verdict != guides.Rejected || !strings.Contains(r.Entries[0].Reasons[0], "is there already") {
		t.Errorf("%d written, the first row: %+v", r.Written, r.Entries[0])
	}
}

// TestEveryFormOfTheExportGivesTheSameItems: CSV in GB 18030, a workbook, and
// JSON as data interfaces answer.
func TestEveryFormOfTheExportGivesTheSameItems(t *testing.T) {
	table, err := csv.NewReader(bytes.NewReader(export(t))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes(bytes.ReplaceAll(export(t), []byte("\u200b"), nil))
	if err != nil {
		t.Fatal(err)
	}
	plain := t.TempDir()
	taken(t, "export.csv", export(t), plain)
	for name, data := range map[string][]byte{"gb.csv": gb, "export.xlsx": workbook(t, table), "export.json": answer(t, table)} {
		into := t.TempDir()
		taken(t, name, data, into)
		if diff := cmp.Diff(unsigned(files(t, plain)), unsigned(files(t, into))); diff != "" {
			t.Errorf("%s (-csv +%s):\n%s", name, name, diff)
		}
	}
}

// unsigned leaves out the lines that name export and row.
func unsigned(files string) string {
	var kept []string
	for line := range strings.SplitSeq(files, "\n") {
		if !strings.HasPrefix(line, "#") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// workbook writes a table as spreadsheets do: some texts shared, some in place,
// empty cells left out.
func workbook(t *testing.T, table [][]string) []byte {
	t.Helper()
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	var sheet, shared strings.Builder
	n := 0
	for y, line := range table {
		fmt.Fprintf(&sheet, `<row r="%d">`, y+1)
		for x, text := range line {
			at := fmt.Sprintf("%c%d", 'A'+x, y+1)
			switch {
			case text == "":
			case x%2 == 0:
				fmt.Fprintf(&sheet, `<c r="%s" t="s"><v>%d</v></c>`, at, n)
				half := len([]rune(text)) / 2
				fmt.Fprintf(&shared, `<si><r><t>%s</t></r><r><t>%s</t></r></si>`,
					escaped.Replace(string([]rune(text)[:half])), escaped.Replace(string([]rune(text)[half:])))
				n++
			default:
				fmt.Fprintf(&sheet, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, escaped.Replace(text))
			}
		}
		sheet.WriteString("</row>")
	}
	var book bytes.Buffer
	z := zip.NewWriter(&book)
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	for name, text := range map[string]string{
		"xl/sharedStrings.xml":     "<sst " + space + ">" + shared.String() + "</sst>",
		"xl/worksheets/sheet1.xml": "<worksheet " + space + "><sheetData>" + sheet.String() + "</sheetData></worksheet>",
	} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// answer writes a table as an interface answers, with lists for materials.
func answer(t *testing.T, table [][]string) []byte {
	t.Helper()
	var all []map[string]any
	for _, line := range table[2:] {
		one := map[string]any{}
		for x, text := range line {
			if one[table[1][x]] = text; strings.HasPrefix(table[1][x], "申请材料") && strings.Contains(text, "①") {
				one[table[1][x]] = []any{map[string]any{"材料名称": "身份证"}, map[string]any{"材料名称": "户口簿"}, "银行卡"}
			}
		}
		all = append(all, one)
	}
	data, err := json.Marshal(map[string]any{"code": 200, "data": map[string]any{"rows": all}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestShortNamesGroupAndCounterAreGiven(t *testing.T) {
	into := t.TempDir()
	r, err := guides.Import(export(t), guides.Options{
		Source: "export.csv", Into: into, Among: itemcheck.Brought(), Group: "aid", Counter: "1",
		Names: map[string]guides.Name{"困难残疾人生活补贴和重度残疾人护理补贴资格认定": {ZH: "残疾人两项补贴", EN: "Two disability subsidies"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Written != 6 || !strings.Contains(files(t, into), "name: {zh: 残疾人两项补贴, en: Two disability subsidies}") || strings.Contains(files(t, into), `counter: "2"`) {
		t.Errorf("%d written\n%s", r.Written, files(t, into))
	}
}

func TestWhatIsNoExportIsRefused(t *testing.T) {
	for name, data := range map[string]string{
		"photo.jpg":    "x",
		"empty.csv":    "",
		"other.csv":    "甲,乙\n1,2\n",
		"twice.csv":    "事项名称,受理条件,申请材料,办理材料\na,b,c,d\n",
		"broken.json":  "{",
		"nothing.json": "{}",
		"broken.xlsx":  "PK",
	} {
		if _, err := guides.Import([]byte(data), guides.Options{Source: name, Into: t.TempDir(), Among: itemcheck.Brought()}); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	_, err := guides.Import(export(t), guides.Options{Source: "export.csv", Into: t.TempDir(), Among: itemcheck.Brought(), Group: "none"})
	if err == nil || !strings.Contains(err.Error(), `"none"`) {
		t.Errorf("a group that is not there: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	f.Add("<p>1、a</p>", "20（工作日）", "是", "0000-0001")
	f.Add("&amp;lt;b&amp;gt;", "即办", "否", "转1")
	f.Fuzz(func(t *testing.T, words, limit, charged, phone string) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		_ = w.Write([]string{"事项名称", "受理条件", "申请材料", "办理流程", "法定办结时限", "承诺办结时限", "是否收费", "办理结果", "设定依据", "咨询电话", "实施主体", "主题"})
		_ = w.Write([]string{"示例", words, words, words, limit, limit, charged, words, words, phone, "示例街道", "老人"})
		w.Flush()
		into := t.TempDir()
		r, err := guides.Import(b.Bytes(), guides.Options{Source: "f.csv", Into: into, Among: itemcheck.Brought()})
		if err != nil {
			return
		}
		if len(r.Entries) != r.Read {
			t.Errorf("%d rows, %d verdicts", r.Read, len(r.Entries))
		}
	})
}
