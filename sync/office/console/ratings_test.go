package console_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ballot"
	"linli/sync/office/billing"
	"linli/sync/office/console"
	"linli/sync/office/rating"
)

// opinions holds one low grade and one vote, invented.
type opinions struct {
	moved     string
	standing  ballot.Standing // of the vote, over what Look says of it
	announced string
	refuses   error
}

func (o *opinions) List(time.Time) []rating.Rating {
	low, _ := o.Low("V1")
	return []rating.Rating{low}
}

func (o *opinions) Low(visit kiosk.VisitID) (rating.Rating, error) {
	if visit != "V1" {
		return rating.Rating{}, rating.ErrNone
	}
	return rating.Rating{Visit: "V1", Counter: "2", Grade: kiosk.Poor, Reasons: []string{"waiting"}, State: rating.Open, At: time.Now(), Due: time.Now().Add(-time.Hour), HasWords: true}, nil
}

func (o *opinions) Words(context.Context, kiosk.VisitID) (kiosk.Private, error) {
	return "等了一上午", nil
}

func (o *opinions) Move(_ context.Context, _ kiosk.VisitID, to rating.FollowUp, words, by string) error {
	if words == "" {
		return rating.ErrNoWords
	}
	o.moved = string(to) + words + by
	return nil
}

func (o *opinions) Look(context.Context, kiosk.ItemID) (ballot.Standing, error) {
	if o.standing.Item.Name.ZH != "" {
		return o.standing, nil
	}
	return ballot.Standing{Item: catalogue.ServiceItem{Name: kiosk.Text{ZH: "装扶手"}}, Turned: 12}, nil
}

func (o *opinions) Reconcile(context.Context) ([]billing.Open, error) {
	return []billing.Open{{Payment: billing.Payment{Account: "0000000002", Cents: 4320, Receipt: "R1"}, Why: billing.Unrecorded}}, nil
}

// opinionPages serves pages that know o.
func opinionPages(t *testing.T, o *opinions) *httptest.Server {
	t.Helper()
	d := busyDesk()
	c, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Ratings: o, Ballots: o, Payments: o,
		Announce: func(_ context.Context, id kiosk.ItemID, by string) error {
			o.announced = string(id) + by
			return o.refuses
		},
		Announced: func(kiosk.ItemID) bool { return o.standing.Result != nil },
		Billed: func(biller string) kiosk.Text {
			return map[string]kiosk.Text{"water": {ZH: "缴水费"}}[biller]
		},
		Reason:      func(string) kiosk.Text { return kiosk.Text{ZH: "等得太久"} },
		BallotItems: func() []kiosk.ItemID { return []kiosk.ItemID{"handrail"} },
		Item:        func(kiosk.ItemID) kiosk.Text { return kiosk.Text{} },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return catalogue.ServiceItem{}, false },
	})
	if err != nil {
		t.Fatal(err)
	}
	h, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

// receipt is one payment, invented.
var receipt = billing.Payment{
	ID: "a.1", Biller: "water", Account: "0000000002", Cents: 4320, Lines: []string{"水费 2026-10"}, Device: "K1",
	State: billing.Paid, Receipt: "R1", PaidAt: time.Date(2026, 11, 20, 1, 0, 0, 0, time.UTC),
}

func (o *opinions) Of(_ context.Context, account string) ([]billing.Payment, error) {
	if account != receipt.Account {
		return nil, nil
	}
	return []billing.Payment{receipt, {ID: "a.2", Biller: "gas", Cents: 100, State: billing.Closed}}, nil
}

func (o *opinions) Payment(_ context.Context, id string) (billing.Payment, error) {
	switch id {
	case "a.1":
		return receipt, nil
	case "a.2":
		return billing.Payment{ID: id, State: billing.Closed}, nil
	}
	return billing.Payment{}, billing.ErrUnknown
}

func TestCounterPrintsTheReceiptOfWhatAnAccountPaid(t *testing.T) {
	server := opinionPages(t, &opinions{})
	for account, want := range map[string][]string{
		"0000000002": {`href="/payments/a.1?lang=zh"`, "缴水费", "水费 2026-10", "43.20", "没有付，没有扣钱"},
		"0000000004": {"没有缴过费"},
	} {
		resp, err := server.Client().PostForm(server.URL+"/payments", url.Values{"account": {" " + account}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range want {
			if !strings.Contains(string(page), words) {
				t.Errorf("account %s: the page lacks %q", account, words)
			}
		}
	}
	code, page, _ := get(t, server.URL+"/payments/a.1")
	for _, words := range []string{"缴费收据", "补打", "缴水费", "水费 2026-10", "¥ 43.20", "R1", "2026-11-20 09:00"} {
		if !strings.Contains(page, words) {
			t.Errorf("the receipt (%d) lacks %q", code, words)
		}
	}
	if strings.Contains(page, receipt.Account) {
		t.Error("the receipt says whose account it was")
	}
	for _, id := range []string{"a.2", "a.3"} {
		if code, _, _ := get(t, server.URL+"/payments/"+id); code != http.StatusNotFound {
			t.Errorf("the receipt of what nobody paid, %s: %d", id, code)
		}
	}
}

func TestStaffSeeGradesVotesAndPayments(t *testing.T) {
	o := &opinions{}
	server := opinionPages(t, o)
	for path, want := range map[string][]string{
		"/ratings":    {"不满意", "等得太久", "已超期", "少于5条不算百分比"},
		"/ratings/V1": {"等了一上午", "rating-called", "rating-settled"},
		"/ballots":    {"装扶手", ">12<", "投票结束后显示结果"},
		"/payments":   {"43.20", "…0002", "R1", "终端没有记录"},
	} {
		_, page, _ := get(t, server.URL+path)
		for _, words := range want {
			if !strings.Contains(page, words) {
				t.Errorf("%s lacks %q", path, words)
			}
		}
	}
	if _, page, _ := get(t, server.URL+"/ratings"); strings.Contains(page, "等了一上午") {
		t.Error("the list shows the resident's words")
	}
	resp, err := server.Client().PostForm(server.URL+"/ratings/V1/called", url.Values{"words": {"已致歉"}, "by": {"王示例"}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if o.moved != "called已致歉王示例" {
		t.Errorf("moved %q", o.moved)
	}
}
