package idcard_test

import (
	"errors"
	"slices"
	"testing"

	"linli/drivers/drivertest"
	"linli/drivers/idcard"
)

// Every person and number here is invented.

func TestNamesThatAreHardToWrite(t *testing.T) {
	for about, name := range map[string]string{
		"extension A":                 "示㐂例",
		"extension B, a pair":         "陈𠮷样本",
		"extension G":                 "示\U00030000",
		"a dot between parts":         "样本·示例江",
		"a private-use character":     "示\uE863例",
		"fifteen characters, no room": "一二三四五六七八九十甲乙丙丁戊",
		"a space within":              "SPECIMEN ANNA",
	} {
		d := specimen(t, "A", drivertest.Field{Offset: 0, Length: 30, Text: name})
		if got := d.Name.Reveal(); got != name || len(d.Warnings) != 0 {
			t.Errorf("%s: %q, warnings %q", about, got, d.Warnings)
		}
	}
	d := specimen(t, "A", drivertest.Field{Offset: 0, Length: 30, Text: "𠮷例"})
	if got := d.Name.String(); got != "𠮷*" {
		t.Errorf("masked %q: a pair is one character", got)
	}
}

func TestPaddingIsSpacesOrZeros(t *testing.T) {
	d := specimen(t, "A", drivertest.Field{Offset: 0, Length: 30, Text: "张示例 \x00\x00 \x00"})
	if got := d.Name.Reveal(); got != "张示例" {
		t.Errorf("name %q", got)
	}
}

func TestEverySexCode(t *testing.T) {
	for code, want := range map[string]idcard.Sex{
		"0": idcard.SexUnknown, "1": idcard.Male, "2": idcard.Female, "9": idcard.SexUnstated, "7": idcard.SexUnknown, " ": idcard.SexUnknown,
	} {
		if got := specimen(t, "A", drivertest.Field{Offset: 30, Length: 2, Text: code}).Sex; got != want {
			t.Errorf("%q is %c, want %c", code, got, want)
		}
	}
}

func TestEachEthnicGroupByItsOwnCode(t *testing.T) {
	// GB 3304, two digits and a name, in the order of the codes.
	for code, want := range map[string]string{
		"01": "汉", "02": "蒙古", "03": "回", "05": "维吾尔", "10": "朝鲜", "15": "土家", "20": "傈僳", "22": "畲", "29": "柯尔克孜",
		"32": "仫佬", "36": "毛南", "37": "仡佬", "43": "乌孜别克", "46": "德昂", "51": "独龙", "55": "珞巴", "56": "基诺",
		"98": "外国血统中国籍人士", "00": "", "96": "", "99": "", "  ": "",
	} {
		if got := specimen(t, "A", drivertest.Field{Offset: 32, Length: 4, Text: code}).EthnicGroup; got != want {
			t.Errorf("%s is %q, want %q", code, got, want)
		}
	}
}

func TestPermitWithAGroupOutsideTheTable(t *testing.T) {
	d := specimen(t, "C", drivertest.Field{Offset: 32, Length: 4, Text: "99"}, drivertest.Field{Offset: 52, Length: 70})
	if d.EthnicGroup != "" || d.Address.Reveal() != "" || len(d.Warnings) != 0 {
		t.Errorf("group %q, warnings %q", d.EthnicGroup, d.Warnings)
	}
}

func TestProvinceComesFromTheNumber(t *testing.T) {
	for name, want := range map[string]string{"A": "香港", "B": "香港", "C": "香港"} { // specimens have 81 for no place at all
		if got := specimen(t, name).Province; got != want {
			t.Errorf("%s: province %q", name, got)
		}
	}
	if got := specimen(t, "A", drivertest.Field{Offset: 122, Length: 36, Text: "990000199001010019"}); got.Province != "" || !slices.Equal(got.Warnings, []idcard.Warning{idcard.NumberDoubtful}) {
		t.Errorf("province %q, warnings %q", got.Province, got.Warnings)
	}
}

func TestOldNumberOnACardIsDoubtfulAndStays(t *testing.T) {
	d := specimen(t, "A", drivertest.Field{Offset: 122, Length: 36, Text: "810000900101001"})
	if d.Number.Reveal() != "810000900101001" || !slices.Equal(d.Warnings, []idcard.Warning{idcard.NumberDoubtful}) {
		t.Errorf("number %s, warnings %q", d.Number, d.Warnings)
	}
}

