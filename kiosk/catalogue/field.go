package catalogue

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"linli/kiosk"
)

// FieldKind is one of the few things a field can hold.
type FieldKind string

// Kinds of field. docs/service-items.md explains them to whoever writes items.
const (
	FieldText      FieldKind = "text"
	FieldNumber    FieldKind = "number"
	FieldPhone     FieldKind = "phone"
	FieldDate      FieldKind = "date"
	FieldChoice    FieldKind = "choice"
	FieldMulti     FieldKind = "multi"
	FieldAddress   FieldKind = "address"
	FieldName      FieldKind = "name"
	FieldIDNumber  FieldKind = "id-number"
	FieldYesNo     FieldKind = "yes-no"
	FieldSignature FieldKind = "signature" // drawn with a finger
	FieldListing   FieldKind = "listing"   // one entry of a listing: a vacancy, a course, a provider
)

// Answers of a yes-no field.
const (
	Yes = "yes"
	No  = "no"
)

// kindRule is one row of the table of kinds.
type kindRule struct {
	Kind     FieldKind
	bounds   string // what min and max count; "" when there is nothing to bound
	min, max int    // when the field names none
	choices  bool   // has choices
	pattern  bool   // may have a pattern
	take     func(string) (string, Fault)
}

// kinds is the table of kinds: all that is fixed about them.
func kinds() []kindRule {
	return []kindRule{
		{Kind: FieldText, bounds: "characters", min: 1, max: 200, pattern: true},
		{Kind: FieldNumber, bounds: "value", min: 0, max: 99_999_999, take: takeNumber},
		{Kind: FieldPhone, take: takePhone},
		{Kind: FieldDate, take: takeDate},
		{Kind: FieldChoice, choices: true},
		{Kind: FieldMulti, bounds: "choices", min: 1, max: maxChoices, choices: true},
		{Kind: FieldAddress, bounds: "characters", min: 4, max: 80},
		{Kind: FieldName, bounds: "characters", min: 2, max: 40},
		{Kind: FieldIDNumber, take: takeIDNumber},
		{Kind: FieldYesNo},
		{Kind: FieldListing},
		{Kind: FieldSignature, take: takeSignature},
	}
}

func (f Field) rule() (kindRule, bool) {
	return find(kinds(), func(k kindRule) bool { return k.Kind == f.Kind })
}

// Bounds returns the least and the most that an answer may have, in what its
// kind counts.
func (f Field) Bounds() (least, most int) {
	k, _ := f.rule()
	least, most = k.min, k.max
	if f.Min != 0 {
		least = f.Min
	}
	if f.Max != 0 {
		most = f.Max
	}
	return least, most
}

// Fault says to a resident what is wrong with an answer. Its words stand in
// assets under "form.fault-" and the Fault.
type Fault string

// Faults of an answer.
const (
	FaultMissing   Fault = "missing"
	FaultShort     Fault = "short"     // fewer characters than Min
	FaultLong      Fault = "long"      // more characters than Max
	FaultSmall     Fault = "small"     // less than Min
	FaultLarge     Fault = "large"     // more than Max
	FaultMany      Fault = "many"      // more choices than Max
	FaultNumber    Fault = "number"    // no number
	FaultPhone     Fault = "phone"     // no telephone number
	FaultDate      Fault = "date"      // no day of the calendar
	FaultEarly     Fault = "early"     // before Earliest
	FaultLate      Fault = "late"      // after Latest
	FaultIDNumber  Fault = "id-number" // the check digit is wrong
	FaultPattern   Fault = "pattern"   // not of the form that Pattern names
	FaultChoice    Fault = "choice"    // none of the choices
	FaultSignature Fault = "signature" // nothing was drawn
	FaultPlace     Fault = "place"     // no building of the estate or street has this number
)

// Pattern names a form that text must have. Patterns are written in code once,
// so that nobody has to write one in an item.
type Pattern string

// Patterns.
const (
	PatternPassport Pattern = "passport"  // 5 to 20 letters and digits
	PatternPostcode Pattern = "postcode"  // six digits
	PatternAccount  Pattern = "account"   // 12 to 19 digits, of a bank
	PatternCaseCode Pattern = "case-code" // on a receipt
	PatternBilled   Pattern = "billed"    // 4 to 20 digits, of whoever sends bills
	PatternVisit    Pattern = "visit"     // the same, or the number of a ticket
)

