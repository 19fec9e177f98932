package idcard

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"

	"linli/drivers/idcard/idnum"
)

// Parse reads a text record of RecordSize bytes. It keeps no reference to it;
// overwrite it afterwards. The error wraps ErrUnsupported or ErrRecord and is
// given with a zero Document. What merely contradicts itself is in Warnings.
//
// The kind is one character at offset 248: a space, J, I or Y (readinfo,
// PCSCGetData.h).
func Parse(text []byte) (Document, error) {
	if len(text) != RecordSize {
		return Document{}, fmt.Errorf("idcard: record of %d bytes: %w", len(text), ErrRecord)
	}
	r := &record{text: text}
	var d Document
	switch binary.LittleEndian.Uint16(text[248:]) {
	case ' ':
		d = r.resident()
	case 'J':
		d = r.permit()
	case 'I':
		d = r.foreigner2017()
	case 'Y':
		d = r.foreigner2023()
	default:
		return Document{}, fmt.Errorf("idcard: unknown kind: %w", ErrUnsupported)
	}
	switch {
	case r.garbled:
		return Document{}, fmt.Errorf("idcard: not text: %w", ErrRecord)
	case d.Name.Reveal() == "":
		return Document{}, fmt.Errorf("idcard: no name: %w", ErrRecord)
	case d.Number.Reveal() == "":
		return Document{}, fmt.Errorf("idcard: no number: %w", ErrRecord)
	}
	d.Warnings = r.warnings
	return d, nil
}

// AddressSize is the size of a newest additional address in bytes.
const AddressSize = 70

// ParseAddress reads the newest additional address of a card, AddressSize
// bytes of UTF-16LE beside the record (SAM-V command 30 03). No bytes mean
// that the card holds none and give an absent text. It keeps no reference to
// raw; overwrite it afterwards. The error wraps ErrRecord.
func ParseAddress(raw []byte) (Private, error) {
	if len(raw) == 0 {
		return Private{}, nil
	}
	if len(raw) != AddressSize {
		return Private{}, fmt.Errorf("idcard: address of %d bytes: %w", len(raw), ErrRecord)
	}
	r := &record{text: raw}
	address := privateText(r.at(0, AddressSize))
	if r.garbled {
		return Private{}, fmt.Errorf("idcard: address is not text: %w", ErrRecord)
	}
	return address, nil
}

// record reads fields and gathers what is wrong with them.
type record struct {
	text     []byte
	garbled  bool
	warnings []Warning
}

// resident reads the layout of the resident's card (GA/T 490).
func (r *record) resident() Document {
	d := Document{
		Kind:        Resident,
		Name:        privateName(r.at(0, 30)),
		Sex:         r.sex(30),
		EthnicGroup: ethnicGroup(r.at(32, 4)),
		Address:     privateText(r.at(52, 70)),
		Number:      privateNumber(idnum.Normalise(r.at(122, 36))),
		Issuer:      r.at(158, 30),
		Validity:    r.validity(),
	}
	birth := r.at(36, 16)
	d.Birth = r.birth(birth)
	number := d.Number.Reveal()
	facts, err := idnum.Citizen(number)
	if err == nil {
		d.Province = idnum.Province(number[:2])
	}
	r.compare(d.Sex, birth, facts, err)
	return d
}

// permit reads the layout of the residence permit for Hong Kong, Macao and
// Taiwan: the resident's with a pass number at 220 and a count of issues at
// 238 (readinfo, PCSCGetData.h).
func (r *record) permit() Document {
	d := r.resident()
	d.Kind = HKMacaoTaiwan
	d.PassNumber = privateNumber(r.at(220, 18))
	d.Issue = r.at(238, 4)
	r.comparePass(d.Number.Reveal(), d.PassNumber.Reveal())
	return d
}