func TestPassNumberOfAPermit(t *testing.T) {
	// Numbers of the three places, with their right check digits.
	numbers := map[string]string{"81": "810000198808080048", "82": "82000019880808004X", "83": "830000198808080041"}
	tests := map[string]struct {
		division, pass string
		doubtful       bool
	}{
		"Hong Kong":                   {"81", "H00000001", false},
		"Macao":                       {"82", "M00000001", false},
		"Taiwan":                      {"83", "00000001", false},
		"of Macao on one of HongKong": {"81", "M00000001", true},
		"of Taiwan on one of Macao":   {"82", "00000001", true},
		"of Hong Kong on Taiwan's":    {"83", "H00000001", true},
		"no number":                   {"81", "HHHHHHHHH", true},
		"none":                        {"81", "", true},
	}
	for name, test := range tests {
		d := specimen(t, "C",
			drivertest.Field{Offset: 122, Length: 36, Text: numbers[test.division]},
			drivertest.Field{Offset: 220, Length: 18, Text: test.pass})
		if got := slices.Equal(d.Warnings, []idcard.Warning{idcard.PassDoubtful}); got != test.doubtful || !got && len(d.Warnings) != 0 || d.PassNumber.Reveal() != test.pass {
			t.Errorf("%s: warnings %q", name, d.Warnings)
		}
	}
}

// foreigner2017 is a card in the layout of 2017, with some fields overwritten.
func foreigner2017(t *testing.T, change ...drivertest.Field) idcard.Document {
	t.Helper()
	d, err := parse(t, append([]drivertest.Field{
		{Offset: 0, Length: 120, Text: "SPECIMEN, ANNA MARIA"}, {Offset: 120, Length: 2, Text: "2"},
		{Offset: 122, Length: 30, Text: "UTO810085051212"}, {Offset: 152, Length: 6, Text: "UTO"},
		{Offset: 188, Length: 16, Text: "20180105"}, {Offset: 204, Length: 16, Text: "20280104"},
		{Offset: 220, Length: 16, Text: "19850512"}, {Offset: 248, Length: 2, Text: "I"},
	}, change...)...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestForeignerOf2017ThatContradictsItself(t *testing.T) {
	if d := foreigner2017(t); d.Name.Reveal() != "SPECIMEN, ANNA MARIA" || d.Province != "香港" || len(d.Warnings) != 0 {
		t.Errorf("name %q, province %q, warnings %q", d.Name.Reveal(), d.Province, d.Warnings)
	}
	for name, test := range map[string]struct {
		change drivertest.Field
		want   idcard.Warning
	}{
		"birth":   {drivertest.Field{Offset: 220, Length: 16, Text: "19850513"}, idcard.BirthDoubtful},
		"no date": {drivertest.Field{Offset: 220, Length: 16, Text: "19851305"}, idcard.BirthDoubtful},
		"country": {drivertest.Field{Offset: 152, Length: 6, Text: "XXX"}, idcard.CountryDoubtful},
		"check":   {drivertest.Field{Offset: 122, Length: 30, Text: "UTO810085051213"}, idcard.NumberDoubtful},
		"number":  {drivertest.Field{Offset: 122, Length: 30, Text: "U"}, idcard.NumberDoubtful},
	} {
		if d := foreigner2017(t, test.change); !slices.Equal(d.Warnings, []idcard.Warning{test.want}) {
			t.Errorf("%s: warnings %q, want %q", name, d.Warnings, test.want)
		}
	}
}

func TestForeignerOf2023ThatContradictsItself(t *testing.T) {
	for name, test := range map[string]struct {
		change drivertest.Field
		want   idcard.Warning
	}{
		"check digit": {drivertest.Field{Offset: 122, Length: 36, Text: "981999198505120021"}, idcard.NumberDoubtful},
		"sex":         {drivertest.Field{Offset: 30, Length: 2, Text: "1"}, idcard.SexDoubtful},
		"birth":       {drivertest.Field{Offset: 36, Length: 16, Text: "19850513"}, idcard.BirthDoubtful},
		"validity":    {drivertest.Field{Offset: 188, Length: 16, Text: "2024010"}, idcard.ValidityDoubtful},
	} {
		if d := specimen(t, "B", test.change); !slices.Equal(d.Warnings, []idcard.Warning{test.want}) || d.Name.Reveal() != "安娜样本" {
			t.Errorf("%s: warnings %q, want %q", name, d.Warnings, test.want)
		}
	}
}

func TestAdditionalAddress(t *testing.T) {
	a, _ := drivertest.SpecimenCard("A")
	got, err := idcard.ParseAddress(a.Address)
	if err != nil || got.Reveal() != "示例省样本市向阳区新居路2号" || got.String() != "***" {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := idcard.ParseAddress(nil); err != nil || got.Reveal() != "" {
		t.Errorf("none: %s, %v", got, err)
	}
	control := slices.Clone(a.Address)
	control[0], control[1] = 0x1B, 0
	for name, raw := range map[string][]byte{"short": a.Address[:68], "escape": control} {
		if got, err := idcard.ParseAddress(raw); !errors.Is(err, idcard.ErrRecord) || got.Reveal() != "" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// FuzzParseAddress holds that no bytes make ParseAddress fail in a way it does
// not name, and that refused ones leave nothing.
func FuzzParseAddress(f *testing.F) {
	c, _ := drivertest.SpecimenCard("A")
	f.Add(c.Address)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := idcard.ParseAddress(raw)
		if err != nil && (!errors.Is(err, idcard.ErrRecord) || got.Reveal() != "") {
			t.Fatalf("error %v", err)
		}
	})
}
