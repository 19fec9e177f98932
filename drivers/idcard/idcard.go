// Package idcard understands the text record of China's identity documents
// with a chip: the resident's card, the residence permit for Hong Kong, Macao
// and Taiwan, and the foreigner's card in the layouts of 2017 and 2023.
//
// It refuses a record of any other kind and keeps nothing of it. It decides no
// matter of service, sees no photo and no fingerprint, and hides what it holds
// from every log and encoder: the text of a person leaves a Document only
// through Reveal.
//
// # Documents
//
//   - GA/T 490, machine-readable data of the resident's card
//   - GB/T 2261.1, codes of sex; GB 3304, codes of ethnic groups
//   - afzhan.com news 212938, layout of the foreigner's card of 2017
//   - readinfo, PCSCGetData.h: all four layouts
package idcard

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// RecordSize is the size of a text record in bytes.
const RecordSize = 256

// Errors of Parse. Neither carries any of the record's text.
var (
	// ErrUnsupported says that the record is of a kind not known here.
	ErrUnsupported = errors.New("unsupported document")
	// ErrRecord says that the record is not readable text, or lacks a name or a
	// number.
	ErrRecord = errors.New("record is not a document's")
)

// Kind says which document a record is from.
type Kind string

// Kinds of document.
const (
	Resident      Kind = "resident"        // 居民身份证
	HKMacaoTaiwan Kind = "hk-macao-taiwan" // 港澳台居民居住证
	Foreigner2017 Kind = "foreigner-2017"  // 外国人永久居留身份证, layout of 2017
	Foreigner2023 Kind = "foreigner-2023"  // the same, layout of 2023
)

// Sex as the card states it (GB/T 2261.1).
type Sex byte

// Codes of sex.
const (
	SexUnknown  Sex = '0'
	Male        Sex = '1'
	Female      Sex = '2'
	SexUnstated Sex = '9'
)

// Document is what a record says. Printed, logged or encoded it shows its kind
// and nothing else.
type Document struct {
	Kind        Kind
	Name        Private // the Chinese name; the English one when the card has no other
	EnglishName Private // foreigners only
	Sex         Sex
	EthnicGroup string  // "汉"; "" for foreigners and for codes outside GB 3304
	Birth       Private // 2006-01-02; "" when the card's is no date
	Address     Private // residents and permits only
	NewAddress  Private // the newest additional address; Parse leaves it empty, see ParseAddress
	Number      Private
	Province    string // that the number names, "北京"; "" when it names none
	Issuer      string // issuing authority, or its code on a Foreigner2017
	Validity    Validity
	Nationality string  // alpha-3, GB/T 2659; foreigners only
	PassNumber  Private // permits only
	Issue       string  // how often the permit was issued or the card renewed, two digits
	Warnings    []Warning
}

// Warning says that a record contradicts itself in one place. The card's own
// fields stay as they are.
type Warning string

// Warnings of Parse.
const (
	NumberDoubtful   Warning = "number fails its check"
	SexDoubtful      Warning = "sex differs from the number"
	BirthDoubtful    Warning = "birth is no date or differs from the number"
	ValidityDoubtful Warning = "validity is no pair of dates"
	PassDoubtful     Warning = "pass number has a wrong form or differs from the number"
	CountryDoubtful  Warning = "nationality differs from the number"
	AddressDoubtful  Warning = "additional address cannot be read"
)

// String names the kind.
func (d Document) String() string { return fmt.Sprintf("idcard.Document(%s)", string(d.Kind)) }

// GoString hides the text from %#v.
func (d Document) GoString() string { return d.String() }

// Format hides the text from every verb.
func (d Document) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, d.String()) }

// LogValue hides the text from structured logs.
func (d Document) LogValue() slog.Value { return slog.StringValue(d.String()) }

// MarshalText hides the text from JSON, YAML and XML. It never fails.
func (d Document) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
