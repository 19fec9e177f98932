package pinyin

import (
	"slices"
	"strings"
	"unicode"
)

// maxInitials bounds what Initials returns for a text full of characters with
// several readings.
const maxInitials = 16

// Initials returns the first letters of a text, jzz for 居住证: the usual
// readings first, then others, at most 16. Latin letters, as small ones, and
// digits stand for themselves; whatever else has no reading is left out.
func (d *Decoder) Initials(text string) []string {
	all := []string{""}
	for _, r := range text {
		var next []string
		for _, letter := range d.firstLetters(r) {
			for _, before := range all {
				if len(next) < maxInitials {
					next = append(next, before+letter)
				}
			}
		}
		if next != nil {
			all = next
		}
	}
	if all[0] == "" {
		return nil
	}
	return all
}

// firstLetters returns with what the readings of a character begin.
func (d *Decoder) firstLetters(r rune) []string {
	var out []string
	for _, syllable := range d.spoken(r) {
		if first := syllable[:1]; !slices.Contains(out, first) {
			out = append(out, first)
		}
	}
	return out
}

// spoken returns how a character is typed: its readings, or itself.
func (d *Decoder) spoken(r rune) []string {
	if r < unicode.MaxASCII {
		if c := unicode.ToLower(r); c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return []string{string(c)}
		}
		return nil
	}
	var out []string
	for _, pair := range d.readings(r) {
		out = append(out, d.syllableOf(pair))
	}
	return out
}

// Matches reports whether letters stand for some stretch of a text: each
// character by its reading or by what it begins with, the last one by any part
// of it. So jzz, juzhuz and juzhuzheng all find 我要办居住证. Any reading of a
// character counts; apostrophes, spaces and capitals do not. No letters, and
// more than MaxLetters, match nothing.
func (d *Decoder) Matches(text, letters string) bool {
	typed := typedLetters(letters)
	if len(typed) == 0 || len(typed) > MaxLetters {
		return false
	}
	// Bit i of matched says that the letters before i stand for the end of
	// what was read so far.
	matched := uint64(1)
	for _, r := range text {
		spoken := d.spoken(r)
		if spoken == nil {
			continue
		}
		next := uint64(1)
		for i := range typed {
			if matched&(1<<i) == 0 {
				continue
			}
			for _, syllable := range spoken {
				ends, whole := spellings(syllable, typed[i:])
				if whole {
					return true
				}
				next |= ends << i
			}
		}
		matched = next
	}
	return false
}

// spellings returns as bits how many letters of rest may stand for a syllable,
// and whether all of them may.
func spellings(syllable, rest string) (ends uint64, whole bool) {
	for n := 1; n <= len(syllable) && n <= len(rest) && syllable[n-1] == rest[n-1]; n++ {
		if n == len(rest) {
			return 0, true
		}
		if n == len(syllable) || n == 1 || n == 2 && syllable[1] == 'h' {
			ends |= 1 << n
		}
	}
	return ends, false
}

// typedLetters keeps small letters and digits.
func typedLetters(letters string) string {
	kept := []byte(strings.Map(func(r rune) rune {
		if r == '\'' || r == ' ' {
			return -1
		}
		return unicode.ToLower(r)
	}, letters))
	respell(kept)
	return string(kept)
}
