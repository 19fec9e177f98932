package guides

import (
	"errors"
	"regexp"
	"strings"
)

var onlyFigure = regexp.MustCompile(`^([0-9]{1,4})\s*[（(]?\s*(?:个\s*)?(工作日|自然日|小时|天|日|月|年)?\s*(?:内)?\s*[）)]?$`)

// spelt is a limit that says something in words.
var spelt = regexp.MustCompile(`\p{Han}`)

// limitOf says a time limit as residents read it, "20个工作日". A figure
// without a unit is refused: working days and days are not the same.
func limitOf(c cell, unit cell, words phrases) (string, error) {
	said := c.words()
	if len(c.lines) == 0 {
		return "", errors.New("is missing")
	}
	parts := onlyFigure.FindStringSubmatch(said)
	if parts == nil && !spelt.MatchString(said) {
		return "", errors.New(`is "` + said + `", which is no limit; write such as 20个工作日`)
	}
	if parts == nil {
		return said, nil // in words of its own
	}
	n, of := strings.TrimLeft(parts[1], "0"), parts[2]
	if of == "" {
		of = unitOf(unit.words())
	}
	switch {
	case n == "":
		return words.atOnce, nil
	case of == "":
		return "", errors.New(`is "` + said + `" without a unit; working days, days or months?`)
	case of == "月", of == "工作日":
		return n + "个" + of, nil
	case of == "天":
		return n + "日", nil
	}
	return n + of, nil
}

// unitOf reads the unit of a column of its own: words, or the codes of the
// national field set.
func unitOf(words string) string {
	switch strings.ToUpper(strings.TrimPrefix(words, "个")) {
	case "工作日", "G":
		return "工作日"
	case "自然日":
		return "自然日"
	case "日", "天", "R":
		return "日"
	case "月", "Y":
		return "月"
	case "小时", "S":
		return "小时"
	case "年", "N":
		return "年"
	}
	return ""
}
