package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
)

// casesShown is how many cases the list shows.
const casesShown = 500

// Cases is the casework of the office; casework.Casework is documented there.
type Cases interface {
	List() []casework.Case
	Saved() []casework.Case
	Case(id kiosk.CaseID) (casework.Case, error)
	Application(ctx context.Context, id kiosk.CaseID) (kiosk.Application, kiosk.Resident, error)
	Move(ctx context.Context, id kiosk.CaseID, to kiosk.CaseState, words string) (casework.Case, error)
}

// casesPicture is the list of cases.
type casesPicture struct {
	picture
	Cases []casework.Case
	Saved []casework.Case // put aside by residents: nobody works on them
	Grid  kiosk.GridID    // only those of it; empty for all
}

// casePicture is one case with all that was answered.
type casePicture struct {
	picture
	Case     casework.Case
	Resident kiosk.Resident
	Agent    kiosk.Resident // who acted for the resident; zero where nobody did
	Rows     []answerRow
	Trouble  string // key of a word; why nothing was done
	Written  string // the words that were not taken
}

// answerRow is one answer as staff read it.
type answerRow struct {
	Label, Value string
	Ink          *inkRow // instead of Value: a signature
	Source       kiosk.Source
}

func (c *Console) listCases(w http.ResponseWriter, r *http.Request) {
	grid := kiosk.GridID(r.FormValue("grid"))
	all := inGrid(c.opts.Cases.List(), grid)
	c.draw(w, http.StatusOK, "cases.html", casesPicture{
		picture: c.picture(r, "/cases"),
		Cases:   all[:min(len(all), casesShown)], Saved: inGrid(c.opts.Cases.Saved(), grid), Grid: grid,
	})
}

func (c *Console) showCase(w http.ResponseWriter, r *http.Request) {
	c.drawCase(w, r, http.StatusOK, "", "")
}

// drawCase shows one case. That it was read is logged before it is shown.
func (c *Console) drawCase(w http.ResponseWriter, r *http.Request, status int, trouble, written string) {
	id := kiosk.CaseID(r.PathValue("id"))
	found, err := c.opts.Cases.Case(id)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	a, resident, err := c.opts.Cases.Application(r.Context(), id)
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "case", string(id), "err", err)
		http.Error(w, "the case cannot be read", http.StatusServiceUnavailable)
		return
	}
	c.opts.Logger.Info(kiosk.EventCaseRead, "case", string(id))
	lang := langOf(r)
	item, _ := c.opts.ServiceItem(found.Item)
	c.draw(w, status, "case.html", casePicture{
		picture: c.picture(r, "/cases/"+string(id)),
		Case:    found, Resident: resident, Agent: a.Agent, Rows: append(c.rows(item, a, lang), c.selfRows(item, a, lang)...), Trouble: trouble, Written: written,
	})
}

// rows names the answers by the catalogue of now; one that it knows no more
// keeps its own name.
func (c *Console) rows(item catalogue.ServiceItem, a kiosk.Application, lang kiosk.Lang) []answerRow {
	var rows []answerRow
	for _, answer := range a.Answers {
		row := answerRow{Label: answer.Field, Value: answer.Value.Reveal(), Source: answer.Source}
		if f, ok := item.Apply.Field(answer.Field); ok {
			row.Label = f.Label.In(lang)
			row.Value = c.answer(f, row.Value, lang)
		}
		f, _ := item.Apply.Field(answer.Field)
		if signed, ok := c.signedRow(answer, f, lang); ok {
			row = signed
		}
		rows = append(rows, row)
	}
	return rows
}

// answer turns ids of choices into their names.
func (c *Console) answer(f catalogue.Field, value string, lang kiosk.Lang) string {
	if f.Kind == catalogue.FieldYesNo {
		return c.words["answer-"+value].In(lang)
	}
	if len(f.Choices) == 0 {
		return value
	}
	names := strings.Split(value, ",")
	for i, id := range names {
		for _, choice := range f.Choices {
			if choice.ID == id {
				names[i] = choice.Name.In(lang)
			}
		}
	}
	return strings.Join(names, c.words["list-comma"].In(lang))
}

// moveCase moves a case on and shows it again.
func (c *Console) moveCase(w http.ResponseWriter, r *http.Request) {
	id, to := kiosk.CaseID(r.PathValue("id")), kiosk.CaseState(r.PathValue("state"))
	words := r.FormValue("words")
	err := c.decide(r, id, to, words)
	switch {
	case errors.Is(err, casework.ErrNoCase):
		http.NotFound(w, r)
	case errors.Is(err, casework.ErrNoMove):
		c.drawCase(w, r, http.StatusConflict, "case-changed", words)
	case errors.Is(err, casework.ErrNoWords):
		c.drawCase(w, r, http.StatusBadRequest, "case-words-needed", words)
	case err != nil:
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "case", string(id), "err", err)
		http.Error(w, "the move was not kept", http.StatusServiceUnavailable)
	default:
		c.opts.Logger.Info(kiosk.EventCaseMoved, "case", string(id), "state", string(to))
		http.Redirect(w, r, "/cases/"+string(id)+"?lang="+string(langOf(r)), http.StatusSeeOther)
	}
}

// decide moves a case on: with a certificate where staff said so.
func (c *Console) decide(r *http.Request, id kiosk.CaseID, to kiosk.CaseState, words string) error {
	if to == kiosk.CaseDecided && r.FormValue("certificate") != "" && c.opts.Issue != nil {
		return c.opts.Issue(r.Context(), id, words)
	}
	_, err := c.opts.Cases.Move(r.Context(), id, to, words)
	return err //nolint:wrapcheck // moveCase tells its kinds apart
}

// Certifies tells whether the case can be decided with a certificate.
func (p casePicture) Certifies() bool {
	item, _ := p.console.opts.ServiceItem(p.Case.Item)
	return p.console.opts.Issue != nil && item.Apply.Certificate.Offered() && p.Resident.Number != ""
}

// draw sends a page, or says in the log why it cannot.
func (c *Console) draw(w http.ResponseWriter, status int, name string, what any) {
	var b bytes.Buffer
	if err := c.pages.ExecuteTemplate(&b, name, what); err != nil {
		c.opts.Logger.Error(kiosk.EventPageTrouble, "page", name, "err", err)
		http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a browser that left is no fault of ours
}

// Known is the word for what a record says, or what it says itself when that is
// of a newer program.
func (p picture) Known(about string, what any) string {
	if t, ok := p.console.words[about+fmt.Sprint(what)]; ok {
		return t.In(p.Lang)
	}
	return fmt.Sprint(what)
}

// Limit is the promised limit of an item in words.
func (p picture) Limit(id kiosk.ItemID) string {
	item, _ := p.console.opts.ServiceItem(id)
	return item.TimeLimit.Promised.In(p.Lang)
}

// Name is the resident's, in full: on the page of one case only.
func (p casePicture) Name() string { return p.Resident.Name.Reveal() }

// Number is that of the document.
func (p casePicture) Number() string { return p.Resident.Number.Reveal() }
