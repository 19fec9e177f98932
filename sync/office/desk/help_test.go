package desk_test

import (
	"errors"
	"strings"
	"testing"

	"connectrpc.com/connect"

	"linli/sync/office/desk"
	"linli/sync/wire/linlipb"
)

func ask(t *testing.T, d *desk.Desk, visit string, withdraw bool) *linlipb.CallHelpResponse {
	t.Helper()
	resp, err := d.CallHelp(t.Context(), connect.NewRequest(&linlipb.CallHelpRequest{Device: "K1", Visit: visit, Screen: "form", Withdraw: withdraw}))
	if err != nil {
		t.Fatal(err)
	}
	return resp.Msg
}

func TestResidentReadsWhatStaffSayUntilSomebodyComes(t *testing.T) {
	d, _ := open(t, &lobby{})
	defer d.Watch()()
	if got := ask(t, d, "V1", false); !got.GetHeard() || got.GetComing() || got.GetWords() != "" {
		t.Errorf("at first %v", got)
	}
	calls, revision := d.Calls()
	if ask(t, d, "V1", false); len(calls) != 1 {
		t.Fatalf("%d calls", len(calls))
	}
	if _, again := d.Calls(); again != revision {
		t.Error("who asks again calls again")
	}
	for _, words := range []string{"", "  ", strings.Repeat("字", 101)} {
		if _, err := d.Say(t.Context(), calls[0].Number, words); !errors.Is(err, desk.ErrWords) {
			t.Errorf("%d bytes: %v", len(words), err)
		}
	}
	if ok, err := d.Say(t.Context(), calls[0].Number, " 我这就来 "); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if got := ask(t, d, "V1", false); got.GetWords() != "我这就来" || got.GetComing() {
		t.Errorf("after words %v", got)
	}
	if ok, err := d.Answer(t.Context(), calls[0].Number); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if got := ask(t, d, "V1", false); !got.GetHeard() || !got.GetComing() || got.GetWords() != "我这就来" {
		t.Errorf("somebody comes: %v", got)
	}
	if calls, _ := d.Calls(); len(calls) != 0 {
		t.Errorf("who asks again after the answer stands on the page again: %+v", calls)
	}
	if got := ask(t, d, "V2", false); got.GetComing() || got.GetWords() != "" {
		t.Errorf("the next resident reads what was said to the one before: %v", got)
	}
}

func TestCallIsTakenBackByItsOwnVisitAlone(t *testing.T) {
	d, _ := open(t, &lobby{})
	ask(t, d, "V1", false)
	ask(t, d, "V0", true)
	if calls, _ := d.Calls(); len(calls) != 1 {
		t.Fatal("another visit took the call back")
	}
	ask(t, d, "V1", true)
	if calls, _ := d.Calls(); len(calls) != 0 {
		t.Errorf("still %+v", calls)
	}
}
