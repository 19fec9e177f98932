package flow_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

// shelf is a small catalogue; the scripts name its items.
var shelf = &catalogue.Catalogue{
	Entries: []catalogue.Entry{
		{ID: "ticket", Name: kiosk.Text{ZH: "取号"}, Steps: []catalogue.Step{
			{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepIdentify, Optional: true},
			{Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
		}},
		{ID: "guide", Name: kiosk.Text{ZH: "指南"}, Steps: []catalogue.Step{
			{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepGuide},
		}},
		{ID: "apply", Name: kiosk.Text{ZH: "在这里办"}, Steps: []catalogue.Step{
			{Kind: catalogue.StepChooseItem}, {Kind: catalogue.StepApply},
		}},
		{ID: "track", Name: kiosk.Text{ZH: "查进度"}, Steps: []catalogue.Step{
			{Kind: catalogue.StepIdentify, Optional: true}, {Kind: catalogue.StepTrack},
		}},
	},
	Groups:   []catalogue.Group{{ID: "aid", Icon: "aid", Name: kiosk.Text{ZH: "救助"}}},
	Counters: []kiosk.Counter{{ID: "1", Prefix: "A"}, {ID: "2", Prefix: "B"}},
	Items: []catalogue.ServiceItem{
		{ID: "allowance", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "津贴"}, Materials: []kiosk.Text{{ZH: "身份证"}}},
		{ID: "aid", Group: "aid", Counter: "2", Name: kiosk.Text{ZH: "救助"}, Apply: aid()},
		{ID: "residence", Group: "aid", Counter: "1", Name: kiosk.Text{ZH: "登记"}},
	},
	Quick: []kiosk.ItemID{"residence"},
}

// aid is an application with every way that an answer can come.
func aid() catalogue.Apply {
	text := kiosk.Text{ZH: "问"}
	choice := func(ids ...string) (all []catalogue.Choice) {
		for _, id := range ids {
			all = append(all, catalogue.Choice{ID: id, Name: kiosk.Text{ZH: id}})
		}
		return all
	}
	return catalogue.Apply{
		Steps: []catalogue.Step{
			{Kind: catalogue.StepIdentify, Optional: true}, {Kind: catalogue.StepForm}, {Kind: catalogue.StepConfirm},
			{Kind: catalogue.StepSubmit}, {Kind: catalogue.StepPrint},
		},
		Consent: kiosk.Text{ZH: "同意核对"}, Next: kiosk.Text{ZH: "等电话"},
		Fields: []catalogue.Field{
			{ID: "name", Kind: catalogue.FieldName, Label: text, Required: true, Prefill: catalogue.CardName},
			{ID: "number", Kind: catalogue.FieldIDNumber, Label: text, Required: true, Prefill: catalogue.CardNumber},
			{ID: "phone", Kind: catalogue.FieldPhone, Label: text, Required: true},
			{ID: "kind", Kind: catalogue.FieldChoice, Label: text, Required: true, Choices: choice("illness", "accident")},
			{ID: "day", Kind: catalogue.FieldDate, Label: text, Required: true, When: catalogue.When{Field: "kind", Is: []string{"accident"}}},
			{ID: "words", Kind: catalogue.FieldText, Label: text},
			{ID: "needs", Kind: catalogue.FieldMulti, Label: text, Required: true, Choices: choice("food", "money")},
		},
	}
}

// TestVisitsFollowTheirScripts replays testdata/*.txtar. Each line of a script
// reads "what happens -> screen and what shows ; effects".
func TestVisitsFollowTheirScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files) == 0 {
			t.Errorf("%s holds no script", file)
		}
		for _, script := range archive.Files {
			t.Run(filepath.Base(file)+"/"+script.Name, func(t *testing.T) { replay(t, string(script.Data)) })
		}
	}
}

