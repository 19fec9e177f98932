package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
)

const (
	// resultFor is how long a result is shown.
	resultFor = 366 * 24 * time.Hour
	// resultLineZH and resultLineEN are how long a line of a notice may be, in
	// characters; a little less than the catalogue allows.
	resultLineZH, resultLineEN = 110, 300
)

// resultID names the notice of what came of a ballot.
func resultID(id kiosk.ItemID) string { return "result-" + string(id) }

// resultNotice words what came of a ballot for residents.
func resultNotice(item catalogue.ServiceItem, r ballot.Result, zone *time.Location) (catalogue.Notice, error) {
	from := r.At.In(zone)
	w := resultWords{}
	n := catalogue.Notice{
		ID: resultID(item.ID), Title: w.say("title", "item", item.Name), Attract: true,
		From: kiosk.BusinessDayOf(from, zone), Until: kiosk.BusinessDayOf(from.Add(resultFor), zone),
	}
	days := []any{"from", item.Ballot.From, "until", item.Ballot.Until, "turned", r.Turned, "listed", r.Listed}
	if r.Listed > 0 {
		n.Lines = append(n.Lines, w.say("turned-roll", append(days, "share", fmt.Sprintf("%.1f", 100*float64(r.Turned)/float64(r.Listed)))...))
	} else {
		n.Lines = append(n.Lines, w.say("turned", days...))
	}
	for _, f := range item.Apply.Fields {
		n.Lines = append(n.Lines, w.question(f, r.Counts[f.ID])...)
	}
	return n, w.missing
}

// resultWords words a notice from assets/texts/result.yaml.
type resultWords struct{ missing error }

// say is the phrase under key, its names in braces replaced by their values.
func (w *resultWords) say(key string, names ...any) kiosk.Text {
	return w.phrase("result."+key, names...)
}

func (w *resultWords) phrase(key string, names ...any) kiosk.Text {
	p, ok := assets.Lookup(key)
	if !ok {
		w.missing = fmt.Errorf("results: no text %q", key)
	}
	t := kiosk.Text(p)
	for i := 0; i+1 < len(names); i += 2 {
		name, value := fmt.Sprintf("{%v}", names[i]), kiosk.Text{ZH: fmt.Sprint(names[i+1])}
		if text, ok := names[i+1].(kiosk.Text); ok {
			value = text
		}
		t.ZH, t.EN = strings.ReplaceAll(t.ZH, name, value.In(kiosk.Chinese)), strings.ReplaceAll(t.EN, name, value.In(kiosk.English))
	}
	return t
}

// question is one question with its options, the one with most votes first, in
// as many lines as it takes.
func (w *resultWords) question(f catalogue.Field, votes map[string]int) []kiosk.Text {
	options := f.Choices
	if f.Kind == catalogue.FieldYesNo {
		options = []catalogue.Choice{{ID: catalogue.Yes, Name: w.phrase("form.yes")}, {ID: catalogue.No, Name: w.phrase("form.no")}}
	}
	options = slices.Clone(options)
	slices.SortStableFunc(options, func(a, b catalogue.Choice) int { return cmp.Compare(votes[b.ID], votes[a.ID]) })
	var lines []kiosk.Text
	line, comma, stop := w.say("question", "question", f.Label), w.say("comma"), w.say("stop")
	for i, o := range options {
		next := w.say("option", "option", o.Name, "votes", votes[o.ID])
		if i > 0 {
			if fits(line.ZH+next.ZH, resultLineZH) && fits(line.EN+next.EN, resultLineEN) {
				line = joined(line, comma)
			} else {
				lines, line = append(lines, joined(line, stop)), kiosk.Text{}
			}
		}
		line = joined(line, next)
	}
	return append(lines, joined(line, stop))
}

func fits(text string, most int) bool { return utf8.RuneCountInString(text) <= most }

func joined(a, b kiosk.Text) kiosk.Text { return kiosk.Text{ZH: a.ZH + b.ZH, EN: a.EN + b.EN} }
