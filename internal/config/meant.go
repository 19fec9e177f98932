package config

import (
	"fmt"
	"strings"
)

// Meant guesses which of names was misspelt as key, one or two letters amiss,
// and says so as the end of a Problem. It returns "" when none is near.
func Meant(key string, names []string) string {
	nearest, least := "", 3
	for _, name := range names {
		if n := amiss(key, name); n < least && n < len(name) {
			nearest, least = name, n
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf("; perhaps you mean %q", nearest)
}

// meantKey is Meant for a key, which may have taken its value in because the
// colon after it is a Chinese one or lacks its blank.
func meantKey(key string, names []string) string {
	for _, name := range names {
		rest, ok := strings.CutPrefix(key, name)
		switch {
		case ok && strings.HasPrefix(rest, "："):
			return fmt.Sprintf("; the colon after %q is a Chinese one: write a plain colon and a blank", name)
		case ok && strings.HasPrefix(rest, ":"):
			return fmt.Sprintf("; a blank is missing after %q and its colon", name)
		}
	}
	return Meant(key, names)
}

// amiss counts how many letters must be changed, added or left out to make b of
// a (Levenshtein).
func amiss(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before = row[j+1]
			row[j+1] = min(changed, row[j]+1, before+1)
		}
	}
	return row[len(b)]
}
