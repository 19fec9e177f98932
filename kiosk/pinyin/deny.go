package pinyin

import "strings"

// denied is a word that is never offered.
type denied struct {
	text  string
	whole bool // only where words of their own make it up
}

func readDenied(section string) []denied {
	var all []denied
	for line := range strings.SplitSeq(section, "\n") {
		if text, whole := strings.CutPrefix(line, "="); text != "" {
			all = append(all, denied{text, whole})
		}
	}
	return all
}

// denies reports whether parts, put together, make something that is never
// offered: anywhere, or with the ends of parts as its ends.
func (t *table) denies(parts []string) bool {
	text := strings.Join(parts, "")
	for _, d := range t.denied {
		if strings.Contains(text, d.text) && (!d.whole || alignedIn(parts, d.text)) {
			return true
		}
	}
	return false
}

// alignedIn reports whether a run of parts makes the text.
func alignedIn(parts []string, text string) bool {
	for i := range parts {
		rest := text
		for _, p := range parts[i:] {
			var ok bool
			if rest, ok = strings.CutPrefix(rest, p); !ok {
				break
			}
			if rest == "" {
				return true
			}
		}
	}
	return false
}
