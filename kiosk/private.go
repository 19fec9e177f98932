package kiosk

import (
	"fmt"
	"log/slog"
	"strings"
)

// Private is a name, a number or an address of a person. Whatever prints,
// logs or encodes it gets mask signs; Reveal is the only way to the text.
type Private string

// masked is what every formatter gives for a Private that is not empty.
const masked = "***"

// Reveal returns the text itself. Call it only to seal a record, to print a
// form that the law wants in full, or to mask it.
func (p Private) Reveal() string { return string(p) }

// String returns mask signs, or "" for an empty value.
func (p Private) String() string {
	if p == "" {
		return ""
	}
	return masked
}

// GoString masks %#v.
func (p Private) GoString() string { return p.String() }

// Format masks every verb, so that %x or %q reveal nothing either.
func (p Private) Format(f fmt.State, _ rune) { fmt.Fprint(f, p.String()) }

// LogValue masks the value in structured logs.
func (p Private) LogValue() slog.Value { return slog.StringValue(p.String()) }

// MarshalText masks JSON, YAML and XML. It never fails.
func (p Private) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// maskName keeps the first character and says nothing about how many follow:
// 张*. A Latin name keeps one letter.
func maskName(name string) string {
	for _, first := range strings.TrimSpace(name) {
		return string(first) + "*"
	}
	return ""
}

// maskNumber keeps six leading and four trailing characters of a number of at
// least fifteen, and one at each end of a shorter one.
func maskNumber(number string) string {
	runes := []rune(number)
	head, tail := 6, 4
	if len(runes) < 15 {
		head, tail = 1, 1
	}
	if len(runes) <= head+tail {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[:head]) + strings.Repeat("*", len(runes)-head-tail) + string(runes[len(runes)-tail:])
}

// maskAddress keeps the province and the city, which most often are the first
// six characters.
func maskAddress(address string) string {
	const kept = 6
	runes := []rune(address)
	if len(runes) <= kept {
		return strings.Repeat("*", len(runes))
	}
	return string(runes[:kept]) + masked
}
