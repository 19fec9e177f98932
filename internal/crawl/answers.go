package crawl

import (
	"fmt"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Every visit that is walked, and every case that is handed in, has one id.
const (
	visit  kiosk.VisitID = "01J00000000000000000000000"
	caseID kiosk.CaseID  = "01KAQ3V5D8Z6P2M9R4T7W0X1YB"
)

// happening is one thing that an effect can come to.
type happening struct {
	name  string
	event flow.Event
	ends  flow.Effect // what is over then; nil for nothing
}

// bounded tells whether the terminal ends what e began by a deadline of its
// own: then a screen may wait for it without one.
func bounded(e flow.Effect) bool {
	switch e := e.(type) {
	case flow.Commit, flow.Print, flow.PrintSlip, flow.PrintPaperOf, flow.KeepRating:
		return true
	case flow.Ask:
		return e.Every == 0
	}
	return false
}

// isBrief tells whether nothing comes of e.
func isBrief(e flow.Effect) bool {
	switch e.(type) {
	case flow.StopCard, flow.StopAsking, flow.SayAgain, flow.Wipe, flow.Tell, flow.PrintLost:
		return true
	}
	return false
}

// outcomes are all that e can come to in s.
func (w *walk) outcomes(e flow.Effect, s flow.State) (all []happening, known bool, err error) {
	add := func(name string, event flow.Event) { all = append(all, happening{name, event, e}) }
	switch e := e.(type) {
	case flow.ReadCard:
		return readings(), true, nil
	case flow.Commit:
		n := 12
		receipt := w.receipt(e)
		add("it is on disk", flow.Committed{Receipt: receipt})
		add("it is on disk, and the hall is known", flow.Committed{Receipt: receipt, Ahead: &n, Wait: &flow.WaitRange{From: 30, To: 60}})
		if e.Application == nil && e.Payment == nil {
			add("it is on disk, and counters open later", flow.Committed{Receipt: receipt, Ahead: &n, Shut: &flow.Shut{Opens: "09:00", Hours: w.ambient.Band.Hours}})
			add("it is on disk, and counters have closed", flow.Committed{Receipt: receipt, Shut: &flow.Shut{Hours: w.ambient.Band.Hours}})
		}
		for _, code := range []kiosk.Code{kiosk.StoreFailed, kiosk.ApplicationsFull} {
			if e.Application != nil || code != kiosk.ApplicationsFull {
				add("the disk says "+string(code), flow.CommitFailed{Code: code})
			}
		}
	case flow.Print:
		papers("paper ", func(end kiosk.PrintState) flow.Event { return flow.PrintEnded{State: end} }, add)
	case flow.PrintSlip:
		papers("slip ", func(end kiosk.PrintState) flow.Event { return flow.SlipEnded{State: end} }, add)
	case flow.PrintPaperOf:
		papers("A4 ", func(end kiosk.PrintState) flow.Event { return flow.PaperEnded{State: end} }, add)
	case flow.KeepRating:
		add("the rating is on disk", flow.RatingKept{OK: true})
		add("the rating is not on disk", flow.RatingKept{})
	case flow.Ask:
		return w.replies(e)
	default:
		return nil, false, fmt.Errorf("%T: crawl does not know what comes of this effect; say it in outcomes, bounded or isBrief of internal/crawl", e)
	}
	return all, true, nil
}

// papers adds the ends that a sheet can come to.
func papers(sheet string, ended func(kiosk.PrintState) flow.Event, add func(string, flow.Event)) {
	for _, end := range []kiosk.PrintState{kiosk.Printed, kiosk.PrintedUncut, kiosk.NotPrinted, kiosk.PrintUncertain, kiosk.PrintSentUnconfirmed} {
		add(sheet+string(end), ended(end))
	}
}

// readings are what a reader can say.
func readings() []happening {
	all := []happening{{"a card is laid", flow.CardFound{}, nil}, {"the reader is back", flow.ReaderBack{}, nil}, {"the card is taken away", flow.CardRemoved{}, nil}}
	for _, r := range residents() {
		all = append(all, happening{"a card is read: " + string(r.Kind), flow.CardDone{Resident: r}, nil})
	}
	for _, code := range []kiosk.Code{kiosk.CardMoved, kiosk.CardUnsupported, kiosk.CardUnreadable, kiosk.ReaderGone} {
		all = append(all, happening{"the reader says " + string(code), flow.CardFailed{Code: code}, nil})
	}
	return all
}

// scan holds codes before the scanner: of a ticket, of a receipt, of somebody
// else, and one that cannot be read.
func (w *walk) scan(p *Place) {
	if !w.m.TakesScan(p.State) {
		return
	}
	for _, code := range []string{"https://kiosk.example/T/" + string(visit), "https://kiosk.example/C/" + kiosk.CaseCode(caseID), "https://kiosk.example/"} {
		w.step(p, flow.Scanned{Text: kiosk.Private(code)}, "hold "+code+" before the scanner", p.pending)
	}
	w.step(p, flow.ScanFailed{}, "hold a torn code before the scanner", p.pending)
}

// receipt is what a commit gives.
func (w *walk) receipt(c flow.Commit) kiosk.Receipt {
	if c.Payment != nil {
		return kiosk.Receipt{Job: 1, Begun: true, Payment: c.Payment}
	}
	if c.Application != nil {
		return kiosk.Receipt{Job: 1, Begun: true, Case: &kiosk.Case{
			ID: caseID, Code: kiosk.CaseCode(caseID), Visit: visit, Item: c.Item, Day: w.day(), OpenedAt: w.ambient.Band.Now,
		}}
	}
	return kiosk.Receipt{Job: 1, Begun: true, Ticket: kiosk.Ticket{
		ID: "01J00000000000000000000000", Visit: visit, Number: c.Prefix + "-K12-118", Prefix: c.Prefix, Item: c.Item, Day: w.day(),
	}}
}

func (w *walk) day() kiosk.BusinessDay {
	return kiosk.BusinessDayOf(w.ambient.Band.Now, w.ambient.Band.Now.Location())
}

// billed adds what the office can say to a question about bills, and tells
// whether it is one.
func billed(q flow.Question, add func(string, flow.Reply)) bool {
	switch q.(type) {
	case flow.BillsOf:
		add("there is no such account", flow.BillsFound{})
		add("nothing is to be paid", flow.BillsFound{Known: true, Holder: "张**"})
		add("two bills are open", flow.BillsFound{Known: true, Holder: "张**", Bills: bills()})
	case flow.StartPay:
		add("pay with this code", flow.PayStarted{ID: "P1", Code: "https://pay.example/0123456789ABCDEF", Cents: 123456, Left: 3 * time.Minute})
		for _, why := range []flow.PayPhase{flow.PayTaken, flow.PayBusy, flow.PayClear} {
			add("it is "+string(why), flow.PayStarted{Refused: why})
		}
	case flow.PayStatus:
		add("nobody paid yet", flow.PayTold{})
		add("it is paid", flow.PayTold{Paid: true, Receipt: "W-2026-0001234"})
		add("it is closed", flow.PayTold{Closed: true})
	default:
		return false
	}
	return true
}

// voteStates are what the office can say to a vote, or to whether one may vote.
func voteStates(q flow.CastVote) []flow.VoteState {
	first := flow.VoteOpen
	if len(q.Choices) > 0 {
		first = flow.VoteCounted
	}
	return []flow.VoteState{first, flow.VoteAlready, flow.VoteNotEligible, flow.VoteClosed}
}

// taken is every entry of a listing with so many applications beyond its
// places.
func (w *walk) taken(listing string, more int) map[string]int {
	taken := map[string]int{}
	l, _ := w.m.Catalogue.Listing(listing)
	for _, e := range l.Entries {
		taken[e.ID] = e.Capacity + more
	}
	return taken
}

// replies are what the office can say to a question, and that it does not
// answer.
func (w *walk) replies(a flow.Ask) (all []happening, known bool, err error) {
	standing := a.Every > 0
	var ends flow.Effect = a
	if standing {
		ends = nil
	}
	all = append(all, happening{"the office does not answer", flow.Unanswered{Question: a.Question, Standing: standing}, ends})
	add := func(name string, r flow.Reply) {
		all = append(all, happening{"the office says " + name, flow.Answered{Question: a.Question, Reply: r, Standing: standing}, ends})
	}
	if billed(a.Question, add) || w.foundCases(a.Question, add) {
		return all, true, nil
	}
	switch q := a.Question.(type) {
	case flow.CastVote:
		for _, state := range voteStates(q) {
			add("the vote is "+string(state), flow.VoteTold{State: state})
		}
	case flow.TicketByID:
		add("it is of another day", flow.TicketFound{})
		add("it waits", flow.TicketFound{Number: "A005", Ahead: 12})
		add("it is next", flow.TicketFound{Number: "A005"})
		add("it waits while counters are shut", flow.TicketFound{Number: "A005", Ahead: 12, Shut: &flow.Shut{Opens: "13:30", Hours: kiosk.Text{ZH: "九点到五点", EN: "Nine to five"}}})
		add("it waits after hours", flow.TicketFound{Number: "A005", Ahead: 12, Shut: &flow.Shut{Hours: kiosk.Text{ZH: "九点到五点", EN: "Nine to five"}}})
		add("it was called", flow.TicketFound{Number: "A005", Called: true, Counter: w.m.Catalogue.Counters[0].ID})
	case flow.PlacesIn:
		for _, more := range []int{-1, 0, 12} {
			add(fmt.Sprintf("%d beyond the places", more), flow.PlacesTold{Taken: w.taken(q.Listing, more)})
		}
	case flow.HelpWanted:
		add("nobody looks", flow.HelpHeard{})
		add("it was seen", flow.HelpHeard{Heard: true})
		add("somebody comes", flow.HelpHeard{Heard: true, Coming: true, Words: staffWords})
	default:
		return nil, false, fmt.Errorf("%T: crawl has no replies to this question; add them to replies of internal/crawl", a.Question)
	}
	return all, true, nil
}

// foundCases adds what the office can say to a question about cases, and tells
// whether it is one.
func (w *walk) foundCases(q flow.Question, add func(string, flow.Reply)) bool {
	switch q.(type) {
	case flow.CaseByCode:
		add("there is no such case", flow.CasesFound{})
		for _, c := range w.cases() {
			add("the case is "+string(c.State), flow.CasesFound{Cases: []flow.CaseFound{c}})
		}
	case flow.CasesOfCard:
		add("there are none", flow.CasesFound{})
		add("there are some", flow.CasesFound{Cases: w.cases()})
	case flow.PaperOfCase:
		add("here it is", flow.PaperFound{PDF: []byte("%PDF"), Case: caseID, Serial: "K1-2026-000123"})
		add("not to this card", flow.PaperFound{})
	case flow.SavedByCode:
		add("nothing was saved", flow.SavedFound{})
		for _, i := range w.m.Catalogue.Items {
			if i.Apply.Save {
				add("this was saved: "+string(i.ID), flow.SavedFound{Case: caseID, Item: i.ID})
			}
		}
	default:
		return false
	}
	return true
}

func bills() []flow.Bill {
	return []flow.Bill{
		{ID: "b1", Title: "2026年9–10月水费", Period: "2026-09", Cents: 4830, Due: "2026-11-30"},
		{ID: "b2", Title: "2026年11月水费", Period: "2026-11", Cents: 118626},
	}
}

// cases are one in each state, with words of staff as long as they may be.
func (w *walk) cases() []flow.CaseFound {
	now := w.ambient.Band.Now
	var all []flow.CaseFound
	for i, state := range []kiosk.CaseState{kiosk.CaseSubmitted, kiosk.CaseAccepted, kiosk.CaseReturned, kiosk.CaseDecided, kiosk.CaseSaved} {
		c := flow.CaseFound{
			Code: fmt.Sprintf("7W0X-1YB%d", i), State: state, OpenedAt: now.AddDate(0, 0, -10),
			Item: w.m.Catalogue.Items[i%len(w.m.Catalogue.Items)].ID,
		}
		if state != kiosk.CaseSubmitted {
			c.MovedAt, c.Words = now.Add(-time.Hour), staffWords
		}
		c.Document = state == kiosk.CaseDecided
		all = append(all, c)
	}
	return all
}
