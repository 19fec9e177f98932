package main_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/stage"
	"linli/internal/visitplay"
	"linli/kiosk"
	"linli/kiosk/flow"
)

// Accounts, bills and who owes them are those of the lobby's provider: all
// invented.

// TestBillPaidByTelephoneIsOnPaperAndAtTheOffice goes from the account to the
// receipt, and staff find the payment.
func TestBillPaidByTelephoneIsOnPaperAndAtTheOffice(t *testing.T) {
	l := raise(t, portrait, false)
	code := l.wantsToPay("1", "2", "3", "4")
	if code.View.Pay.Code != "" || code.View.Pay.Holder != "" {
		t.Errorf("the trace keeps what can be paid: %+v", code.View.Pay)
	}
	receipt := l.paysAndLeaves()
	paper := l.lastPaper()
	for _, want := range []string{"Pay the water bill", "示例账单 2026-09", "示例账单 2026-10"} {
		if !slices.ContainsFunc(paper.Lines, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("the receipt lacks %q: %q", want, paper.Lines)
		}
	}
	l.wantPaid(1, 1)
	found := l.paymentsOf("1234")
	for _, want := range []string{receipt, "87.90", "缴水费", "示例账单 2026-10", "已缴"} {
		if !strings.Contains(found, want) {
			t.Errorf("staff looking for the account do not see %q", want)
		}
	}
	_, after, _ := strings.Cut(found, `href="/payments/`)
	id, _, _ := strings.Cut(after, "?")
	if page := l.officePage("/payments/" + id); !strings.Contains(page, receipt) || !strings.Contains(page, "补打") {
		t.Error("the counter cannot print the receipt")
	}
}

// TestPaymentThatNobodyMakesChargesNothing leaves a payment on purpose, and
// finds the bills still open.
func TestPaymentThatNobodyMakesChargesNothing(t *testing.T) {
	slow(t)
	l := raise(t, landscape, false)
	l.touches(l.wantsToPay("1", "2", "3", "4"), flow.CancelPay)
	ended := l.payPhase(flow.PayCancelled)
	if err := l.player.Lobby.Pay(l.ctx); err == nil {
		t.Error("a code that is void was paid")
	}
	l.wantPaid(1, 0)
	l.touches(ended, flow.Finish)
	l.seesScreen(flow.Attract)
	if n, err := l.player.Lobby.Papers(l.ctx); err != nil || n != 0 {
		t.Errorf("%d papers came out, %v", n, err)
	}
	l.touches(l.hasBills("1", "2", "3", "4"), flow.PayNow)
	l.payPhase(flow.PayCode)
	l.paysAndLeaves()
	l.wantPaid(2, 1)
}

// TestWhatIsPaidWhileTheLineIsCutCounts pays while the terminal hears nothing:
// it says so, and has the receipt when the line is back.
func TestWhatIsPaidWhileTheLineIsCutCounts(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	l.wantsToPay("1", "2", "3", "4")
	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	l.sees("that it is silent", func(v visitplay.Line) bool { return v.View.Pay != nil && v.View.Pay.Silent })
	l.must("pay", l.player.Lobby.Pay(l.ctx))
	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	done := l.printed()
	l.touches(done, flow.Finish)
	l.wantPaid(1, 1)
	if found := l.paymentsOf("1234"); strings.Count(found, ">"+done.View.Received.Code+"<") != 1 {
		t.Errorf("staff do not see the payment once:\n%s", found)
	}
}

// TestWhatIsPaidAfterTheTerminalGaveUpIsFoundAtTheCounter has the line stay
// away until the visit is over.
func TestWhatIsPaidAfterTheTerminalGaveUpIsFoundAtTheCounter(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	l.wantsToPay("1", "2", "3", "4")
	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	silent := l.sees("that it is silent", func(v visitplay.Line) bool { return v.View.Pay != nil && v.View.Pay.Silent })
	l.must("pay", l.player.Lobby.Pay(l.ctx))
	l.touches(silent, flow.CancelPay)
	none := l.seesScreen(flow.NoLine)
	if none.View.Pay == nil {
		t.Error("the screen does not say that what was paid counts")
	}
	l.touches(none, flow.Finish)
	l.seesScreen(flow.Attract)
	if found := l.paymentsOf("1234"); !strings.Contains(found, "87.90") || !strings.Contains(found, "已缴") {
		t.Errorf("the counter does not find it:\n%s", found)
	}
	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	l.sees("the line", func(v visitplay.Line) bool { return v.View.Band.LineUp })
	again := l.hasBills("1", "2", "3", "4")
	if again.View.Pay.Phase != flow.PayClear {
		t.Errorf("the bills are sold again: %s", again.View.Pay.Phase)
	}
	l.wantPaid(1, 1)
}

// TestAnswerThatIsLostOpensNoSecondPayment has the provider do what it is asked
// and never say so, when the code is asked for and when it is paid.
func TestAnswerThatIsLostOpensNoSecondPayment(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	bills := l.hasBills("1", "2", "3", "4")
	l.must("lose the code", l.player.Lobby.TillFault(l.ctx, "code"))
	l.touches(bills, flow.PayNow)
	none := l.sees("no answer", func(v visitplay.Line) bool { return v.Screen == flow.NoLine })
	l.wantPaid(1, 0)
	l.must("answer again", l.player.Lobby.TillFault(l.ctx, ""))
	l.touches(none, flow.TryAgain)
	l.payPhase(flow.PayCode)
	l.must("lose answers", l.player.Lobby.TillFault(l.ctx, "lost"))
	l.must("pay", l.player.Lobby.Pay(l.ctx))
	l.sees("that it is silent", func(v visitplay.Line) bool { return v.View.Pay != nil && v.View.Pay.Silent })
	l.must("answer again", l.player.Lobby.TillFault(l.ctx, ""))
	l.printed()
	l.wantPaid(1, 1)
}

