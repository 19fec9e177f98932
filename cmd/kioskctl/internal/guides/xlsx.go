package guides

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// readXLSX reads the first sheet of a workbook (ECMA-376 part 1, 18.3 and
// 18.4): text, shared and in place, and figures as they are kept. It computes
// no formula and reads no date.
func readXLSX(data []byte) ([][]string, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("no workbook: %w", err)
	}
	var shared struct {
		Texts []xlsxText `xml:"si"`
	}
	if err := readPart(z, "xl/sharedStrings.xml", &shared); err != nil && !errors.Is(err, errNoPart) {
		return nil, err
	}
	var sheet struct {
		Rows []struct {
			Number int        `xml:"r,attr"`
			Cells  []xlsxCell `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := readPart(z, "xl/worksheets/sheet1.xml", &sheet); err != nil {
		return nil, err
	}
	var table [][]string
	for _, r := range sheet.Rows {
		if r.Number > maxRows {
			return nil, fmt.Errorf("more than %d rows", maxRows)
		}
		for len(table) < r.Number-1 {
			table = append(table, nil) // rows without a cell are not kept
		}
		var line []string
		for _, c := range r.Cells {
			at := columnAt(c.At)
			if at >= maxColumns {
				return nil, fmt.Errorf("cell %s: more than %d columns", c.At, maxColumns)
			}
			for len(line) < at { // empty cells are not kept
				line = append(line, "")
			}
			text, err := c.text(shared.Texts)
			if err != nil {
				return nil, err
			}
			line = append(line, text)
		}
		table = append(table, line)
	}
	return table, nil
}

// xlsxCell is one cell of a sheet.
type xlsxCell struct {
	At     string   `xml:"r,attr"` // "C7"
	Kind   string   `xml:"t,attr"`
	Value  string   `xml:"v"`
	Inline xlsxText `xml:"is"`
}

// text is what stands in the cell; shared are the texts that the workbook keeps
// apart.
func (c xlsxCell) text(shared []xlsxText) (string, error) {
	switch c.Kind {
	case "inlineStr":
		return c.Inline.String(), nil
	case "s":
		n, err := strconv.Atoi(c.Value)
		if err != nil || n < 0 || n >= len(shared) {
			return "", fmt.Errorf("cell %s names a text that is not there", c.At)
		}
		return shared[n].String(), nil
	}
	return c.Value, nil
}

// xlsxText is a text, whole or in runs of one look each.
type xlsxText struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

// String is the text without its looks.
func (t xlsxText) String() string {
	all := t.Text
	for _, r := range t.Runs {
		all += r.Text
	}
	return all
}

// errNoPart reports a workbook without one of its parts.
var errNoPart = errors.New("the workbook lacks a part")

func readPart(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return fmt.Errorf("%w: %s", errNoPart, name)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxExport+1))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > maxExport {
		return fmt.Errorf("%s: more than %d bytes", name, maxExport)
	}
	if err := xml.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// columnAt counts the column of a cell such as "C7", from 0.
func columnAt(cell string) int {
	n := 0
	for _, r := range strings.ToUpper(cell) {
		if r < 'A' || r > 'Z' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return max(n-1, 0)
}
