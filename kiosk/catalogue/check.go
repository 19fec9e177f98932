package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"linli/internal/config"
	"linli/kiosk"
)

// Bounds of what the screens and the paper have room for. Lengths are in
// characters.
const (
	maxEntries  = 8
	maxQuick    = 3
	maxNameZH   = 14
	maxNameEN   = 48
	maxHintZH   = 24
	maxHintEN   = 64
	maxPhraseZH = 120
	maxPhraseEN = 320
	maxLines    = 12 // paragraphs in one list
)

var (
	idShape     = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	numberShape = regexp.MustCompile(`^[A-Za-z0-9]{1,4}$`)
	prefixShape = regexp.MustCompile(`^[A-Z]{1,2}$`)
	phoneShape  = regexp.MustCompile(`^[0-9][0-9 -]{1,18}[0-9]$`)
)

// stepOrder is the only order that steps may stand in.
var stepOrder = []StepKind{StepChooseItem, StepGuide, StepApply, StepDisclose, StepIdentify, StepDirectory, StepTrack, StepSubmit, StepPrint, StepRate}

// checker gathers the faults of one catalogue.
type checker struct {
	faults  config.Faults
	cut     config.Faults          // advice: words that YAML does not read
	picture func(name string) bool // nil: every picture is there
}

func (c *checker) fault(src *config.Source, key, format string, args ...any) {
	c.faults = append(c.faults, src.Fault(key, fmt.Sprintf(format, args...)))
}

// id checks the form of an id that code, records and file names share.
func (c *checker) id(src *config.Source, key, id string) {
	switch {
	case id == "":
		c.fault(src, key, "is missing")
	case !idShape.MatchString(id):
		c.fault(src, key, "expected small letters, digits and single hyphens, such as \"old-age-allowance\", found %q", id)
	}
}

// name checks a short phrase that must exist; hint one that may be left out.
func (c *checker) name(src *config.Source, key string, t kiosk.Text) {
	c.text(src, key, t, maxNameZH, maxNameEN)
}

func (c *checker) hint(src *config.Source, key string, t kiosk.Text) {
	if t != (kiosk.Text{}) {
		c.text(src, key, t, maxHintZH, maxHintEN)
	}
}

func (c *checker) phrase(src *config.Source, key string, t kiosk.Text) {
	c.text(src, key, t, maxPhraseZH, maxPhraseEN)
}

// phrases checks a list that must have something in it.
func (c *checker) phrases(src *config.Source, key string, list []kiosk.Text) {
	if len(list) == 0 {
		c.fault(src, key, "is missing; expected at least one line")
	}
	if len(list) > maxLines {
		c.fault(src, key, "has %d lines; expected at most %d", len(list), maxLines)
	}
	for i, t := range list {
		c.phrase(src, fmt.Sprintf("%s[%d]", key, i), t)
	}
}

func (c *checker) text(src *config.Source, key string, t kiosk.Text, maxZH, maxEN int) {
	if t.ZH == "" {
		c.fault(src, key+".zh", "is missing; every phrase needs its Chinese")
	}
	c.words(src, key+".zh", t.ZH, maxZH)
	c.words(src, key+".en", t.EN, maxEN)
}

// words refuses what exports from other systems leave behind and what would
// not fit.
func (c *checker) words(src *config.Source, key, text string, most int) {
	if n := utf8.RuneCountInString(text); n > most {
		c.fault(src, key, "has %d characters; there is room for %d", n, most)
	}
	switch {
	case strings.TrimSpace(text) != text:
		c.fault(src, key, "begins or ends with a blank")
	case strings.ContainsFunc(text, unicode.IsControl) || strings.ContainsRune(text, unicode.ReplacementChar):
		c.fault(src, key, "holds a line break or a sign that cannot be shown")
	case strings.ContainsAny(text, "<>") || strings.Contains(text, "&nbsp;") || strings.Contains(text, "&amp;"):
		c.fault(src, key, "holds pieces of a web page; write plain words")
	}
}

// unique refuses the second use of an id in one list.
func (c *checker) unique(src *config.Source, key, id string, seen map[string]string) {
	if first, twice := seen[id]; twice {
		c.fault(src, key, "%q stands at %s already", id, first)
		return
	}
	seen[id] = key
}

// steps checks that a visit made of these steps makes sense.
func (c *checker) steps(src *config.Source, key string, steps []Step) {
	c.inOrder(src, key, steps, stepOrder)
	c.stepNeeds(src, key, steps)
}

// inOrder wants each step at most once and in order.
func (c *checker) inOrder(src *config.Source, key string, steps []Step, order []StepKind) {
	at := func(i int) string { return fmt.Sprintf("%s[%d]", key, i) }
	last, seen := -1, map[string]string{}
	for i, s := range steps {
		place := slices.Index(order, s.Kind)
		if place < 0 {
			c.fault(src, at(i)+".kind", "%q is no kind of step; expected one of %s%s", s.Kind, list(order), config.Meant(string(s.Kind), strs(order)))
			continue
		}
		if place < last {
			c.fault(src, at(i)+".kind", "%s cannot stand after %s; the order is %s", s.Kind, order[last], list(order))
		}
		if s.Optional && s.Kind != StepIdentify {
			c.fault(src, at(i)+".optional", "only %s can be left out by the resident", StepIdentify)
		}
		c.unique(src, at(i)+".kind", string(s.Kind), seen)
		last = max(last, place)
	}
}

// stepNeeds checks what each kind of step cannot do without.
func (c *checker) stepNeeds(src *config.Source, key string, steps []Step) {
	if len(steps) == 0 {
		c.fault(src, key, "is missing; expected at least one step")
	}
	has := func(kind StepKind) bool {
		return slices.ContainsFunc(steps, func(s Step) bool { return s.Kind == kind })
	}
	for _, need := range []struct {
		step, other StepKind
		why         string
	}{
		{StepApply, StepChooseItem, "an application is for the item that was chosen"},
		{StepGuide, StepChooseItem, "there is nothing to explain before an item is chosen"},
		{StepSubmit, StepChooseItem, "a number belongs to the item that was chosen"},
		{StepIdentify, StepSubmit, "a card is read only for something that is handed in"},
		{StepPrint, StepSubmit, "only what is written down may be printed"},
	} {
		if has(need.step) && !has(need.other) && (need.step != StepIdentify || !has(StepDirectory) && !has(StepTrack)) {
			c.fault(src, key, "%s needs %s: %s", need.step, need.other, need.why)
		}
	}
	if has(StepApply) && steps[len(steps)-1].Kind != StepApply {
		c.fault(src, key, "nothing stands after %s: the item itself says what follows", StepApply)
	}
}

func list[T ~string](kinds []T) string {
	return strings.Join(strs(kinds), ", ")
}

func strs[T ~string](kinds []T) []string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = string(k)
	}
	return words
}
