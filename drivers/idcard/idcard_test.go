package idcard_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/drivers/drivertest"
	"linli/drivers/idcard"
)

// Every person and number here is invented.

// parse reads the record of the given fields.
func parse(t *testing.T, fields ...drivertest.Field) (idcard.Document, error) {
	t.Helper()
	c, err := drivertest.NewCard(fields...)
	if err != nil {
		t.Fatal(err)
	}
	return idcard.Parse(c.Text[:])
}

// specimen parses a ready card, with some fields overwritten.
func specimen(t *testing.T, name string, change ...drivertest.Field) idcard.Document {
	t.Helper()
	c, ok := drivertest.SpecimenCard(name)
	if !ok {
		t.Fatalf("no specimen %s", name)
	}
	for _, f := range change {
		over, err := drivertest.NewCard(f)
		if err != nil {
			t.Fatal(err)
		}
		copy(c.Text[f.Offset:], over.Text[f.Offset:f.Offset+f.Length])
	}
	d, err := idcard.Parse(c.Text[:])
	if err != nil {
		t.Fatalf("specimen %s: %v", name, err)
	}
	return d
}

// plain is a Document with its texts revealed, to compare.
type plain struct {
	kind                                     idcard.Kind
	name, english, ethnic, birth, address    string
	number, issuer, nationality, pass, issue string
	sex                                      idcard.Sex
}

func reveal(d idcard.Document) plain {
	return plain{
		kind: d.Kind, name: d.Name.Reveal(), english: d.EnglishName.Reveal(), ethnic: d.EthnicGroup,
		birth: d.Birth.Reveal(), address: d.Address.Reveal(), number: d.Number.Reveal(), issuer: d.Issuer,
		nationality: d.Nationality, pass: d.PassNumber.Reveal(), issue: d.Issue, sex: d.Sex,
	}
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func TestFourLayouts(t *testing.T) {
	foreigner2017, err := parse(t,
		drivertest.Field{Offset: 0, Length: 120, Text: "SPECIMEN, ANNA MARIA"},
		drivertest.Field{Offset: 120, Length: 2, Text: "2"},
		drivertest.Field{Offset: 122, Length: 30, Text: "UTO810085051212"},
		drivertest.Field{Offset: 152, Length: 6, Text: "UTO"},
		drivertest.Field{Offset: 158, Length: 30, Text: "安娜样本"},
		drivertest.Field{Offset: 188, Length: 16, Text: "20180105"},
		drivertest.Field{Offset: 204, Length: 16, Text: "20280104"},
		drivertest.Field{Offset: 220, Length: 16, Text: "19850512"},
		drivertest.Field{Offset: 236, Length: 4, Text: "01"},
		drivertest.Field{Offset: 240, Length: 8, Text: "1500"},
		drivertest.Field{Offset: 248, Length: 2, Text: "I"},
	)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		got  idcard.Document
		want plain
		from time.Time
		to   time.Time
	}{
		{specimen(t, "A"), plain{
			kind: idcard.Resident, name: "张示例", sex: idcard.Male, ethnic: "汉", birth: "1990-01-01",
			address: "示例省样本市向阳区试验路1号", number: "810000199001010019", issuer: "样本市公安局向阳分局",
		}, day(2020, 1, 1), day(2040, 1, 1)},
		{specimen(t, "B"), plain{
			kind: idcard.Foreigner2023, name: "安娜样本", english: "SPECIMEN, ANNA MARIA", sex: idcard.Female,
			birth: "1985-05-12", number: "981999198505120020", nationality: "UTO", issue: "01",
		}, day(2024, 1, 5), day(2034, 1, 4)},
		{specimen(t, "C"), plain{
			kind: idcard.HKMacaoTaiwan, name: "陈𠮷样本", sex: idcard.Female, birth: "1988-08-08",
			address: "示例省样本市向阳区试验路3号", number: "810000198808080048", issuer: "样本市公安局",
			pass: "H00000001", issue: "01",
		}, day(2023, 8, 8), day(2028, 8, 7)},
		{foreigner2017, plain{
			kind: idcard.Foreigner2017, name: "安娜样本", english: "SPECIMEN, ANNA MARIA", sex: idcard.Female,
			birth: "1985-05-12", number: "UTO810085051212", nationality: "UTO", issuer: "1500",
		}, day(2018, 1, 5), day(2028, 1, 4)},
	}
	for _, test := range tests {
		if got := reveal(test.got); got != test.want {
			t.Errorf("%s: got %+v\nwant %+v", test.want.kind, got, test.want)
		}
		if v := test.got.Validity; v.LongTerm || !v.From.Equal(test.from) || !v.To.Equal(test.to) {
			t.Errorf("%s: valid %+v", test.want.kind, v)
		}
		if len(test.got.Warnings) != 0 {
			t.Errorf("%s: warnings %q", test.want.kind, test.got.Warnings)
		}
	}
}

