package console_test

import (
	"context"
	"log/slog"
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
type opinions struct{ moved string }

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
	return ballot.Standing{Item: catalogue.ServiceItem{Name: kiosk.Text{ZH: "装扶手"}}, Turned: 12}, nil
}

func (o *opinions) Reconcile(context.Context) ([]billing.Open, error) {
	return []billing.Open{{Payment: billing.Payment{Account: "0000000002", Cents: 4320, Receipt: "R1"}, Why: billing.Unrecorded}}, nil
}

func TestStaffSeeGradesVotesAndPayments(t *testing.T) {
	d, o := busyDesk(), &opinions{}
	c, err := console.New(d, d, console.Options{
		Zone: zone, Logger: slog.New(slog.DiscardHandler), Ratings: o, Ballots: o, Payments: o,
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
