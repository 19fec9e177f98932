package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// keeper is an office that keeps hashes: it admits as docs/wire.md says.
type keeper struct {
	lines map[string][][wire.HashSize]byte // by epoch
	kept  map[string]int                   // how often a record stands here, by its sealed bytes
}

func newKeeper() *keeper {
	return &keeper{lines: map[string][][wire.HashSize]byte{}, kept: map[string]int{}}
}

func (k *keeper) push(b *linlipb.PushRequest) *linlipb.PushResponse {
	line := k.lines[string(b.GetEpoch())]
	through := uint64(len(line))
	resp := &linlipb.PushResponse{DurableThrough: through}
	if b.GetFirstSeq() > through+1 {
		return resp
	}
	if b.GetFirstSeq() == through+1 && through > 0 && !bytes.Equal(b.GetPrev(), line[through-1][:]) {
		resp.Fork = true
		return resp
	}
	var fresh []string
	added := line
	for h, hash := range wire.Chain(b) {
		i := h.GetSeq() - 1
		if i < through {
			if line[i] != hash {
				resp.Fork = true
				return resp
			}
			continue
		}
		added = append(added, hash)
		fresh = append(fresh, string(b.GetRecords()[h.GetSeq()-b.GetFirstSeq()].GetSealed()))
	}
	k.lines[string(b.GetEpoch())] = added
	for _, sealed := range fresh {
		k.kept[sealed]++
	}
	resp.DurableThrough = uint64(len(added))
	return resp
}

// deliver pushes until nothing waits, as an uplink does: a fork halves the
// batch, and begins a new epoch when it is one record. lost says whether an
// answer gets lost, and is asked once for each.
func deliver(t *testing.T, s *store.Store, k *keeper, size int, lost func() bool) {
	t.Helper()
	count := size
	for range 100000 {
		b, err := s.Next(context.Background(), live, count, 512<<10)
		must(t, err)
		if b == nil {
			return
		}
		must(t, wire.CheckBatch(b))
		resp := k.push(b)
		n := uint64(len(b.GetRecords()))
		switch {
		case lost():
			if lost() {
				return // the line stays down
			}
		case resp.GetFork() && n > 1:
			count = int(n / 2)
		case resp.GetFork():
			must(t, s.NewEpoch(context.Background(), live, b.GetEpoch()))
			count = size
		case resp.GetDurableThrough()+1 < b.GetFirstSeq():
			t.Fatalf("gap: record %d after %d", b.GetFirstSeq(), resp.GetDurableThrough())
		default:
			through := min(resp.GetDurableThrough(), b.GetFirstSeq()+n-1)
			for i := range through + 1 - b.GetFirstSeq() {
				if k.kept[string(b.GetRecords()[i].GetSealed())] == 0 {
					t.Fatalf("record %d is let go of and not kept", b.GetFirstSeq()+i)
				}
			}
			s.Acked(live, b.GetEpoch(), through)
			count = min(2*count, size)
		}
	}
	t.Fatal("it never ends")
}

func never() bool { return false }

// copyFile is what somebody does who clones the card of a terminal.
func copyFile(t *testing.T, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	must(t, err)
	must(t, os.WriteFile(to, raw, 0o600))
}

// TestEachRecordArrivesOnceThroughClonesAndOldImages plays terminals that are
// cloned, put back to an older image, cut off in the middle and delivered, in
// any order. In the end the office has each record that any of them made and
// that was not wiped out by an older image, once.
func TestEachRecordArrivesOnceThroughClonesAndOldImages(t *testing.T) {
	off := newOffice(t)
	rounds := 6
	if verify() {
		rounds = 300
	}
	for range rounds {
		seed := uint64(time.Now().UnixNano())
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			playClones(t, off, rand.New(rand.NewPCG(seed, 0)))
		})
	}
}

func playClones(t *testing.T, off office, dice *rand.Rand) {
	k, dir := newKeeper(), t.TempDir()
	terminals := []string{filepath.Join(dir, "t0", "queue.db")}
	must(t, os.Mkdir(filepath.Dir(terminals[0]), 0o700))
	var images []string
	visits := 0
	for range 25 {
		path := terminals[dice.IntN(len(terminals))]
		switch what := dice.IntN(10); {
		case what == 0 && len(terminals) < 3 && exists(path):
			twin := filepath.Join(dir, fmt.Sprintf("t%d", len(terminals)), "queue.db")
			must(t, os.Mkdir(filepath.Dir(twin), 0o700))
			copyFile(t, path, twin)
			terminals = append(terminals, twin)
		case what == 1 && exists(path):
			image := filepath.Join(dir, fmt.Sprintf("image%d", len(images)))
			copyFile(t, path, image)
			images = append(images, image)
		case what == 2 && len(images) > 0:
			copyFile(t, images[dice.IntN(len(images))], path)
		default:
			liveOnce(t, off, k, path, dice, &visits)
		}
	}
	for _, path := range terminals {
		if !exists(path) {
			continue
		}
		s := open(t, path, cheap(off))
		deliver(t, s, k, 1+dice.IntN(9), never)
		if n, err := s.Pending(live); n != 0 || err != nil {
			t.Errorf("%d wait, %v", n, err)
		}
	}
	for _, n := range k.kept {
		if n > 1 {
			t.Fatal("a record stands twice at the office")
		}
	}
}