// TestBillIsPaidOnceAtTwoTerminals has two residents ask for the code of the
// same bill at two terminals of one office. Whoever pays, pays for both.
func TestBillIsPaidOnceAtTwoTerminals(t *testing.T) {
	slow(t)
	l := raise(t, portrait, false)
	second := beside(l)
	l.wantsToPay("1", "2", "3", "4")
	second.wantsToPay("1", "2", "3", "4")
	l.wantPaid(1, 0)
	l.must("pay", l.player.Lobby.Pay(l.ctx))
	one, other := l.printed(), second.printed()
	if one.View.Received.Code != other.View.Received.Code {
		t.Errorf("receipts %s and %s", one.View.Received.Code, other.View.Received.Code)
	}
	l.wantPaid(1, 1)
	l.touches(one, flow.Finish)
	if third := l.hasBills("1", "2", "3", "4"); third.View.Pay.Phase != flow.PayClear {
		t.Errorf("the bills are sold again: %s", third.View.Pay.Phase)
	}
}

// slow skips a visit that a quick run does without.
func slow(t *testing.T) {
	t.Helper()
	if os.Getenv("LINLI_VERIFY") == "" {
		t.Skip("visits by finger take half a minute each; set LINLI_VERIFY=1")
	}
}

// beside is a second terminal of the same office, with a lobby and a resident
// of its own.
func beside(l *lobby) *lobby {
	l.Helper()
	dir := l.TempDir()
	s, err := stage.Raise(l.ctx, stage.Options{Bin: programs, Dir: dir, Window: portrait, AnyPorts: true, Beside: l.stage, Device: "K2"})
	l.must("second terminal", err)
	l.Cleanup(func() {
		if err := s.Close(); err != nil {
			l.Errorf("stop: %v", err)
		}
		if l.Failed() {
			showLogs(l.T, filepath.Join(dir, "log"))
		}
	})
	second := &lobby{T: l.T, ctx: l.ctx, stage: s}
	second.sit()
	return second
}

// wantsToPay begins a visit and goes on until the code of all bills of an
// account shows.
func (l *lobby) wantsToPay(account ...string) visitplay.Line {
	l.Helper()
	l.touches(l.hasBills(account...), flow.PayNow)
	return l.payPhase(flow.PayCode)
}

// hasBills begins a visit and goes on until the bills of an account show, or
// what else there is to say of it.
func (l *lobby) hasBills(account ...string) visitplay.Line {
	l.Helper()
	l.picks(l.goesHome(), "apply", "water-bill")
	l.touches(l.types(l.asked("pay-account"), account...), flow.NextField)
	return l.seesScreen(flow.Pay)
}

// picks goes from home to an item of an entry, through the pages of its list.
func (l *lobby) picks(home visitplay.Line, entry, item string) {
	l.Helper()
	l.touches(home, flow.EntryControl(entry))
	list := l.seesScreen(flow.ChooseItem)
	for {
		if _, ok := visitplay.PlaceOf(list, flow.ItemControl(kiosk.ItemID(item))); ok {
			break
		}
		before := list
		l.touches(list, flow.PageAfter)
		list = l.sees("the next page", func(v visitplay.Line) bool { return v.Seq > before.Seq })
	}
	l.touches(list, flow.ItemControl(kiosk.ItemID(item)))
}

// payPhase waits until paying has come so far.
func (l *lobby) payPhase(phase flow.PayPhase) visitplay.Line {
	l.Helper()
	return l.sees("pay "+string(phase), func(v visitplay.Line) bool {
		return v.Screen == flow.Pay && v.View.Pay != nil && v.View.Pay.Phase == phase
	})
}

// paysAndLeaves pays the newest code, takes the receipt and returns its number.
func (l *lobby) paysAndLeaves() string {
	l.Helper()
	l.must("pay", l.player.Lobby.Pay(l.ctx))
	done := l.printed()
	l.touches(done, flow.Finish)
	l.seesScreen(flow.Attract)
	return done.View.Received.Code
}

// printed waits until the receipt is out.
func (l *lobby) printed() visitplay.Line {
	l.Helper()
	return l.sees("a printed receipt", func(v visitplay.Line) bool {
		return v.View.Received != nil && v.View.Received.Print == kiosk.Printed
	})
}

// paymentsOf is what staff see when they look for an account.
func (l *lobby) paymentsOf(account string) string {
	l.Helper()
	resp, err := http.PostForm(l.stage.OfficeURL+"/payments", url.Values{"account": {account}})
	l.must("look for an account", err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	l.must("look for an account", err)
	found, _, _ := strings.Cut(string(page), "</table>")
	return found
}

// lastPaper is what can be read on the paper that came out last.
func (l *lobby) lastPaper() visitplay.PaperText {
	l.Helper()
	n, err := l.player.Lobby.Papers(l.ctx)
	l.must("papers", err)
	paper, err := l.player.Lobby.Paper(l.ctx, n)
	l.must("paper", err)
	if folder := os.Getenv("LINLI_LOOK"); folder != "" {
		png, err := l.player.Lobby.PaperPNG(l.ctx, n)
		l.must("picture", err)
		l.must("keep", os.WriteFile(folder+"/"+l.Name()+".png", png, 0o600))
	}
	return paper
}

// wantPaid wants so many orders at the provider, and so many of them paid.
func (l *lobby) wantPaid(orders, paid int) {
	l.Helper()
	till, err := l.player.Lobby.Till(l.ctx)
	l.must("till", err)
	if till.Orders != orders || till.Paid != paid {
		l.Errorf("the provider has %+v, want %d orders, %d of them paid", till, orders, paid)
	}
}
