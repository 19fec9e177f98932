package flow_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
)

var update = flag.Bool("update", false, "write what visits show now into testdata/items, then read the diff")

// scriptDay is the day of every script: dates count from it.
const scriptDay = "2026-03-05"

// TestEveryItemFollowsItsScript walks the application of each shipped item as
// testdata/items/ITEM.txtar says it: what is asked, in which words, what the
// answers lead to, and what is handed in. A line "answers FIELD VALUE" is what
// the resident does; whatever else is said there must come by itself.
func TestEveryItemFollowsItsScript(t *testing.T) {
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob("testdata/items/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range c.Items {
		if !item.Apply.Offered() {
			continue
		}
		path := filepath.Join("testdata/items", string(item.ID)+".txtar")
		scripts = slices.DeleteFunc(scripts, func(p string) bool { return p == path })
		t.Run(string(item.ID), func(t *testing.T) { followScript(t, c, item, path) })
	}
	for _, left := range scripts {
		t.Errorf("%s is of no item that can be applied for", left)
	}
}

func followScript(t *testing.T, c *catalogue.Catalogue, item catalogue.ServiceItem, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	switch {
	case err != nil && !*update:
		t.Fatalf("%s can be applied for and has no script; `make golden` makes one, then read it: %v", item.ID, err)
	case err != nil:
		archive = newScript(item)
	}
	if len(archive.Files) == 0 {
		t.Fatalf("%s holds no visit", path)
	}
	for i := range archive.Files {
		visit := &archive.Files[i]
		got := (&applicant{t: t, m: flow.Machine{Catalogue: c}, item: item, answers: answersIn(string(visit.Data))}).run(visit.Name)
		if *update {
			visit.Data = []byte(got)
		} else if diff := cmp.Diff(string(visit.Data), got); diff != "" {
			t.Errorf("%s, %s (-script +visit):\n%s", path, visit.Name, diff)
		}
	}
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// newScript has one visit for each card, and one for each answer that leads to
// another question.
func newScript(item catalogue.ServiceItem) *txtar.Archive {
	archive := &txtar.Archive{Comment: []byte(fmt.Sprintf("%s (%s)\n\n", item.Name.ZH, item.Name.EN))}
	add := func(name, data string) {
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(data)})
	}
	way := "without a card"
	if i := slices.IndexFunc(item.Apply.Steps, func(s catalogue.Step) bool { return s.Kind == catalogue.StepIdentify }); i >= 0 {
		if item.Apply.Steps[i].Optional {
			add(way, "")
		}
		way = "with a card"
	}
	add(way, "")
	led := map[string]bool{}
	for _, f := range item.Apply.Fields {
		on, ok := item.Apply.Field(f.When.Field)
		for _, value := range f.When.Is {
			usual := on.Kind == catalogue.FieldChoice && on.Choices[0].ID == value || value == catalogue.No
			if key := f.When.Field + " " + value; ok && !usual && !led[key] {
				led[key] = true
				data := "answers " + key + "\n"
				if before, ok := item.Apply.Field(on.When.Field); ok && before.ID != "" {
					data += "answers " + before.ID + " " + on.When.Is[0] + "\n"
				}
				add(way+", "+f.When.Field+" is "+value, data)
			}
		}
	}
	return archive
}

// answersIn are the lines of a script that say what the resident answers.
func answersIn(script string) map[string]string {
	all := map[string]string{}
	for line := range strings.SplitSeq(script, "\n") {
		if words := strings.SplitN(strings.Join(strings.Fields(line), " "), " ", 3); len(words) == 3 && words[0] == "answers" {
			all[words[1]] = words[2]
		}
	}
	return all
}

// applicant is one visit that applies for an item.
type applicant struct {
	t       *testing.T
	m       flow.Machine
	s       flow.State
	item    catalogue.ServiceItem
	answers map[string]string
	lines   strings.Builder
	lifted  bool // a card that has to stay was taken away once
}

func (w *applicant) say(format string, args ...any) { fmt.Fprintf(&w.lines, format+"\n", args...) }

func (w *applicant) view() flow.View { return w.m.View(w.s, flow.Ambient{}) }

func (w *applicant) do(e flow.Event) []flow.Effect {
	var effects []flow.Effect
	w.s, effects = w.m.Next(w.s, e)
	return effects
}

// mostSteps is more than any visit takes; who takes more walks in a circle.
const mostSteps = 300

// run walks from the guide to the end and returns what was seen.
func (w *applicant) run(way string) string {
	w.t.Helper()
	w.s = flow.Start()
	for _, e := range []flow.Event{
		flow.Began{Visit: "V1", Day: scriptDay}, flow.Touched{Control: flow.EntryControl("guide")},
		flow.Touched{Control: flow.ItemControl(w.item.ID)}, flow.Touched{Control: flow.ApplyHere},
	} {
		w.do(e)
	}
	for range mostSteps {
		if w.screen(way) {
			return w.lines.String()
		}
	}
	w.t.Fatalf("%s, %s: the visit does not end; it stands on %s", w.item.ID, way, w.s.Screen)
	return ""
}