func TestNamesOfForeigners(t *testing.T) {
	long := "VERYLONGFAMILYNAME, AVERYLONGGIVEN NAMEANDMORE" // all 46, a space at the seam
	d := specimen(t, "B",
		drivertest.Field{Offset: 0, Length: 30},
		drivertest.Field{Offset: 52, Length: 70, Text: long[:35]},
		drivertest.Field{Offset: 220, Length: 22, Text: long[35:]})
	if got := d.EnglishName.Reveal(); got != long {
		t.Errorf("English name %q, want %q", got, long)
	}
	if got := d.Name.Reveal(); got != long {
		t.Errorf("name %q, want the English one", got)
	}
}

func TestUnknownKindLeavesNothing(t *testing.T) {
	c, _ := drivertest.SpecimenCard("D")
	d, err := idcard.Parse(c.Text[:])
	if !errors.Is(err, idcard.ErrUnsupported) || reveal(d) != (plain{}) {
		t.Errorf("document %v, %v", d, err)
	}
}

func TestRecordsThatAreNone(t *testing.T) {
	valid, _ := drivertest.SpecimenCard("A")
	surrogate, control := valid.Text, valid.Text
	surrogate[1] = 0xD8 // the first half of a pair and no second
	control[0], control[1] = 0x1B, 0
	tests := map[string][]byte{
		"nothing":          nil,
		"one byte short":   valid.Text[:255],
		"zeros":            make([]byte, 256),
		"half a character": surrogate[:],
		"escape":           control[:],
	}
	for name, text := range tests {
		if d, err := idcard.Parse(text); err == nil || reveal(d) != (plain{}) {
			t.Errorf("%s: %v, %v", name, d, err)
		}
	}
	number := drivertest.Field{Offset: 122, Length: 36, Text: "810000199001010019"}
	if _, err := parse(t, number); !errors.Is(err, idcard.ErrRecord) {
		t.Errorf("without a name: %v", err)
	}
	if _, err := parse(t, drivertest.Field{Offset: 0, Length: 30, Text: "张示例"}); !errors.Is(err, idcard.ErrRecord) {
		t.Errorf("without a number: %v", err)
	}
}

func TestContradictionsAreWarningsAndTheCardStays(t *testing.T) {
	tests := map[string]struct {
		change drivertest.Field
		want   []idcard.Warning
	}{
		"check digit":   {drivertest.Field{Offset: 122, Length: 36, Text: "810000199001010018"}, []idcard.Warning{idcard.NumberDoubtful}},
		"sex":           {drivertest.Field{Offset: 30, Length: 2, Text: "2"}, []idcard.Warning{idcard.SexDoubtful}},
		"unstated sex":  {drivertest.Field{Offset: 30, Length: 2, Text: "9"}, nil},
		"birth":         {drivertest.Field{Offset: 36, Length: 16, Text: "19900102"}, []idcard.Warning{idcard.BirthDoubtful}},
		"no birth":      {drivertest.Field{Offset: 36, Length: 16, Text: "19901301"}, []idcard.Warning{idcard.BirthDoubtful}},
		"validity":      {drivertest.Field{Offset: 204, Length: 16, Text: "20190101"}, []idcard.Warning{idcard.ValidityDoubtful}},
		"unknown group": {drivertest.Field{Offset: 32, Length: 4, Text: "99"}, nil},
		"no address":    {drivertest.Field{Offset: 52, Length: 70}, nil},
	}
	for name, test := range tests {
		d := specimen(t, "A", test.change)
		if !slices.Equal(d.Warnings, test.want) {
			t.Errorf("%s: warnings %q, want %q", name, d.Warnings, test.want)
		}
		if d.Name.Reveal() != "张示例" {
			t.Errorf("%s: name %q", name, d.Name.Reveal())
		}
	}
	if d := specimen(t, "A", drivertest.Field{Offset: 122, Length: 36, Text: "81000019900101006x"}); d.Number.Reveal() != "81000019900101006X" || len(d.Warnings) != 1 {
		t.Errorf("small x: warnings %q", d.Warnings) // 006 is a woman's sequence, the card says a man
	}
}