func replay(t *testing.T, script string) {
	t.Helper()
	m, s := flow.Machine{Catalogue: shelf}, flow.Start()
	lines := 0
	for n, line := range strings.Split(script, "\n") {
		line, _, _ = strings.Cut(line, "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		happens, want, ok := strings.Cut(line, "->")
		if !ok {
			t.Fatalf("line %d has no ->: %q", n+1, line)
		}
		event, err := eventOf(strings.Fields(happens))
		if err != nil {
			t.Fatalf("line %d: %v", n+1, err)
		}
		var effects []flow.Effect
		s, effects = m.Next(s, event)
		if got := describe(m, s, effects); got != strings.Join(strings.Fields(want), " ") {
			t.Fatalf("line %d: %s\n got %s\nwant %s", n+1, strings.TrimSpace(happens), got, strings.Join(strings.Fields(want), " "))
		}
		lines++
	}
	if lines == 0 {
		t.Fatal("the script is empty")
	}
}

func eventOf(words []string) (flow.Event, error) {
	last := words[len(words)-1]
	switch words[0] {
	case "begin":
		return flow.Began{Visit: "V1", NoApplications: last == "without-applications"}, nil
	case "touch":
		return flow.Touched{Control: flow.Control(last)}, nil
	case "quiet":
		return flow.Quiet{}, nil
	case "turned":
		return flow.Turned{Page: len(last)}, nil
	case "reader-back":
		return flow.ReaderBack{}, nil
	case "card-found":
		return flow.CardFound{}, nil
	case "card-read": // an invented person
		return flow.CardDone{Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"}}, nil
	case "card-failed":
		return flow.CardFailed{Code: kiosk.Code(last)}, nil
	case "type":
		return flow.Typed{Field: words[1], Text: kiosk.Private(last)}, nil
	case "committed":
		if last == "case" {
			return flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM"}}}, nil
		}
		return flow.Committed{Receipt: kiosk.Receipt{Job: 1, Ticket: kiosk.Ticket{Number: last}}}, nil
	case "commit-failed":
		return flow.CommitFailed{Code: kiosk.Code(last)}, nil
	case "slip":
		return flow.SlipEnded{State: kiosk.PrintState(last)}, nil
	case "paper":
		return flow.PrintEnded{State: kiosk.PrintState(last)}, nil
	}
	if e, ok := scanEvent(words); ok {
		return e, nil
	}
	if e, ok := helpEvent(words); ok {
		return e, nil
	}
	if e, ok := askedEvent(words); ok {
		return e, nil
	}
	return nil, fmt.Errorf("no event is called %q", words[0])
}

// describe says in a script's words what the resident sees.
func describe(m flow.Machine, s flow.State, effects []flow.Effect) string {
	v := m.View(s, flow.Ambient{})
	words := []string{string(v.Screen)}
	if v.Lang != kiosk.Chinese {
		words = append(words, string(v.Lang))
	}
	if v.Large {
		words = append(words, "large")
	}
	if v.Page > 0 {
		words = append(words, fmt.Sprintf("page-%d", v.Page+1))
	}
	if v.Card != nil {
		words = append(words, string(v.Card.Phase))
		if v.Card.Name != "" {
			words = append(words, v.Card.Name, v.Card.Number)
		}
	}
	if v.Ticket != nil && v.Ticket.Number != "" {
		words = append(words, v.Ticket.Number, string(v.Ticket.Print))
	}
	words = append(words, formWords(v)...)
	words = append(words, trackWords(v)...)
	words = append(words, scanWords(v)...)
	words = append(words, helpWords(v)...)
	if v.Guide != nil && v.Guide.Slip != "" {
		words = append(words, "slip="+string(v.Guide.Slip))
	}
	if v.Trouble != "" {
		words = append(words, "trouble="+string(v.Trouble))
	}
	if v.Idle > 0 {
		words = append(words, "still-there?")
	}
	if len(effects) > 0 {
		words = append(words, ";")
	}
	for _, e := range effects {
		words = append(words, effectWords(e))
	}
	return strings.Join(words, " ")
}

// formWords says what an application shows. An answer with ! cannot be changed.
func formWords(v flow.View) []string {
	var words []string
	if v.Screen == flow.ChooseItem && v.Heading.ZH == "在这里办" {
		words = append(words, fmt.Sprintf("tiles=%d", len(v.Tiles)))
	}
	if f := v.Form; f != nil {
		words = append(words, f.Field, fmt.Sprintf("%d/%d", f.Number, f.Of))
		if f.Text != "" {
			words = append(words, fmt.Sprintf("%q", f.Text))
		}
		if f.Fault != "" {
			words = append(words, "fault="+string(f.Fault))
		}
	}
	for i, a := range v.Answers {
		word := answered(v, i) + "=" + a.Value
		for _, n := range a.Names {
			word += n.ZH
		}
		if a.Control == "" {
			word += "!"
		}
		words = append(words, word)
	}
	if r := v.Received; r != nil {
		words = append(words, r.Code, string(r.Print))
	}
	return words
}

// answered names the field of a row, which a row itself need not.
func answered(v flow.View, i int) string {
	if id, ok := strings.CutPrefix(string(v.Answers[i].Control), "fix:"); ok {
		return id
	}
	return []string{"name", "number"}[i]
}

func effectWords(e flow.Effect) string {
	switch e := e.(type) {
	case flow.ReadCard:
		return "read-card"
	case flow.StopCard:
		return "stop-card"
	case flow.Commit:
		if a := e.Application; a != nil {
			words := fmt.Sprintf("commit(case%s %s %s spared=%d", e.Prefix, e.Item, orNone(string(e.Resident.Kind)), a.Spared)
			for _, answer := range a.Answers {
				words += " " + answer.Field
			}
			return words + ")"
		}
		return fmt.Sprintf("commit(%s %s %s)", e.Prefix, e.Item, orNone(string(e.Resident.Kind)))
	case flow.Print:
		if e.Again {
			return "print-again"
		}
		return "print"
	case flow.PrintSlip:
		return "print-slip"
	case flow.Wipe:
		return "wipe"
	}
	if words, ok := helpEffect(e); ok {
		return words
	}
	if words, ok := askWords(e); ok {
		return words
	}
	return fmt.Sprintf("%T", e)
}

func orNone(s string) string {
	if s == "" {
		return "no-card"
	}
	return s
}

// TestNothingPersonalStaysInTheState checks every way out of a visit.
func TestNothingPersonalStaysInTheState(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	ways := map[string][]flow.Event{
		"back":         {flow.Touched{Control: flow.Back}},
		"home":         {flow.Touched{Control: flow.GoHome}},
		"left alone":   {flow.Quiet{}, flow.Quiet{}},
		"after paper":  {flow.CardDone{Resident: kiosk.Resident{Name: "张示例"}}, flow.Quiet{}, flow.Committed{Receipt: kiosk.Receipt{Job: 1}}, flow.PrintEnded{State: kiosk.Printed}, flow.Touched{Control: flow.Finish}},
		"store failed": {flow.CardDone{Resident: kiosk.Resident{Name: "张示例"}}, flow.Quiet{}, flow.CommitFailed{}, flow.Touched{Control: flow.Finish}},
	}
	for name, events := range ways {
		s := flow.Start()
		lead := []flow.Event{flow.Began{Visit: "V1"}, flow.Touched{Control: "entry:ticket"}, flow.Touched{Control: "item:allowance"}}
		for _, e := range append(lead, events...) {
			s, _ = m.Next(s, e)
		}
		if s.Resident != (kiosk.Resident{}) {
			t.Errorf("%s: the resident is still known on %s", name, s.Screen)
		}
	}
}

// TestNothingTypedStaysInTheState checks every way out of an application, and
// that a View that is kept tells nothing.
func TestNothingTypedStaysInTheState(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	lead := []flow.Event{
		flow.Began{Visit: "V1"}, flow.Touched{Control: "entry:apply"}, flow.Touched{Control: "item:aid"}, flow.Touched{Control: flow.SkipCard},
		flow.Typed{Field: "name", Text: "张示例"}, flow.Touched{Control: flow.NextField}, flow.Typed{Field: "number", Text: "0000"},
	}
	for name, events := range map[string][]flow.Event{
		"back":       {flow.Touched{Control: flow.Back}, flow.Touched{Control: flow.Back}},
		"home":       {flow.Touched{Control: flow.GoHome}},
		"left alone": {flow.Quiet{}, flow.Quiet{}},
	} {
		s := flow.Start()
		for _, e := range lead {
			s, _ = m.Next(s, e)
		}
		kept, err := json.Marshal(m.View(s, flow.Ambient{}).Masked())
		if err != nil {
			t.Fatal(err)
		}
		if s.Draft != "0000" || strings.Contains(string(kept), "0000") || !strings.Contains(string(kept), "***") {
			t.Fatalf("before: %v, kept %s", s, kept)
		}
		for _, e := range events {
			s, _ = m.Next(s, e)
		}
		if s.Draft != "" || s.Asked != nil || s.Field != "" || s.Applying {
			t.Errorf("%s: answers are still known on %s", name, s.Screen)
		}
	}
}

// TestEveryScreenEnds walks every state that touches can reach and checks that
// each one either waits for a bounded effect or has a patience.
func TestEveryScreenEnds(t *testing.T) {
	m := flow.Machine{Catalogue: shelf}
	start, _ := m.Next(flow.Start(), flow.Began{Visit: "V1"})
	seen, todo := map[string]bool{}, []flow.State{start}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		key := fmt.Sprint(s.Screen, s.Entry, s.Step, s.Item, s.Lang, s.Large, s.Contrast, min(s.Page, 2), len(s.Trail), s.Applying, s.Field)
		if seen[key] || len(s.Trail) > 3 {
			continue
		}
		seen[key] = true
		if flow.Patience(s) == 0 && s.Screen != flow.Attract && s.Screen != flow.Working {
			t.Errorf("%s can stand for ever", s.Screen)
		}
		for _, c := range m.View(s, flow.Ambient{}).Can {
			next, _ := m.Next(s, flow.Touched{Control: c})
			todo = append(todo, next)
		}
	}
	if len(seen) < 20 {
		t.Fatalf("only %d states were reached", len(seen))
	}
}