// screen answers the screen that stands, and tells whether the visit is done.
func (w *applicant) screen(way string) bool {
	w.t.Helper()
	v := w.view()
	switch v.Screen {
	case flow.Identify:
		if strings.HasPrefix(way, "without") {
			w.say("no card")
			w.do(flow.Touched{Control: flow.SkipCard})
			return false
		}
		if w.agentCard(v) {
			return false
		}
		w.say("card")
		w.do(applicantsCard())
		w.do(flow.Quiet{})
	case flow.Entries:
		for _, n := range v.Notices {
			w.say("may read %s", n.Title.ZH)
		}
		w.do(flow.Touched{Control: flow.ReadOn})
	case flow.ForWhom:
		w.forWhom(way)
	case flow.Mandate:
		w.say("mandate %s", v.Mandate.May.ZH)
		w.do(flow.Touched{Control: flow.Agree})
	case flow.Form:
		w.liftsTooEarly(v)
		w.question(v)
	case flow.Confirm:
		for _, a := range v.Answers {
			w.say("reads   %s = %s (%s)", a.Label.ZH, readBack(a), a.Source)
		}
		w.handIn(flow.Correct)
	case flow.Consent:
		w.say("agrees  %s", v.Consent.ZH)
		w.handIn(flow.Agree)
	case flow.Working:
		w.do(flow.Committed{Receipt: kiosk.Receipt{Job: 1, Case: &kiosk.Case{Code: "7W0X-1YBM", Item: w.item.ID}}})
	case flow.Asking: // what follows is the office's to say
		w.say("asks the office: %s", strings.TrimPrefix(fmt.Sprintf("%T", w.s.Question), "flow."))
		return true
	case flow.Received:
		w.say("then    %s", v.Received.Next.ZH)
		return true
	default:
		w.t.Fatalf("%s, %s: the walk knows no answer to the screen %s; teach it in items_test.go", w.item.ID, way, v.Screen)
	}
	return false
}

func readBack(a flow.AnswerRow) string {
	all := a.Value
	for i, n := range a.Names {
		if i > 0 {
			all += "、"
		}
		all += n.ZH
	}
	if all == "" {
		return "-"
	}
	return all
}

// question answers one question with what the script says, or with what anybody
// might.
func (w *applicant) question(v flow.View) {
	w.t.Helper()
	f := v.Form
	if slices.Contains(v.Can, flow.WriteAddress) {
		w.do(flow.Touched{Control: flow.WriteAddress})
		w.question(w.view())
		return
	}
	if f.Field == catalogue.MandateField {
		w.say("signs")
		w.handIn(flow.SignByCard)
		return
	}
	field, _ := w.item.Apply.Field(f.Field)
	extra := ""
	for _, c := range f.Choices {
		extra += " " + strings.TrimPrefix(string(c.Control), "choice:")
	}
	if extra != "" {
		extra = " [" + extra[1:] + "]"
	}
	if f.Earliest+f.Latest != "" {
		extra += fmt.Sprintf(" [%s .. %s]", f.Earliest, f.Latest)
	}
	if !f.Required {
		extra += " (may be left out)"
	}
	w.say("asks    %s%s", f.Label.ZH, extra)
	answer, ok := w.answers[f.Field]
	if !ok {
		answer = w.usual(field, *f)
	}
	w.say("answers %s %s", f.Field, answer)
	before := w.s
	w.give(*f, answer)
	if w.s.Screen == flow.Form && w.s.Field == before.Field {
		w.t.Fatalf("%s: %q is no answer of %s: %s", w.item.ID, answer, f.Field, w.s.Fault)
	}
}

// give enters an answer; "-" leaves the question out.
func (w *applicant) give(f flow.FormView, answer string) {
	switch {
	case answer == "-":
		w.do(flow.Touched{Control: flow.NextField})
	case len(f.Choices) > 0:
		for id := range strings.SplitSeq(answer, ",") {
			w.do(flow.Touched{Control: flow.ChoiceControl(id)})
		}
		if f.Kind == catalogue.FieldMulti {
			w.do(flow.Touched{Control: flow.NextField})
		}
	default:
		w.do(flow.Typed{Field: f.Field, Text: kiosk.Private(answer)})
		w.do(flow.Touched{Control: flow.NextField})
	}
}

// usual is what somebody might answer. All of it is invented.
func (w *applicant) usual(field catalogue.Field, f flow.FormView) string {
	w.t.Helper()
	least, _ := field.Bounds()
	switch {
	case f.Kind == catalogue.FieldYesNo:
		return catalogue.No
	case len(f.Choices) > 0:
		return strings.TrimPrefix(string(f.Choices[0].Control), "choice:")
	case f.Pattern != "":
		return map[catalogue.Pattern]string{
			catalogue.PatternPassport: "X1234567", catalogue.PatternAccount: "0000000000000000",
			catalogue.PatternPostcode: "000000", catalogue.PatternCaseCode: "0000-0000",
		}[f.Pattern]
	}
	switch f.Kind {
	case catalogue.FieldSignature:
		return kiosk.SignedByCard
	case catalogue.FieldName:
		return "李示例"
	case catalogue.FieldIDNumber:
		return "00000019500101001X"
	case catalogue.FieldPhone:
		return "00000000001"
	case catalogue.FieldAddress:
		return "示例小区1号楼2单元301"
	case catalogue.FieldNumber:
		return fmt.Sprint(max(least, 2))
	case catalogue.FieldDate:
		switch {
		case f.Latest != "":
			return f.Latest
		case f.Earliest != "":
			return f.Earliest
		}
		return scriptDay
	case catalogue.FieldText:
		return "示例" + strings.Repeat("示", max(least-2, 0))
	}
	w.t.Fatalf("%s: nobody knows what to answer to a %s; teach it in items_test.go", f.Field, f.Kind)
	return ""
}

// handIn goes on by one touch and says what the office gets.
func (w *applicant) handIn(by flow.Control) {
	for _, e := range w.do(flow.Touched{Control: by}) {
		if commit, ok := e.(flow.Commit); ok && commit.Application != nil {
			var fields []string
			for _, a := range commit.Application.Answers {
				fields = append(fields, a.Field)
			}
			w.say("hands in %d spared: %s", commit.Application.Spared, strings.Join(fields, " "))
		}
	}
}