// foreigner2017 reads the foreigner's card with flag I (afzhan.com news
// 212938).
func (r *record) foreigner2017() Document {
	d := Document{
		Kind:        Foreigner2017,
		EnglishName: privateName(r.at(0, 120)),
		Sex:         r.sex(120),
		Number:      privateNumber(idnum.Normalise(r.at(122, 30))),
		Nationality: r.at(152, 6),
		Name:        privateName(r.at(158, 30)),
		Validity:    r.validity(),
		Birth:       r.birth(r.at(220, 16)),
		Issuer:      r.at(240, 8),
	}
	if d.Name.Reveal() == "" {
		d.Name = d.EnglishName
	}
	number := d.Number.Reveal()
	if err := idnum.Foreigner2017(number); err != nil {
		r.warn(NumberDoubtful)
		return d
	}
	d.Province = idnum.Province(number[3:5])
	if number[:3] != d.Nationality {
		r.warn(CountryDoubtful)
	}
	// The number holds the birth without its century.
	if birth := r.at(220, 16); len(birth) == 8 && birth[2:] != number[7:13] && d.Birth.Reveal() != "" {
		r.warn(BirthDoubtful)
	}
	return d
}

// foreigner2023 reads the foreigner's card with flag Y, whose English name
// goes on at 220 (readinfo, PCSCGetData.h).
func (r *record) foreigner2023() Document {
	english := append(append([]byte(nil), r.text[52:122]...), r.text[220:242]...)
	d := Document{
		Kind:        Foreigner2023,
		Name:        privateName(r.at(0, 30)),
		EnglishName: privateName(r.decode(english)),
		Sex:         r.sex(30),
		Issue:       r.at(32, 4),
		Number:      privateNumber(idnum.Normalise(r.at(122, 36))),
		Validity:    r.validity(),
		Nationality: r.at(242, 6),
	}
	clear(english)
	if d.Name.Reveal() == "" {
		d.Name = d.EnglishName
	}
	birth := r.at(36, 16)
	d.Birth = r.birth(birth)
	number := d.Number.Reveal()
	facts, err := idnum.Foreigner2023(number)
	if err == nil {
		d.Province = idnum.Province(number[1:3])
	}
	r.compare(d.Sex, birth, facts, err)
	return d
}

// at decodes the field of n bytes at offset.
func (r *record) at(offset, n int) string { return r.decode(r.text[offset : offset+n]) }

// decode reads UTF-16LE and trims the padding, U+0020 or U+0000. Lone
// surrogates and control characters are in no document.
func (r *record) decode(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	s := strings.TrimRight(string(utf16.Decode(units)), " \x00")
	clear(units)
	if strings.ContainsFunc(s, func(c rune) bool { return c == unicode.ReplacementChar || unicode.IsControl(c) }) {
		r.garbled = true
	}
	return s
}

// sex reads the one character at offset.
func (r *record) sex(offset int) Sex {
	switch s := r.at(offset, 2); s {
	case "1", "2", "9":
		return Sex(s[0])
	default:
		return SexUnknown
	}
}

// validity reads the pair at 188 and 204, where all layouts have it.
func (r *record) validity() Validity {
	v, ok := parseValidity(r.at(188, 16), r.at(204, 16))
	if !ok {
		r.warn(ValidityDoubtful)
	}
	return v
}

// birth turns YYYYMMDD into 2006-01-02.
func (r *record) birth(field string) Private {
	day, ok := parseDay(field)
	if !ok {
		r.warn(BirthDoubtful)
		return Private{}
	}
	return privateText(day.Format(time.DateOnly))
}

// compare warns where the card's fields differ from what its number says.
func (r *record) compare(sex Sex, birth string, facts idnum.Facts, err error) {
	if err != nil {
		r.warn(NumberDoubtful)
		return
	}
	if sex == Male && !facts.Male || sex == Female && facts.Male {
		r.warn(SexDoubtful)
	}
	if day, ok := parseDay(birth); ok && !day.Equal(facts.Birth) {
		r.warn(BirthDoubtful)
	}
}

// comparePass warns where a permit's pass number is none, or is from elsewhere
// than the number says: H from Hong Kong (81), M from Macao (82), digits alone
// from Taiwan (83).
func (r *record) comparePass(number, pass string) {
	if idnum.Pass(pass) != nil {
		r.warn(PassDoubtful)
		return
	}
	division := "83"
	switch pass[0] {
	case 'H':
		division = "81"
	case 'M':
		division = "82"
	}
	if !strings.HasPrefix(number, division) {
		r.warn(PassDoubtful)
	}
}

func (r *record) warn(w Warning) { r.warnings = append(r.warnings, w) }
