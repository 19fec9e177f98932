package catalogue

import (
	"fmt"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// AgentRule says whether somebody may act for the resident (代办), and what
// such a person shows.
type AgentRule string

// Rules. An item without one has to be done by the resident.
const (
	AgentNone  AgentRule = ""
	AgentCards AgentRule = "cards" // both cards are laid
	AgentTyped AgentRule = "typed" // the resident's name and number may be typed
)

// MandateField stands in records for the signature under a mandate. No field of
// an item can have this id.
const MandateField = "mandate"

// Bounds of what the mandate has room for.
const (
	maxMandateZH = 48
	maxMandateEN = 120
)

// AnswersBy is Answers of an application that somebody else hands in: what only
// the resident can say is left out.
func (a Apply) AnswersBy(agent bool, card kiosk.Resident, asked map[string]kiosk.Private) (all []kiosk.Answer, open []string) {
	if agent {
		a.Fields = slices.DeleteFunc(slices.Clone(a.Fields), func(f Field) bool { return f.Self })
	}
	return a.Answers(card, asked)
}

// Identify returns the step that asks for the resident's card.
func (a Apply) Identify() (Step, bool) {
	return find(a.Steps, func(s Step) bool { return s.Kind == StepIdentify })
}

// takeSignature takes what was drawn, or that a document speaks for its owner.
func takeSignature(text string) (string, Fault) {
	if _, ok := kiosk.ParseSignature(text); !ok && text != kiosk.SignedByCard {
		return "", FaultSignature
	}
	return text, ""
}

// agent checks who may act, what may be saved, and who signs.
func (c *checker) agent(a Apply, src *config.Source) {
	c.agentRule(a, src)
	for i, s := range a.Steps {
		if s.KeepCard && s.Kind != StepIdentify {
			c.fault(src, fmt.Sprintf("apply.steps[%d].keep-card", i), "only the card of %s can stay", StepIdentify)
		}
	}
	for i, f := range a.Fields {
		key := fmt.Sprintf("apply.fields[%d]", i)
		if f.Self && a.Agent == AgentNone {
			c.fault(src, key+".self", "nobody may act for the resident; agent is missing")
		}
		if f.Kind == FieldSignature {
			c.signature(a, src, key, f)
		}
	}
}

// signature checks who can give one.
func (c *checker) signature(a Apply, src *config.Source, key string, f Field) {
	if f.Prefill != "" {
		c.fault(src, key+".prefill", "nobody but the resident can sign")
	}
	if identify, ok := a.Identify(); f.Required && (!ok || identify.Optional) {
		c.fault(src, key+".kind", "whoever cannot draw signs with the card: %s must stand among the steps and not be optional", StepIdentify)
	}
}

// agentRule checks how somebody may act for the resident.
func (c *checker) agentRule(a Apply, src *config.Source) {
	_, identified := a.Identify()
	rules := []AgentRule{AgentCards, AgentTyped}
	switch {
	case a.Agent == AgentNone && a.Mandate != (kiosk.Text{}):
		c.fault(src, "apply.mandate", "nobody may act for the resident; agent is missing")
	case a.Agent == AgentNone:
	case !slices.Contains(rules, a.Agent):
		c.fault(src, "apply.agent", "expected one of %s, found %q", list(rules), string(a.Agent))
	case !identified:
		c.fault(src, "apply.agent", "no card is read; the steps lack %s", StepIdentify)
	default:
		c.text(src, "apply.mandate", a.Mandate, maxMandateZH, maxMandateEN)
	}
}