var patterns = map[Pattern]*regexp.Regexp{
	PatternPassport: regexp.MustCompile(`^[A-Z0-9]{5,20}$`),
	PatternPostcode: regexp.MustCompile(`^[0-9]{6}$`),
	PatternAccount:  regexp.MustCompile(`^[0-9]{12,19}$`),
	PatternCaseCode: regexp.MustCompile(`^[0-9A-Z]{4}-[0-9A-Z]{4}$`),
	PatternBilled:   regexp.MustCompile(`^[0-9]{4,20}$`),
	PatternVisit:    regexp.MustCompile(`^[A-Z]{1,4}([0-9]{3}|-[0-9A-Z]+-[0-9]{2,})$`),
}

// Take reads what a resident entered. It returns the value as it is kept, or
// what is wrong with it. Nothing entered is right where nothing is required.
func (f Field) Take(entered kiosk.Private) (value kiosk.Private, fault Fault) {
	text := strings.TrimSpace(entered.Reveal())
	if text == "" {
		if f.Required {
			return "", FaultMissing
		}
		return "", ""
	}
	k, _ := f.rule()
	if f.Pattern != "" {
		text, fault = takePattern(f.Pattern, text)
	} else if k.take != nil {
		text, fault = k.take(text)
	}
	if fault == "" {
		fault = f.within(text, k)
	}
	if fault != "" {
		return "", fault
	}
	return kiosk.Private(text), ""
}

// within holds a value against choices and bounds.
func (f Field) within(text string, k kindRule) Fault {
	least, most := f.Bounds()
	switch k.bounds {
	case "characters":
		switch n := utf8.RuneCountInString(text); {
		case n < least:
			return FaultShort
		case n > most:
			return FaultLong
		}
	case "value":
		switch n, _ := strconv.Atoi(text); {
		case n < least:
			return FaultSmall
		case n > most:
			return FaultLarge
		}
	}
	switch f.Kind {
	case FieldChoice, FieldListing:
		return f.chosen([]string{text}, 1)
	case FieldMulti:
		return f.chosen(strings.Split(text, ","), most)
	case FieldYesNo:
		if text != Yes && text != No {
			return FaultChoice
		}
	}
	return ""
}

// chosen wants each of ids among the choices, most of them at most.
func (f Field) chosen(ids []string, most int) Fault {
	for _, id := range ids {
		if !slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.ID == id }) {
			return FaultChoice
		}
	}
	if len(ids) > most {
		return FaultMany
	}
	return ""
}

func takePattern(p Pattern, text string) (string, Fault) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if code, ok := kiosk.ParseCaseCode(text); ok && p == PatternVisit {
		return code, ""
	}
	if p == PatternCaseCode {
		code, ok := kiosk.ParseCaseCode(text)
		if !ok {
			return "", FaultPattern
		}
		text = code
	}
	if form := patterns[p]; form == nil || !form.MatchString(text) {
		return "", FaultPattern
	}
	return text, ""
}

func takeNumber(text string) (string, Fault) {
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > 9 {
		return "", FaultNumber
	}
	return strconv.Itoa(n), ""
}

// takePhone takes 7 to 15 digits, with + before them or not.
func takePhone(text string) (string, Fault) {
	text = strings.NewReplacer(" ", "", "-", "").Replace(text)
	digits := strings.TrimPrefix(text, "+")
	if len(digits) < 7 || len(digits) > 15 || strings.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) {
		return "", FaultPhone
	}
	return text, ""
}

// takeDate takes eight digits, parted by hyphens or not.
func takeDate(text string) (string, Fault) {
	digits := strings.ReplaceAll(text, "-", "")
	day, err := time.Parse("20060102", digits)
	if err != nil || day.Year() < 1900 || day.Year() > 2199 {
		return "", FaultDate
	}
	return day.Format(time.DateOnly), ""
}

// takeIDNumber takes a citizen identification number whose check digit is
// right: GB 11643, section 5.1, ISO 7064 MOD 11-2.
func takeIDNumber(text string) (string, Fault) {
	text = strings.ToUpper(strings.ReplaceAll(text, " ", ""))
	if len(text) != 18 || strings.ContainsFunc(text[:17], func(r rune) bool { return !unicode.IsDigit(r) }) {
		return "", FaultIDNumber
	}
	sum := 0
	for i := range 17 {
		sum = (sum + int(text[i]-'0')) * 2 % 11
	}
	if text[17] != "10X98765432"[sum%11] {
		return "", FaultIDNumber
	}
	return text, ""
}
