package catalogue

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/kiosk"
)

// Locate tells whose the place is that an address names, as cards and people
// write it: 向阳小区12号楼, 向阳小区 十二栋2单元, 向阳小区12-2-402. Where the
// building is not told or nobody's, it is told as much as all parts of the
// estate have in common. It is the zero Jurisdiction for a place that is not
// here.
func (p Places) Locate(address string) kiosk.Jurisdiction {
	address = plain(address)
	longest, at := 0, -1 // the longest name counts: 向阳新村 is not 向阳
	var found []kiosk.Jurisdiction
	var estates []Estate
	p.each(func(j kiosk.Jurisdiction, e Estate) {
		for _, name := range p.names(e.Name.ZH) {
			i := strings.LastIndex(address, name)
			if name == "" || i < 0 || len(name) < longest {
				continue
			}
			if len(name) > longest {
				longest, at, found, estates = len(name), i, nil, nil
			}
			if !slices.Contains(found, j) {
				found, estates = append(found, j), append(estates, e)
			}
		}
	})
	if at < 0 {
		return kiosk.Jurisdiction{}
	}
	if building := buildingIn(address[at+longest:]); building != "" {
		for i, e := range estates {
			if slices.Contains(e.Houses(), building) {
				return found[i]
			}
		}
	}
	return common(found)
}

// names are all that an estate is called, whichever grid says so.
func (p Places) names(estate string) []string {
	var all []string
	p.each(func(_ kiosk.Jurisdiction, e Estate) {
		if e.Name.ZH == estate {
			for _, name := range append([]string{e.Name.ZH, e.Name.EN}, e.Also...) {
				all = append(all, plain(name))
			}
		}
	})
	return all
}

// common is what all of them say alike.
func common(all []kiosk.Jurisdiction) kiosk.Jurisdiction {
	same := all[0]
	for _, j := range all[1:] {
		if j.Committee != same.Committee {
			return kiosk.Jurisdiction{}
		}
		if j.Grid != same.Grid {
			same.Grid = ""
		}
	}
	return same
}

// plain is an address without blanks and signs, with small letters and digits
// of half width.
func plain(address string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full width
			r -= '！' - '!'
		}
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("，,。.、·()（）“”\"'", r):
			return -1
		case strings.ContainsRune("－—–_", r):
			return '-'
		}
		return unicode.ToUpper(r)
	}, address)
}

// Words of addresses.
const (
	numerals  = "〇一二三四五六七八九"
	ten       = '十'
	hundred   = '百'
	otherZero = '零'
	two       = '两'
)

// buildingWords stand behind the number of a building; the longer first. A
// hyphen parts it from a room.
var buildingWords = []string{"号楼", "楼栋", "幢", "栋", "座", "号", "楼", "#", "-"}

// unitWords say that a number is no building's.
var unitWords = []string{"单元", "室", "户", "层", "期", "区", "组", "弄", "门"}

// buildingIn finds the number or the sign of the building in what follows the
// name of the estate: "12", "A", or "". A number that counts something else is
// passed over: 二期3号楼.
func buildingIn(rest string) string {
	for rest != "" {
		number, length := numberAt(rest)
		if length == 0 {
			_, size := utf8.DecodeRuneInString(rest)
			rest = rest[size:]
			continue
		}
		rest = rest[length:]
		if begins(rest, unitWords) {
			continue
		}
		if begins(rest, buildingWords) || rest == "" {
			return number
		}
	}
	return ""
}

func begins(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(text, w) })
}

// numberAt reads a number in digits or Chinese, or one letter, from the
// beginning of text. The length is 0 when there is none.
func numberAt(text string) (number string, length int) {
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case first >= 'A' && first <= 'Z':
		return string(first), size
	case first >= '0' && first <= '9':
		end := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
		if end < 0 {
			end = len(text)
		}
		return strings.TrimLeft(text[:end], "0"), end
	}
	return chineseNumber(text)
}

// chineseNumber reads 三, 十二, 二十, 一百零五, and digits one by one: 一〇五.
func chineseNumber(text string) (number string, length int) {
	total, digit, any := 0, 0, false
	ones := "" // digits one by one
	for _, r := range text {
		value, isDigit := numeral(r)
		switch {
		case isDigit:
			digit = value
			ones += strconv.Itoa(value)
		case r == ten || r == hundred:
			worth := 10
			if r == hundred {
				worth = 100
			}
			total += max(digit, 1) * worth
			digit, any = 0, true
		default:
			return chineseRead(total+digit, any, ones), length
		}
		length += utf8.RuneLen(r)
	}
	return chineseRead(total+digit, any, ones), length
}

func chineseRead(value int, tens bool, ones string) string {
	if !tens {
		return strings.TrimLeft(ones, "0")
	}
	return strconv.Itoa(value)
}

func numeral(r rune) (value int, ok bool) {
	switch r {
	case otherZero:
		return 0, true
	case two:
		return 2, true
	}
	for i, n := range []rune(numerals) {
		if n == r {
			return i, true
		}
	}
	return 0, false
}