func TestValidity(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	limited := specimen(t, "A").Validity
	longTerm := specimen(t, "A", drivertest.Field{Offset: 204, Length: 16, Text: "长期"}).Validity
	if !longTerm.LongTerm || !longTerm.To.IsZero() {
		t.Errorf("long term is %+v", longTerm)
	}
	tests := map[string]struct {
		v    idcard.Validity
		at   time.Time
		want bool
	}{
		"the day before":        {limited, time.Date(2019, 12, 31, 23, 59, 59, 0, shanghai), false},
		"the first day":         {limited, time.Date(2020, 1, 1, 0, 0, 0, 0, shanghai), true},
		"the end of the last":   {limited, time.Date(2040, 1, 1, 23, 59, 59, 0, shanghai), true},
		"the day after":         {limited, time.Date(2040, 1, 2, 0, 0, 0, 0, shanghai), false},
		"long term, much later": {longTerm, time.Date(2100, 1, 1, 0, 0, 0, 0, shanghai), true},
		"long term, before":     {longTerm, time.Date(2019, 1, 1, 0, 0, 0, 0, shanghai), false},
		"unknown":               {idcard.Validity{}, time.Date(2020, 1, 1, 0, 0, 0, 0, shanghai), false},
	}
	for name, test := range tests {
		if got := test.v.Covers(test.at); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestEthnicGroups(t *testing.T) {
	names := map[string]bool{}
	for code := range 100 {
		d := specimen(t, "A", drivertest.Field{Offset: 32, Length: 4, Text: fmt.Sprintf("%02d", code)})
		if d.EthnicGroup != "" {
			names[d.EthnicGroup] = true
		}
	}
	if len(names) != 58 { // 56 groups, 其他, and foreigners who became citizens
		t.Errorf("%d names, want 58", len(names))
	}
	for code, want := range map[string]string{"56": "基诺", "36": "毛南", "46": "德昂", "97": "其他", "57": "", "1": "", "-1": ""} {
		if got := specimen(t, "A", drivertest.Field{Offset: 32, Length: 4, Text: code}).EthnicGroup; got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}

func TestNothingPersonalIsPrintedLoggedOrEncoded(t *testing.T) {
	secrets := []string{"示例省", "810000199001010019", "0101001", "张示例", "1990-01-01"}
	d := specimen(t, "A")
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("read", "document", d, "name", d.Name, "number", d.Number, "address", d.Address, "birth", d.Birth)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("read", "document", d, "number", d.Number)
	out := log.String()
	hidden := struct{ d idcard.Document }{d}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		out += fmt.Sprintf(verb, d) + fmt.Sprintf(verb, &d) + fmt.Sprintf(verb, hidden)
		out += fmt.Sprintf(verb, d.Name) + fmt.Sprintf(verb, d.Number) + fmt.Sprintf(verb, []idcard.Private{d.Address, d.Birth})
	}
	encoded, err := json.Marshal(map[string]any{"document": d, "number": d.Number, "birth": d.Birth})
	if err != nil {
		t.Fatal(err)
	}
	out += string(encoded)
	for _, secret := range secrets {
		if strings.Contains(out, secret) {
			t.Errorf("%s is in the open", secret)
		}
		if strings.Contains(out, fmt.Sprintf("%x", secret)) {
			t.Errorf("%s is in the open as hex", secret)
		}
	}
}

func TestMasks(t *testing.T) {
	a, c := specimen(t, "A"), specimen(t, "C")
	for got, want := range map[string]string{
		a.Name.String():                "张**",
		a.Number.String():              "810000********0019",
		a.Address.String():             "***",
		a.Birth.String():               "***",
		c.Name.String():                "陈**",
		c.PassNumber.String():          "H*******1",
		a.PassNumber.String() + "none": "none",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := specimen(t, "A", drivertest.Field{Offset: 122, Length: 36, Text: "12"}).Number.String(); got != "**" {
		t.Errorf("short number shows %q", got)
	}
}

// FuzzParse holds that no record makes Parse fail in a way it does not name,
// and that a refused record leaves nothing.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"A", "B", "C", "D"} {
		c, _ := drivertest.SpecimenCard(name)
		f.Add(c.Text[:])
	}
	f.Add(make([]byte, 256))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := idcard.Parse(text)
		if err != nil {
			if !errors.Is(err, idcard.ErrRecord) && !errors.Is(err, idcard.ErrUnsupported) {
				t.Fatalf("error %v", err)
			}
			if reveal(d) != (plain{}) || d.Warnings != nil {
				t.Fatal("a refused record left something")
			}
			return
		}
		if d.Name.Reveal() == "" || d.Number.Reveal() == "" || d.Kind == "" {
			t.Fatalf("%v lacks a name, a number or a kind", d)
		}
	})
}
