package ballot

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// Bounds of a file of voters.
const (
	maxRollBytes  = 64 << 20
	maxRollVoters = 500_000
)

// ErrRollFile refuses a file that is no list of voters at all.
var ErrRollFile = errors.New("ballot: not a list of voters")

// Columns of a list of voters, as offices name them. Others are not read: a
// name, an address is not looked at.
var (
	numberColumns = []string{"number", "公民身份号码", "身份证号码", "身份证号", "证件号码"}
	kindColumns   = []string{"kind", "证件类型", "证件种类"}
	kindNames     = map[string]kiosk.DocumentKind{
		"": kiosk.ResidentCard, "resident": kiosk.ResidentCard, "居民身份证": kiosk.ResidentCard, "身份证": kiosk.ResidentCard,
		"foreigner": kiosk.ForeignerCard, "外国人永久居留身份证": kiosk.ForeignerCard,
		"hk-macao-taiwan": kiosk.HKMacaoTaiwanCard, "港澳台居民居住证": kiosk.HKMacaoTaiwanCard,
	}
)

// Reject is one line that names no voter.
type Reject struct {
	Line int    // in the file, from 1
	What string // masked
	Why  string // for staff
}

// ReadRoll reads a list of voters: CSV in UTF-8 or GB 18030, whose first line
// names its columns, one of them the number of the identity document. Blanks,
// wide digits and marks that spreadsheets leave are taken away. It returns who
// stands there once each, and the lines that name nobody or name somebody again;
// ErrRollFile, wrapped, for what is no such list.
func ReadRoll(r io.Reader) ([]Voter, []Reject, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxRollBytes+1))
	if err != nil {
		return nil, nil, fmt.Errorf("ballot: read: %w", err)
	}
	defer clear(text)
	if len(text) > maxRollBytes {
		return nil, nil, fmt.Errorf("%w: larger than %d MiB", ErrRollFile, maxRollBytes>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: neither UTF-8 nor GB 18030", ErrRollFile)
		}
		defer clear(decoded)
		text = decoded
	}
	lines := csv.NewReader(bytes.NewReader(text))
	lines.FieldsPerRecord, lines.ReuseRecord = -1, true
	head, err := lines.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: its first line cannot be read", ErrRollFile)
	}
	number, kind := column(head, numberColumns), column(head, kindColumns)
	if number < 0 {
		return nil, nil, fmt.Errorf("%w: its first line names no column %s", ErrRollFile, strings.Join(numberColumns, ", "))
	}
	return readVoters(lines, number, kind)
}

func readVoters(lines *csv.Reader, number, kind int) (voters []Voter, rejects []Reject, err error) {
	seen := map[Voter]int{}
	for {
		row, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return voters, rejects, nil
		}
		var torn *csv.ParseError
		if errors.As(err, &torn) {
			return nil, nil, fmt.Errorf("%w: a quotation mark near line %d is not right", ErrRollFile, torn.Line)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("ballot: read: %w", err)
		}
		line, _ := lines.FieldPos(0)
		v, why := voterOf(cell(row, number), cell(row, kind))
		if first, twice := seen[v]; why == "" && twice {
			why = fmt.Sprintf("stands on line %d already", first)
		}
		if why != "" {
			rejects = append(rejects, Reject{Line: line, What: kiosk.Resident{Number: v.Number}.MaskedNumber(), Why: why})
			continue
		}
		if len(voters) == maxRollVoters {
			return nil, nil, fmt.Errorf("%w: more than %d voters", ErrRollFile, maxRollVoters)
		}
		seen[v] = line
		voters = append(voters, v)
	}
}

// voterOf reads one line; why says what is wrong with it.
func voterOf(number, kind string) (v Voter, why string) {
	number = strings.ToUpper(number)
	v = Voter{Number: kiosk.Private(number)}
	of, known := kindNames[strings.ToLower(kind)]
	v.Kind = of
	switch {
	case !known:
		return v, "the kind of document is not known"
	case number == "":
		return v, "there is no number"
	case strings.ContainsAny(number, ".+"):
		return v, "a spreadsheet made a figure of the number: format its column as text"
	case len(number) == 18:
		if _, fault := (catalogue.Field{Kind: catalogue.FieldIDNumber}).Take(v.Number); fault != "" {
			return v, "a digit of the number is wrong"
		}
	case of == kiosk.ResidentCard:
		return v, "the number has not 18 digits"
	case len(number) < 8 || len(number) > 18 || strings.ContainsFunc(number, func(r rune) bool { return r > 'Z' || r < '0' || r > '9' && r < 'A' }):
		return v, "this is no number of such a document"
	}
	return v, ""
}

// column finds one of names in the first line; -1 for none.
func column(head, names []string) int {
	return slices.IndexFunc(head, func(h string) bool { return slices.Contains(names, strings.ToLower(plain(h))) })
}

func cell(row []string, i int) string {
	if i < 0 || i >= len(row) {
		return ""
	}
	return plain(row[i])
}

// plain is text without blanks, invisible characters and the apostrophe that
// keeps a spreadsheet from counting, its wide letters and digits made narrow.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		const wide = '！' - '!'
		switch {
		case r > '！' && r <= '～':
			return r - wide
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r), r == '\'', r == '’':
			return -1
		}
		return r
	}, text)
}
