package catalogue

import (
	"fmt"
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// StepBallot casts the vote that was read back. It takes the place of submit
// and print: nothing about a vote stands on paper.
const StepBallot StepKind = "ballot"

// maxAge bounds the age that a voter must have.
const maxAge = 120

// Ballot (居民公决) is how an item is voted on; its questions are the fields of
// its application. The zero value is an item that is not.
type Ballot struct {
	From  kiosk.BusinessDay // first day of voting
	Until kiosk.BusinessDay // last day of voting
	Age   int               // that a voter has reached on the day of the vote; 0 asks for none

	Roll   bool   // 选民名册: only who stands on the office's roll votes, wherever the card says that he lives
	Result string // listing in which the office publishes what came of it; empty leaves that to a clerk
}

// Offered tells whether there is a vote.
func (b Ballot) Offered() bool { return b != Ballot{} }

// mustVote are the steps that no vote can do without.
var mustVote = []StepKind{StepIdentify, StepForm, StepConfirm, StepBallot}

// musts are the steps that a cannot do without.
func (a Apply) musts() []StepKind {
	if _, ok := find(a.Steps, func(s Step) bool { return s.Kind == StepBallot }); ok {
		return mustVote
	}
	if a.pays() {
		return mustPay
	}
	return mustApply
}

// ballot checks how an item is voted on.
func (c *checker) ballot(item ServiceItem, src *config.Source) {
	at := slices.IndexFunc(item.Apply.Steps, func(s Step) bool { return s.Kind == StepBallot })
	if !item.Ballot.Offered() {
		if at >= 0 {
			c.fault(src, fmt.Sprintf("apply.steps[%d].kind", at), "%s needs ballot.from and ballot.until", StepBallot)
		}
		return
	}
	if at < 0 {
		c.fault(src, "ballot", "the steps lack %s; a vote goes through %s", StepBallot, list(mustVote))
	}
	c.voting(src, item.Ballot)
	for i, s := range item.Apply.Steps {
		if s.Kind == StepSubmit || s.Kind == StepPrint || s.Kind == StepRate || s.Optional {
			c.fault(src, fmt.Sprintf("apply.steps[%d]", i), "a vote goes through %s, each with its card and nothing on paper", list(mustVote))
		}
	}
	for i, f := range item.Apply.Fields {
		c.voted(src, fmt.Sprintf("apply.fields[%d]", i), f)
	}
}

// voting checks when and by whom is voted.
func (c *checker) voting(src *config.Source, b Ballot) {
	if b.From == "" || b.Until == "" {
		c.fault(src, "ballot", "from or until is missing: the first and the last day of voting")
	}
	if c.day(src, "ballot.from", b.From) && c.day(src, "ballot.until", b.Until) && b.Until < b.From {
		c.fault(src, "ballot.until", "comes before ballot.from")
	}
	if b.Age < 0 || b.Age > maxAge {
		c.fault(src, "ballot.age", "expected 0 to %d, found %d", maxAge, b.Age)
	}
}

// voted checks one question of a vote. One that is asked because of another's
// answer would tell that answer.
func (c *checker) voted(src *config.Source, key string, f Field) {
	if f.Kind != FieldChoice && f.Kind != FieldMulti && f.Kind != FieldYesNo {
		c.fault(src, key+".kind", "a vote asks for %s, %s or %s, not for %s", FieldChoice, FieldMulti, FieldYesNo, f.Kind)
	}
	if f.When.Field != "" || len(f.When.Card) > 0 || f.Prefill != "" {
		c.fault(src, key, "every question of a vote is asked of everybody, without when and prefill")
	}
}
