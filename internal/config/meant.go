package config

import "fmt"

// meant guesses which of names was misspelt as key: one or two letters amiss.
// It returns "" when none is near.
func meant(key string, names []string) string {
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
