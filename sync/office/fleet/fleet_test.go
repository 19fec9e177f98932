package fleet_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/google/go-cmp/cmp"

	kept "linli/sync/office"
	"linli/sync/office/fleet"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/signs"
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

func noon() time.Time { return time.Date(2026, 3, 5, 12, 0, 0, 0, time.UTC).Local() }

// open is the desk of an office of one process.
func open(t *testing.T, now func() time.Time) *fleet.Desk {
	t.Helper()
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	return openOn(ledger, now)
}

func openOn(ledger kept.Signs, now func() time.Time) *fleet.Desk {
	log := slog.New(slog.DiscardHandler)
	return fleet.New(signs.New(ledger, log, now), log, now)
}

// tells lets a terminal pull, and the office put it on the board.
func tells(t *testing.T, d *fleet.Desk, device string, all ...*linlipb.Condition) {
	t.Helper()
	req := connect.NewRequest(&linlipb.PullRequest{Device: device, Conditions: all})
	if _, err := d.Listen(office{}).Pull(t.Context(), req); !errors.Is(err, errAnswered) {
		t.Errorf("the office was not asked: %v", err)
	}
	if err := d.Put(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func paperOut() *linlipb.Condition {
	return &linlipb.Condition{Code: "paper-out", Detail: "x", SinceMs: noon().UnixMilli()}
}

func TestTerminalIsListedUntilItTellsThatAllIsWell(t *testing.T) {
	c := &clock{noon()}
	d := open(t, c.now)
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
	if _, again := d.Unwell(); again != first {
		t.Errorf("telling the same again is revision %d after %d", again, first)
	}
	tells(t, d, "K1")
	if all, after := d.Unwell(); after == first || len(all) != 1 || all[0].Device != "K2" {
		t.Errorf("after K1 is well, revision %d lists %+v", after, all)
	}
}

func TestTerminalThatFellSilentIsForgottenAfterADay(t *testing.T) {
	c := &clock{noon()}
	d := open(t, c.now)
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
	d := open(t, noon)
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

func TestTerminalThatTellsTheSameForADayIsRemembered(t *testing.T) {
	c := &clock{noon()}
	d := open(t, c.now)
	for range 30 {
		c.at = c.at.Add(50 * time.Minute)
		tells(t, d, "K1", paperOut())
	}
	if all, _ := d.Unwell(); len(all) != 1 {
		t.Errorf("listed are %v", all)
	}
}

// A terminal whose clock began in 2000, or that lives in 2051.
func TestConditionIsAsOldAsTheOfficeKnowsWhereTheTerminalCannot(t *testing.T) {
	c := &clock{noon()}
	d := open(t, c.now)
	for name, since := range map[string]time.Time{"K1": noon().AddDate(-25, 0, 0), "K2": noon().AddDate(25, 0, 0), "K3": noon().Add(-time.Hour)} {
		c.at = noon()
		tells(t, d, name, &linlipb.Condition{Code: "paper-out", SinceMs: since.UnixMilli()})
		c.at = noon().Add(time.Hour) // and now another thing too
		tells(t, d, name, &linlipb.Condition{Code: "paper-out", SinceMs: since.UnixMilli()}, &linlipb.Condition{Code: "door-open", SinceMs: since.UnixMilli()})
	}
	all, _ := d.Unwell()
	for i, want := range []time.Time{noon(), noon(), noon().Add(-time.Hour)} {
		if got := all[i].Conditions[0].Since; !got.Equal(want) {
			t.Errorf("%s: since %v, want %v", all[i].Device, got, want)
		}
	}
}

// down is a database that is away.
type down struct {
	kept.Signs
	away bool
}

func (d *down) PutSigns(ctx context.Context, all []kept.Sign) error {
	if d.away {
		return errors.New("away")
	}
	return d.Signs.PutSigns(ctx, all)
}

func TestEveryProcessKnowsWhichTerminalsAreUnwell(t *testing.T) {
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	log, db := slog.New(slog.DiscardHandler), &down{Signs: ledger}
	board := signs.New(ledger, log, noon)
	here, there := openOn(db, noon), fleet.New(board, log, noon)
	db.away = true
	req := connect.NewRequest(&linlipb.PullRequest{Device: "K1", Conditions: []*linlipb.Condition{paperOut()}})
	if _, err := here.Listen(office{}).Pull(t.Context(), req); !errors.Is(err, errAnswered) {
		t.Error(err)
	}
	if err := here.Put(t.Context()); err == nil {
		t.Error("a database that is away took it")
	}
	db.away = false
	if err := here.Put(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := board.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if all, _ := there.Unwell(); len(all) != 1 || all[0].Device != "K1" || len(all[0].Conditions) != 1 {
		t.Fatalf("the other process lists %+v", all)
	}
	tells(t, there, "K1") // it pulls from the other one now
	if all, _ := there.Unwell(); len(all) != 0 {
		t.Errorf("after it is well: %+v", all)
	}
}
