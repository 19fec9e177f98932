package guides

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// row is one item of an export.
type row struct {
	number int // as a table shows it: the headings are row 1
	cells  map[column]string
}

// bounds of an export, so that a wrong file fills no memory.
const (
	maxExport  = 64 << 20 // bytes
	maxRows    = 20000
	maxColumns = 256
)

// readRows reads an export by what its name ends in: .csv, .json or .xlsx.
// left are the headings that were not taken over.
func readRows(name string, data []byte) (rows []row, left []string, err error) {
	if len(data) > maxExport {
		return nil, nil, fmt.Errorf("guides: %s: more than %d bytes", name, maxExport)
	}
	var table [][]string
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		table, err = readCSV(data)
	case ".xlsx":
		table, err = readXLSX(data)
	case ".json":
		return readJSON(data)
	default:
		err = errors.New("expected .csv, .json or .xlsx; save a table of another kind as .xlsx")
	}
	if err != nil {
		return nil, nil, fmt.Errorf("guides: %s: %w", name, err)
	}
	return rowsOf(table)
}

// rowsOf finds the row of headings, which titles may stand above, and reads
// what stands below it.
func rowsOf(table [][]string) (rows []row, left []string, err error) {
	at := slices.IndexFunc(table, func(line []string) bool {
		known := 0
		for _, heading := range line {
			if _, ok := columnOf(heading); ok {
				known++
			}
		}
		return known >= 3
	})
	if at < 0 {
		return nil, nil, errors.New("guides: no row of headings; expected 事项名称, 受理条件, 申请材料 and others")
	}
	columns := make([]column, len(table[at]))
	for i, heading := range table[at] {
		c, ok := columnOf(heading)
		if ok && slices.Contains(columns[:i], c) {
			return nil, nil, fmt.Errorf("guides: two columns tell %s; take one away: %q", c, heading)
		}
		if !ok && strings.TrimSpace(heading) != "" {
			left = append(left, strings.TrimSpace(heading))
		}
		columns[i] = c
	}
	for n, line := range table[at+1:] {
		r := row{number: at + n + 2, cells: map[column]string{}}
		for i, value := range line {
			if i < len(columns) && columns[i] != "" && strings.TrimSpace(value) != "" {
				r.cells[columns[i]] = value
			}
		}
		if len(r.cells) > 0 {
			rows = append(rows, r)
		}
	}
	return rows, left, nil
}

// readCSV reads UTF-8, and GB 18030, in which spreadsheets save.
func readCSV(data []byte) ([][]string, error) {
	data, err := readable(data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if first, _, _ := bytes.Cut(data, []byte("\n")); bytes.Count(first, []byte("\t")) > bytes.Count(first, []byte(",")) {
		r.Comma = '\t'
	}
	table, err := r.ReadAll()
	if err == nil && len(table) > maxRows {
		err = fmt.Errorf("more than %d rows", maxRows)
	}
	return table, err
}

// readable makes UTF-8 of what an export is written in: of UTF-16 by its mark,
// and of GB 18030, in which Chinese systems save. What is broken within is a
// sign that rows are refused for.
func readable(data []byte) ([]byte, error) {
	from := simplifiedchinese.GB18030.NewDecoder()
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	} else if utf8.Valid(data) {
		return bytes.TrimPrefix(data, []byte("\ufeff")), nil
	}
	read, err := from.Bytes(data)
	if err != nil {
		return nil, fmt.Errorf("neither UTF-8, UTF-16 nor GB 18030: %w", err)
	}
	return read, nil
}

// readJSON reads a list of objects, or the first such list inside an object, as
// data interfaces answer.
func readJSON(data []byte) (rows []row, left []string, err error) {
	var whole any
	data, err = readable(data)
	if err == nil {
		err = json.Unmarshal(data, &whole)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("guides: not JSON: %w", err)
	}
	list := listIn(whole)
	if len(list) == 0 || len(list) > maxRows {
		return nil, nil, fmt.Errorf("guides: %d items in the JSON; expected 1 to %d", len(list), maxRows)
	}
	for n, one := range list {
		r := row{number: n + 1, cells: map[column]string{}}
		for heading, value := range one {
			c, ok := columnOf(heading)
			if !ok {
				left = append(left, heading)
				continue
			}
			r.cells[c] = spoken(value)
		}
		rows = append(rows, r)
	}
	slices.Sort(left)
	return rows, slices.Compact(left), nil
}

func listIn(v any) []map[string]any {
	switch v := v.(type) {
	case []any:
		var all []map[string]any
		for _, one := range v {
			if object, ok := one.(map[string]any); ok {
				all = append(all, object)
			}
		}
		return all
	case map[string]any:
		for _, key := range []string{"data", "rows", "list", "records", "result", "items"} {
			if all := listIn(v[key]); len(all) > 0 {
				return all
			}
		}
	}
	return nil
}

// spoken says a value of JSON as a cell of a table would: lists line by line,
// and of an object its name with what else it tells in brackets.
func spoken(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		lines := make([]string, len(v))
		for i, one := range v {
			lines[i] = spoken(one)
		}
		return strings.Join(lines, "\n")
	case map[string]any:
		return spokenObject(v)
	}
	return fmt.Sprint(v)
}

func spokenObject(object map[string]any) string {
	name, rest := "", []string{}
	for _, key := range []string{"材料名称", "环节名称", "步骤", "名称", "name", "法律名称"} {
		if name == "" && object[key] != nil {
			name = spoken(object[key])
		}
	}
	for _, key := range []string{"份数", "必要性", "材料必要性", "材料形式", "来源渠道", "办理时限", "说明", "备注", "条款", "条款内容"} {
		if said := strings.TrimSpace(spoken(object[key])); said != "" {
			if key == "份数" {
				said += "份"
			}
			rest = append(rest, said)
		}
	}
	if len(rest) > 0 && name != "" {
		return name + "（" + strings.Join(rest, "，") + "）"
	}
	return name + strings.Join(rest, "，")
}
