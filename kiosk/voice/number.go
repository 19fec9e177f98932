package voice

import (
	"fmt"
	"strings"
	"time"

	"linli/kiosk"
)

// Number is n as it is said: for numbers from 0 to 99,999,999 of people,
// minutes, questions and yuan. Others are said digit by digit.
func Number(lang kiosk.Lang, n int) []string {
	if n < 0 || n > 99_999_999 {
		return Spelled(lang, fmt.Sprint(n))
	}
	if lang == kiosk.English {
		return english(n)
	}
	return chinese(n)
}

func english(n int) []string {
	say := func(key string) []string { return []string{phrase(kiosk.English, "voice."+key)} }
	switch {
	case n <= 20:
		return say(fmt.Sprint("n-", n))
	case n < 100:
		tens := say(fmt.Sprint("n-", n/10*10))
		if n%10 == 0 {
			return tens
		}
		return append(tens, english(n%10)...)
	}
	for _, unit := range []struct {
		size int
		key  string
	}{{1_000_000, "million"}, {1000, "thousand"}, {100, "hundred"}} {
		if n < unit.size {
			continue
		}
		words := append(english(n/unit.size), say(unit.key)...)
		if n%unit.size > 0 {
			words = append(words, english(n%unit.size)...)
		}
		return words
	}
	return nil
}

// chinese groups by ten thousand; a place that is empty between two others is
// said as one zero.
func chinese(n int) []string {
	say := func(key string) string { return phrase(kiosk.Chinese, "voice."+key) }
	if n <= 20 {
		return []string{say(fmt.Sprint("n-", n))}
	}
	if n < 100 {
		words := []string{say(fmt.Sprint("n-", n/10*10))}
		if n%10 > 0 {
			words = append(words, say(fmt.Sprint("n-", n%10)))
		}
		return words
	}
	var words []string
	for _, unit := range []struct {
		size int
		key  string
	}{{10_000, "ten-thousand"}, {1000, "thousand"}, {100, "hundred"}} {
		if n < unit.size {
			continue
		}
		rest := n % unit.size
		words = append(chinese(n/unit.size), say(unit.key))
		switch {
		case rest == 0:
		case rest < unit.size/10:
			words = append(append(words, say("n-0")), chinese(rest)...)
		case rest < 20: // 110 to 119
			words = append(words, say("n-1"), say("n-10"))
			if rest > 10 {
				words = append(words, say(fmt.Sprint("n-", rest-10)))
			}
		default:
			words = append(words, chinese(rest)...)
		}
		return words
	}
	return words
}

// Spelled is text sign by sign: ticket numbers, codes, telephone numbers. Signs
// that no name is known for are left out, a space is a breath.
func Spelled(lang kiosk.Lang, text string) []string {
	var words []string
	for _, r := range strings.ToUpper(text) {
		switch {
		case r >= '0' && r <= '9':
			words = append(words, phrase(lang, "voice.n-"+string(r)))
		case r >= 'A' && r <= 'Z':
			words = append(words, string(r))
		case r == ' ' || r == '\u2009':
			words = append(words, Pause)
		default:
			if name := sign(r); name != "" {
				words = append(words, phrase(lang, "voice."+name))
			}
		}
	}
	return words
}

// sign is the key of the name of a sign in voice.yaml.
func sign(r rune) string {
	switch r {
	case '-', '–', '—':
		return "sign-dash"
	case '.':
		return "sign-dot"
	case '@':
		return "sign-at"
	case '_':
		return "sign-underscore"
	case '/':
		return "sign-slash"
	case ':':
		return "sign-colon"
	case '+':
		return "sign-plus"
	case '#':
		return "sign-hash"
	case '&':
		return "sign-and"
	case '*':
		return "sign-star"
	case '\'':
		return "sign-apostrophe"
	case ',':
		return "sign-comma"
	}
	return ""
}

// Day is a date as it is said.
func Day(lang kiosk.Lang, day time.Time) []string {
	l := line{lang: lang}
	l.part("voice.day",
		l.spelled("year", fmt.Sprint(day.Year())), l.number("day", day.Day()),
		filled{"month", []string{phrase(lang, fmt.Sprintf("screen.month-%d", int(day.Month())))}})
	return l.words
}

// Yuan is an amount of so many fen (分) as it is said.
func Yuan(lang kiosk.Lang, fen int) []string {
	l := line{lang: lang}
	if fen < 0 {
		l.part("voice.minus")
		fen = -fen
	}
	l.part("voice.yuan", l.number("n", fen/100))
	switch jiao, rest := fen/10%10, fen%10; {
	case lang == kiosk.English && fen%100 > 0:
		l.part("voice.fen", l.number("n", fen%100))
	case lang != kiosk.English && fen%100 > 0:
		if jiao > 0 {
			l.part("voice.jiao", l.number("n", jiao))
		} else {
			l.add(phrase(lang, "voice.n-0"))
		}
		if rest > 0 {
			l.part("voice.fen", l.number("n", rest))
		}
	}
	return l.words
}
