package fleet_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/google/go-cmp/cmp"

	"linli/sync/office/fleet"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

var errAnswered = errors.New("answered")

// office answers every Pull with an error that tells it was asked.
type office struct {
	linlipbconnect.UnimplementedSyncHandler
}

func (office) Pull(context.Context, *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	return nil, errAnswered
}

// clock is what time it is.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func noon() time.Time { return time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC) }

// tells lets a terminal pull.
func tells(t *testing.T, d *fleet.Desk, device string, all ...*linlipb.Condition) {
	t.Helper()
	req := connect.NewRequest(&linlipb.PullRequest{Device: device, Conditions: all})
	if _, err := d.Listen(office{}).Pull(t.Context(), req); !errors.Is(err, errAnswered) {
		t.Errorf("the office was not asked: %v", err)
	}
}

func paperOut() *linlipb.Condition {
	return &linlipb.Condition{Code: "paper-out", Detail: "x", SinceMs: noon().UnixMilli()}
}

func TestTerminalIsListedUntilItTellsThatAllIsWell(t *testing.T) {
	c := &clock{noon()}
	d := fleet.New(c.now)
	tells(t, d, "K2", paperOut())
	tells(t, d, "K1", paperOut(), &linlipb.Condition{Code: "door-open"})
	tells(t, d, "K3")
	all, first := d.Unwell()
	if len(all) != 2 || all[0].Device != "K1" || len(all[0].Conditions) != 2 || !all[0].Heard.Equal(noon()) {
		t.Fatalf("listed are %+v", all)
	}
	want := fleet.Condition{Code: "paper-out", Detail: "x", Since: time.UnixMilli(noon().UnixMilli())}
	if diff := cmp.Diff(want, all[1].Conditions[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	c.at = c.at.Add(time.Minute)
	tells(t, d, "K1", paperOut(), &linlipb.Condition{Code: "door-open"})
	if all, again := d.Unwell(); again != first || !all[0].Heard.Equal(c.at) {
		t.Errorf("telling the same again is revision %d after %d, heard %v", again, first, all[0].Heard)
	}
	tells(t, d, "K1")
	if all, after := d.Unwell(); after == first || len(all) != 1 || all[0].Device != "K2" {
		t.Errorf("after K1 is well, revision %d lists %+v", after, all)
	}
}

func TestTerminalThatFellSilentIsForgottenAfterADay(t *testing.T) {
	c := &clock{noon()}
	d := fleet.New(c.now)
	tells(t, d, "K1", paperOut())
	c.at = c.at.Add(23 * time.Hour)
	if all, _ := d.Unwell(); len(all) != 1 {
		t.Errorf("after 23 hours listed are %v", all)
	}
	c.at = c.at.Add(2 * time.Hour)
	if all, _ := d.Unwell(); len(all) != 0 {
		t.Errorf("after 25 hours listed are %v", all)
	}
}

func TestWhatATerminalTellsIsBounded(t *testing.T) {
	d := fleet.New(noon)
	var many []*linlipb.Condition
	for range 1000 {
		many = append(many, &linlipb.Condition{Code: "door-open", Detail: strings.Repeat("门", 1000)})
	}
	tells(t, d, "K1", many...)
	tells(t, d, "K2", &linlipb.Condition{Code: "<script>"}, &linlipb.Condition{}, &linlipb.Condition{Code: strings.Repeat("a", 41)})
	all, _ := d.Unwell()
	if len(all) != 1 || len(all[0].Conditions) != 32 || len([]rune(all[0].Conditions[0].Detail)) != 200 {
		t.Errorf("%d terminals are listed", len(all))
	}
}
