package catalogue

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"linli/internal/config"
	"linli/kiosk"
)

// Bounds of what the form's screens have room for.
const (
	maxFields    = 60
	maxChoices   = 24
	maxLabelZH   = 30
	maxLabelEN   = 90
	maxChoiceZH  = 20
	maxChoiceEN  = 56
	maxTextField = 500 // characters of an answer
)

// applyOrder is the only order that the steps of an application may stand in.
var applyOrder = []StepKind{StepDisclose, StepIdentify, StepForm, StepConfirm, StepBallot, StepPay, StepSubmit, StepPrint, StepRate}

// mustApply are those that no application can do without.
var mustApply = []StepKind{StepForm, StepConfirm, StepSubmit, StepPrint}

// apply checks how an item is applied for.
func (c *checker) apply(a Apply, src *config.Source) {
	if !a.Offered() {
		if src.Has("apply") {
			c.fault(src, "apply.steps", "is missing; expected %s", list(applyOrder))
		}
		return
	}
	c.inOrder(src, "apply.steps", a.Steps, applyOrder)
	for _, kind := range a.musts() {
		if !slices.ContainsFunc(a.Steps, func(s Step) bool { return s.Kind == kind }) {
			c.fault(src, "apply.steps", "lacks %s; an application goes through %s", kind, list(a.musts()))
		}
	}
	if a.Consent != (kiosk.Text{}) {
		c.phrase(src, "apply.consent", a.Consent)
	}
	c.phrase(src, "apply.next", a.Next)
	c.certificate(src, a)
	if len(a.Fields) == 0 && !a.pays() {
		c.fault(src, "apply.fields", "is missing; an application tells at least one thing")
	}
	if len(a.Fields) > maxFields {
		c.fault(src, "apply.fields", "has %d fields; nobody fills in more than %d", len(a.Fields), maxFields)
	}
	c.agent(a, src)
	seen := map[string]string{MandateField: "the mandate"}
	for i, f := range a.Fields {
		key := fmt.Sprintf("apply.fields[%d]", i)
		c.id(src, key+".id", f.ID)
		c.unique(src, key+".id", f.ID, seen)
		c.field(src, key, f)
		c.days(src, key, f, a.Fields[:i])
		c.pointers(src, key, f, a.Fields[:i], slices.ContainsFunc(a.Steps, func(s Step) bool { return s.Kind == StepIdentify }))
	}
}

// field checks what one field says by itself.
func (c *checker) field(src *config.Source, key string, f Field) {
	c.text(src, key+".label", f.Label, maxLabelZH, maxLabelEN)
	if f.Help != (kiosk.Text{}) {
		c.phrase(src, key+".help", f.Help)
	}
	k, ok := f.rule()
	if !ok {
		var all []FieldKind
		for _, k := range kinds() {
			all = append(all, k.Kind)
		}
		c.fault(src, key+".kind", "%q is no kind of field; expected one of %s", f.Kind, list(all))
		return
	}
	if k.bounds == "" && (f.Min != 0 || f.Max != 0) {
		c.fault(src, key+".min", "%s has no min and max", f.Kind)
	}
	least, most := f.Bounds()
	if least > most || least < 0 {
		c.fault(src, key+".min", "expected at most %d, found %d", most, least)
	}
	if k.bounds == "characters" && most > maxTextField {
		c.fault(src, key+".max", "there is room for %d characters", maxTextField)
	}
	if f.Pattern != "" && (!k.pattern || patterns[f.Pattern] == nil) {
		c.fault(src, key+".pattern", "expected a text field, and one of %s", list(slices.Sorted(maps.Keys(patterns))))
	}
	c.listingOf(src, key, f)
	if f.Kind != FieldListing {
		c.choices(src, key, f, k)
	}
}

func (c *checker) choices(src *config.Source, key string, f Field, k kindRule) {
	switch {
	case !k.choices && len(f.Choices) > 0:
		c.fault(src, key+".choices", "%s has none; expected choice or multi", f.Kind)
	case k.choices && (len(f.Choices) < 2 || len(f.Choices) > maxChoices):
		c.fault(src, key+".choices", "expected 2 to %d choices, found %d", maxChoices, len(f.Choices))
	}
	seen := map[string]string{}
	for i, one := range f.Choices {
		at := fmt.Sprintf("%s.choices[%d]", key, i)
		c.id(src, at+".id", one.ID)
		c.unique(src, at+".id", one.ID, seen)
		c.text(src, at+".name", one.Name, maxChoiceZH, maxChoiceEN)
	}
}

// pointers checks by what a field points to the card and to earlier fields.
func (c *checker) pointers(src *config.Source, key string, f Field, before []Field, identified bool) {
	earlier := func(id string) (Field, bool) {
		return find(before, func(g Field) bool { return g.ID == id })
	}
	if f.Prefill != "" {
		id, ok := f.Prefill.earlier()
		_, known := earlier(id)
		switch {
		case ok && !known:
			c.fault(src, key+".prefill", "there is no earlier field %q%s", id, config.Meant(id, fieldIDs(before)))
		case !ok && !f.Prefill.FromCard():
			c.fault(src, key+".prefill", "expected one of %s, or %s and an earlier field, found %q%s",
				list(cardPrefills()), earlierPrefix, string(f.Prefill), config.Meant(string(f.Prefill), strs(cardPrefills())))
		case !ok && !identified:
			c.fault(src, key+".prefill", "no card is read; the steps lack %s", StepIdentify)
		}
	}
	for i, kind := range f.When.Card {
		all := []kiosk.DocumentKind{kiosk.NoDocument, kiosk.ResidentCard, kiosk.ForeignerCard, kiosk.HKMacaoTaiwanCard}
		if !slices.Contains(all, kind) {
			c.fault(src, fmt.Sprintf("%s.when.card[%d]", key, i), "expected one of %s, found %q", list(all), string(kind))
		}
	}
	c.whenField(src, key, f.When, before)
}

func fieldIDs(fields []Field) []string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = f.ID
	}
	return all
}

// answers lists what may be answered, where that is a list.
func (f Field) answers() string {
	var all []string
	for _, c := range f.Choices {
		all = append(all, c.ID)
	}
	if f.Kind == FieldYesNo {
		all = []string{Yes, No}
	}
	if len(all) == 0 {
		return "" // anything may be answered
	}
	return oneOf(all)
}

func (c *checker) whenField(src *config.Source, key string, w When, before []Field) {
	if w.Field == "" {
		if len(w.Is) > 0 {
			c.fault(src, key+".when.field", "is missing; whose answer is one of %s?", strings.Join(w.Is, ", "))
		}
		return
	}
	on, ok := find(before, func(f Field) bool { return f.ID == w.Field })
	if !ok {
		c.fault(src, key+".when.field", "there is no earlier field %q%s", w.Field, config.Meant(w.Field, fieldIDs(before)))
		return
	}
	if len(w.Is) == 0 {
		c.fault(src, key+".when.is", "is missing; expected the answers that lead here")
	}
	for i, value := range w.Is {
		if _, fault := on.Take(kiosk.Private(value)); fault != "" {
			c.fault(src, fmt.Sprintf("%s.when.is[%d]", key, i), "%q is no answer of %s%s", value, w.Field, on.answers())
		}
	}
}
