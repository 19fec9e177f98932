package idcard

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Private is one personal text of a card. Whatever prints, logs or encodes it
// gets the masked form; Reveal is the only way to the text. The zero value is
// an absent text.
type Private struct {
	// text is behind a pointer because fmt prints the fields of a struct it
	// has no access to without asking them how: it then meets an address.
	text  *string
	shown string
}

// newPrivate hides text behind shown.
func newPrivate(text, shown string) Private {
	if text == "" {
		return Private{}
	}
	return Private{text: &text, shown: shown}
}

// Reveal returns the text itself.
func (p Private) Reveal() string {
	if p.text == nil {
		return ""
	}
	return *p.text
}

// String returns the masked form: 张*, 810000********0019.
func (p Private) String() string { return p.shown }

// GoString masks %#v.
func (p Private) GoString() string { return p.shown }

// Format masks every verb.
func (p Private) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.shown) }

// LogValue masks the text in structured logs.
func (p Private) LogValue() slog.Value { return slog.StringValue(p.shown) }

// MarshalText masks the text in JSON, YAML and XML. It never fails.
func (p Private) MarshalText() ([]byte, error) { return []byte(p.shown), nil }

// privateName shows the first character and one or two stars.
func privateName(name string) Private {
	runes := []rune(name)
	if len(runes) == 0 {
		return Private{}
	}
	return newPrivate(name, string(runes[0])+strings.Repeat("*", min(len(runes)-1, 2)))
}

// privateNumber shows six leading and four trailing characters of a long
// number, one at each end of a short one.
func privateNumber(number string) Private {
	runes := []rune(number)
	head, tail := 6, 4
	if len(runes) < 15 {
		head, tail = 1, 1
	}
	if len(runes) <= head+tail {
		return newPrivate(number, strings.Repeat("*", len(runes)))
	}
	stars := strings.Repeat("*", len(runes)-head-tail)
	return newPrivate(number, string(runes[:head])+stars+string(runes[len(runes)-tail:]))
}

// privateText shows nothing of an address or a date.
func privateText(text string) Private { return newPrivate(text, "***") }