// liveOnce opens the file, takes some tickets, delivers some and is switched
// off.
func liveOnce(t *testing.T, off office, k *keeper, path string, dice *rand.Rand, visits *int) {
	s, err := store.Open(path, cheap(off))
	must(t, err)
	for range dice.IntN(6) {
		*visits++
		submit(t, s, submission(visitName(*visits)))
	}
	if dice.IntN(3) > 0 {
		deliver(t, s, k, 1+dice.IntN(5), func() bool { return dice.IntN(6) == 0 })
	}
	shut(t, s)
	sound(t, path)
}

// cheap is options with numbers for many tickets.
func cheap(off office) *store.Options {
	o := off.options()
	o.Numbers = store.Block{First: 1, Last: 999}
	return o
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestNewEpochKeepsOrderContentAndJobs(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	for i := range 7 {
		submit(t, s, submission(visitName(i)))
	}
	before := off.payloads(t, drain(t, s, live, false)...)
	b, err := s.Next(context.Background(), live, 2, 1<<20)
	must(t, err)
	s.Acked(live, b.GetEpoch(), 2)
	jobs, err := s.Jobs(context.Background())
	must(t, err)
	must(t, s.NewEpoch(context.Background(), live, b.GetEpoch()))
	got := drain(t, s, live, false)
	if len(got) != 1 || got[0].GetFirstSeq() != 1 || bytes.Equal(got[0].GetEpoch(), b.GetEpoch()) {
		t.Fatalf("after: %v", got)
	}
	after := off.payloads(t, got...)
	if len(after) != 5 {
		t.Fatalf("%d records wait, want 5", len(after))
	}
	for i, p := range after {
		if p.GetVisit() != before[i+2].GetVisit() {
			t.Errorf("record %d is of visit %s", i, p.GetVisit())
		}
	}
	now, err := s.Jobs(context.Background())
	must(t, err)
	if !slices.Equal(now, jobs) {
		t.Error("the print jobs changed")
	}
	if r := submit(t, s, submission("next")); !strings.HasPrefix(r.Ticket.Number, "A-K2-1") {
		t.Errorf("a twin may give %s too", r.Ticket.Number)
	}
	soon := on(submission("in a fortnight"), kiosk.BusinessDayOf(noon().AddDate(0, 0, 14), zone()))
	if r := submit(t, s, soon); !strings.HasPrefix(r.Ticket.Number, "A-K2-") {
		t.Errorf("a twin may give %s too", r.Ticket.Number)
	}
	later := on(submission("later"), kiosk.BusinessDayOf(noon().AddDate(0, 0, 15), zone()))
	if r := submit(t, s, later); r.Ticket.Number != "A001" {
		t.Errorf("after a fortnight: %s", r.Ticket.Number)
	}
}

func TestNewEpochOfAnEpochThatIsNoMoreDoesNothing(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	ctx := context.Background()
	submit(t, s, submission("v1"))
	epoch := drain(t, s, live, false)[0].GetEpoch()
	must(t, s.NewEpoch(ctx, live, make([]byte, wire.EpochSize)))
	must(t, s.NewEpoch(ctx, bulk, epoch))
	if got := drain(t, s, live, false)[0].GetEpoch(); !bytes.Equal(got, epoch) {
		t.Error("the epoch changed")
	}
	must(t, s.NewEpoch(ctx, live, epoch))
	next := drain(t, s, live, false)[0].GetEpoch()
	must(t, s.NewEpoch(ctx, live, epoch))
	if got := drain(t, s, live, false)[0].GetEpoch(); !bytes.Equal(got, next) || bytes.Equal(got, epoch) {
		t.Error("told twice of one fork, it began two epochs")
	}
}

// TestEpochThatBreaksOffLeavesTheOldFile stops the renewal at the point where
// the new file is written and not yet in place.
func TestEpochThatBreaksOffLeavesTheOldFile(t *testing.T) {
	off, f, path := newOffice(t), &failing{}, newPath(t)
	o := off.options()
	o.SetPoint(f.point)
	s := open(t, path, o)
	submit(t, s, submission("v1"))
	epoch := drain(t, s, live, false)[0].GetEpoch()
	f.at.Store("remade")
	if err := s.NewEpoch(context.Background(), live, epoch); !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	if got := drain(t, s, live, false)[0].GetEpoch(); !bytes.Equal(got, epoch) {
		t.Error("the epoch changed")
	}
	if exists(path + ".new") {
		t.Error("the file that was not put in place is still there")
	}
	submit(t, s, submission("v2"))
	must(t, s.NewEpoch(context.Background(), live, epoch))
	if n := len(drain(t, s, live, false)[0].GetRecords()); n != 2 {
		t.Errorf("%d records", n)
	}
}

func TestLongQueueIsChainedAnew(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	s := open(t, path, o)
	fill(t, s, 6000) // more than one commit of the new file
	epoch := drain(t, s, live, false)[0].GetEpoch()
	began := time.Now()
	must(t, s.NewEpoch(context.Background(), live, epoch))
	t.Logf("6000 records in %v", time.Since(began))
	if n, err := s.Pending(live); n != 6000 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
}
