package flow_test

import (
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// askedEvent is an answer of the office in a script's words.
func askedEvent(words []string) (flow.Event, bool) {
	switch words[0] {
	case "found":
		found := flow.CasesFound{}
		for _, word := range words[1:] {
			code, paper := strings.CutSuffix(word, "+paper")
			c := flow.CaseFound{Code: code, Item: "aid", State: kiosk.CaseSubmitted, Document: paper}
			if paper {
				c.State = kiosk.CaseDecided
			}
			if word != "none" {
				found.Cases = append(found.Cases, c)
			}
		}
		return flow.Answered{Reply: found}, true
	case "handed":
		return flow.Answered{Reply: flow.PaperFound{PDF: []byte("%PDF"), Case: "C1", Serial: "S1"}}, true
	case "refused":
		return flow.Answered{Reply: flow.PaperFound{}}, true
	case "unanswered":
		return flow.Unanswered{}, true
	case "sheet":
		return flow.PaperEnded{State: kiosk.PrintState(words[1])}, true
	}
	return nil, false
}

// trackWords says what the screens of cases show.
func trackWords(v flow.View) []string {
	var words []string
	if t := v.Track; t != nil {
		for _, c := range t.Cases {
			words = append(words, c.Code)
		}
		if v.Screen == flow.Cases && len(t.Cases) == 0 {
			words = append(words, "none")
		}
		if c := t.Case; c != nil {
			words = append(words, c.Code, string(c.State))
			if c.Document {
				words = append(words, "paper")
			}
		}
	}
	if c := v.Claim; c != nil {
		words = append(words, string(c.Phase))
		if c.Paper != "" {
			words = append(words, string(c.Paper))
		}
	}
	return words
}

// about is a question in a script's words.
func about(q flow.Question) string {
	switch q := q.(type) {
	case flow.CaseByCode:
		return "case " + q.Code
	case flow.TicketByID:
		return "ticket " + q.Ticket
	case flow.CasesOfCard:
		return "cases of " + string(q.Resident.Kind)
	case flow.PaperOfCase:
		return "paper " + q.Code + " of " + string(q.Resident.Kind)
	}
	return ""
}

// askWords says what the office is asked, and what is printed of it.
func askWords(e flow.Effect) (string, bool) {
	switch e := e.(type) {
	case flow.Ask:
		switch {
		case e.Again:
			return "ask-again(" + about(e.Question) + ")", true
		case e.Every > 0:
			return "watch(" + about(e.Question) + ")", true
		}
		return "ask(" + about(e.Question) + ")", true
	case flow.PrintPaperOf:
		if e.Again {
			return "print-paper-again", true
		}
		return "print-paper", true
	}
	return "", false
}
