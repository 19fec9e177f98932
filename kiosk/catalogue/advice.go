package catalogue

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"linli/internal/config"
	"linli/kiosk"
)

// adviser gathers what looks unmeant.
type adviser struct {
	advice config.Faults
}

func (a *adviser) say(src *config.Source, key, format string, args ...any) {
	a.advice = append(a.advice, src.Fault(key, fmt.Sprintf(format, args...)))
}

var (
	hanSign    = regexp.MustCompile(`\p{Han}`)
	webAddress = regexp.MustCompile(`(?i)https?://|www\.|\.com\b|\.gov\b`)
	cardCopy   = regexp.MustCompile(`身份证(原件)?(及|和|、)?复印件|复印件.{0,6}身份证`)
)

// item looks at what one item's file says by itself.
func (a *adviser) item(f itemFile) {
	i := f.item
	for _, p := range phrasesOf(i) {
		a.phrase(f.src, p.key, p.text)
	}
	a.limits(f.src, i.TimeLimit)
	a.phone(f.src, "phone", i.Phone)
	for n, p := range i.Phones {
		a.phone(f.src, fmt.Sprintf("phones[%d].number", n), p.Number)
	}
	if i.Apply.Offered() {
		a.spared(f.src, i)
		a.asked(f.src, i.Apply)
	}
}

// phrase looks at one phrase in both languages.
func (a *adviser) phrase(src *config.Source, key string, t kiosk.Text) {
	switch {
	case t.EN == "":
		a.say(src, key+".en", "is missing; who reads English gets the Chinese")
	case hanSign.MatchString(t.EN):
		a.say(src, key+".en", "holds Chinese characters; say it in English, and in brackets what stands on the paper")
	}
	for _, part := range []struct{ key, text string }{{".zh", t.ZH}, {".en", t.EN}} {
		if webAddress.MatchString(part.text) {
			a.say(src, key+part.key, "holds a web address; nobody can type it from here, write what it says")
		}
	}
}

// limits wants the promise to be no longer than the law.
func (a *adviser) limits(src *config.Source, l TimeLimit) {
	statutory, ok := limitOf(l.Statutory.ZH)
	promised, too := limitOf(l.Promised.ZH)
	if too && l.Days.Counted() && !promised.is(l.Days) {
		a.say(src, "time-limit.days", "is %s, and the promise in words is %s; due dates go by days", l.Days, l.Promised.ZH)
	}
	if ok && too && promised.longer(statutory) {
		a.say(src, "time-limit.promised", "is longer than the statutory limit (%s); promise less, or write what the law says", l.Statutory.ZH)
	}
}

// phone wants a number of digits that can be dialled: 110, 12345, a local one,
// one with its area code, a mobile one.
func (a *adviser) phone(src *config.Source, key, number string) {
	if !phoneShape.MatchString(number) {
		return // a fault already
	}
	digits := len(strings.NewReplacer(" ", "", "-", "").Replace(number))
	if !slices.Contains([]int{3, 5, 7, 8, 10, 11, 12}, digits) {
		a.say(src, key, "has %d digits, as no telephone number has; write it as people dial it, such as \"021-0000-0001\"", digits)
	}
}

// spared looks for what a card on the reader makes needless.
func (a *adviser) spared(src *config.Source, i ServiceItem) {
	identified := slices.ContainsFunc(i.Apply.Steps, func(s Step) bool { return s.Kind == StepIdentify })
	if !identified {
		return
	}
	for n, m := range i.Materials {
		if cardCopy.MatchString(m.ZH) {
			a.say(src, fmt.Sprintf("materials[%d]", n), "asks for a copy of the card that the terminal reads; leave it out, or say for whom it is")
		}
	}
	used := i.Ballot.Offered() // it says who votes
	for _, f := range i.Apply.Fields {
		used = used || f.Prefill.FromCard() || len(f.When.Card) > 0
	}
	if !used {
		a.say(src, "apply.steps", "a card is read and no field uses it; name prefill: card.name where the card tells the answer, or leave out %s", StepIdentify)
	}
	for n, f := range i.Apply.Fields {
		told := map[FieldKind]Prefill{FieldName: CardName, FieldIDNumber: CardNumber}[f.Kind]
		whose := strings.Contains(f.Label.ZH, "您") || strings.Contains(f.Label.ZH, "申请人") || strings.Contains(f.Label.ZH, "本人")
		if told != "" && whose && f.Prefill == "" {
			a.say(src, fmt.Sprintf("apply.fields[%d]", n), "asks for what the card tells; add prefill: %s", told)
		}
	}
}

// asked looks for questions that stand twice and for such as nobody can meet.
func (a *adviser) asked(src *config.Source, apply Apply) {
	first := map[string]int{}
	for n, f := range apply.Fields {
		key := fmt.Sprintf("apply.fields[%d]", n)
		before, twice := first[f.Label.ZH]
		if twice && !parted(apply.Fields[before].When, f.When) {
			a.say(src, key+".label", "is asked twice; it stands at apply.fields[%d] already: ask once, or take the answer by prefill: %s%s", before, earlierPrefix, apply.Fields[before].ID)
		}
		if !twice {
			first[f.Label.ZH] = n
		}
		if len(f.When.Card) > 0 && !slices.ContainsFunc(f.When.Card, apply.lays) {
			a.say(src, key+".when.card", "nobody is ever asked this: the steps never come here with such a card")
		}
	}
}

// parted tells whether no resident meets both conditions.
func parted(a, b When) bool {
	apart := func(x, y []string) bool {
		return !slices.ContainsFunc(x, func(one string) bool { return slices.Contains(y, one) })
	}
	if a.Field != "" && a.Field == b.Field && apart(a.Is, b.Is) {
		return true
	}
	kinds := func(w When) (all []string) {
		for _, k := range w.Card {
			all = append(all, string(k))
		}
		return all
	}
	return len(a.Card) > 0 && len(b.Card) > 0 && apart(kinds(a), kinds(b))
}

// lays tells whether a resident can come to the form with such a document.
func (a Apply) lays(kind kiosk.DocumentKind) bool {
	step, ok := find(a.Steps, func(s Step) bool { return s.Kind == StepIdentify })
	if kind == kiosk.NoDocument {
		return !ok || step.Optional
	}
	return ok
}

// whole looks at how items stand beside each other.
func (a *adviser) whole(c *Catalogue, items []itemFile, home *config.Source) {
	for _, p := range homePhrases(c) {
		a.phrase(home, p.key, p.text)
	}
	named := map[string]kiosk.ItemID{}
	for _, f := range items {
		name := f.item.Name.ZH
		if first, twice := named[name]; twice {
			a.say(f.src, "name.zh", "is also the name of %s; residents cannot tell them apart", first)
		}
		named[name] = f.item.ID
		if !c.reached(f.item) {
			a.say(f.src, "group", "no tile of %s leads to an item of this group; nobody can reach it", homeFile)
		}
	}
}

// reached tells whether a resident comes to item by touching.
func (c *Catalogue) reached(item ServiceItem) bool {
	return slices.Contains(c.Quick, item.ID) || slices.ContainsFunc(c.Entries, func(e Entry) bool {
		choose, ok := e.Step(StepChooseItem)
		if _, applies := e.Step(StepApply); applies && !item.Apply.Offered() {
			return false
		}
		return ok && (len(choose.Groups) == 0 || slices.Contains(choose.Groups, item.Group))
	})
}
