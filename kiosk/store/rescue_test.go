package store_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const pageSize = 4096

// sealedOf returns the sealed bytes of batches in order.
func sealedOf(batches ...*linlipb.PushRequest) []string {
	var all []string
	for _, b := range batches {
		for _, r := range b.GetRecords() {
			all = append(all, string(r.GetSealed()))
		}
	}
	return all
}

// parcelled returns the sealed bytes in a parcel.
func parcelled(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	var batches []*linlipb.PushRequest
	must(t, wire.ReadParcel(f, func(b *linlipb.PushRequest) error {
		batches = append(batches, b)
		return nil
	}))
	return sealedOf(batches...)
}

// waitingIn returns what waits in a sound file, and leaves it closed.
func waitingIn(t *testing.T, path string, o *store.Options) (sealed []string, numbers map[string]bool) {
	t.Helper()
	s, err := store.Open(path, o)
	must(t, err)
	defer shut(t, s)
	b, err := s.Next(context.Background(), live, 256, 512<<10)
	must(t, err)
	jobs, err := s.Jobs(context.Background())
	must(t, err)
	numbers = map[string]bool{}
	for _, j := range jobs {
		numbers[string(j.Ticket.Day)+j.Ticket.Number] = true
	}
	return sealedOf(b), numbers
}

// TestFileWithLostPagesGivesWhatStandsInTheOthers wipes pages of a used file.
// The terminal goes on with the records up to the first that is lost, in their
// order, and gives no number again; rescue finds the ones after it too.
func TestFileWithLostPagesGivesWhatStandsInTheOthers(t *testing.T) {
	off := newOffice(t)
	path, _ := usedFile(t, off)
	want, numbers := waitingIn(t, path, off.options())
	raw, err := os.ReadFile(path)
	must(t, err)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	rounds, mended, lost := 12, 0, 0
	if verify() {
		rounds = 400
	}
	for range rounds {
		dup := newPath(t)
		spoilt := bytes.Clone(raw)
		for range 1 + dice.IntN(3) {
			at := dice.IntN(len(raw)/pageSize) * pageSize
			clear(spoilt[at : at+pageSize])
		}
		must(t, os.WriteFile(dup, spoilt, 0o600))
		if _, err := store.Check(dup); err == nil {
			continue // pages that nothing stands on
		}
		found := map[string]bool{}
		parcel := dup + ".parcel"
		if x, err := store.Rescue(context.Background(), dup, parcel); err == nil {
			for _, sealed := range parcelled(t, parcel) {
				if found[sealed] {
					t.Error("a record stands twice in the parcel")
				}
				found[sealed] = true
			}
			if x.Records != len(found) {
				t.Errorf("%d records told, %d in the parcel", x.Records, len(found))
			}
		}
		o := off.options()
		o.Examine = examine()
		s, err := store.Open(dup, o)
		must(t, err)
		out := s.Opened()
		b, err := s.Next(context.Background(), live, 256, 512<<10)
		must(t, err)
		if out.Created {
			b = nil
		}
		got := sealedOf(b)
		if !out.Created && !out.Undone {
			mended++
			lost += out.Lost
			// The start itself tells of the jobs that were open, after the rest.
			for i, sealed := range got[:out.Rescued] {
				if sealed != want[i] {
					t.Fatalf("record %d is another one", i)
				}
				if !found[sealed] {
					t.Error("the terminal goes on with a record that rescue does not find")
				}
			}
		}
		for i := range 3 {
			r := submit(t, s, on(submission(visitName(9000+i)), today(o)))
			if numbers[string(today(o))+r.Ticket.Number] {
				t.Errorf("%s was given before", r.Ticket.Number)
			}
		}
		shut(t, s)
		sound(t, dup)
	}
	t.Logf("%d files mended, %d records lost", mended, lost)
	if mended == 0 {
		t.Error("no file was mended: the test shows nothing")
	}
}

func TestBrokenRootLosesNothing(t *testing.T) {
	off := newOffice(t)
	path, _ := usedFile(t, off)
	want, numbers := waitingIn(t, path, off.options())
	raw, err := os.ReadFile(path)
	must(t, err)
	for page := range 2 {
		dup := newPath(t)
		broken := bytes.Clone(raw)
		broken[page*pageSize+40] ^= 1
		must(t, os.WriteFile(dup, broken, 0o600))
		o := off.options()
		o.Examine = examine()
		got, kept := waitingIn(t, dup, o)
		if strings.Join(got, "") != strings.Join(want, "") || len(kept) != len(numbers) {
			t.Errorf("root %d: %d of %d records, %d of %d jobs", page, len(got), len(want), len(kept), len(numbers))
		}
		sound(t, dup)
	}
}

// TestCommitThatCannotBeReadIsUndone wipes every copy of the last record.
func TestCommitThatCannotBeReadIsUndone(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	s, err := store.Open(path, o)
	must(t, err)
	for i := range 20 {
		submit(t, s, on(submission(visitName(i)), today(o)))
	}
	all := sealedOf(drain(t, s, live, false)...)
	shut(t, s)
	raw, err := os.ReadFile(path)
	must(t, err)
	last := []byte(all[len(all)-1])
	for at := bytes.Index(raw, last); at >= 0; at = bytes.Index(raw, last) {
		clear(raw[at/pageSize*pageSize : (at/pageSize+1)*pageSize])
	}
	must(t, os.WriteFile(path, raw, 0o600))
	o.Examine = examine()
	s = open(t, path, o)
	if out := s.Opened(); !out.Undone || out.Created || !errors.Is(out.Damage, store.ErrDamaged) {
		t.Errorf("%+v", out)
	}
	got := sealedOf(drain(t, s, live, false)...)
	// The start itself ends the jobs that were open: it tells of each.
	if len(got) < 19 || strings.Join(got[:19], "") != strings.Join(all[:19], "") {
		t.Errorf("%d records", len(got))
	}
	if r := submit(t, s, on(submission("next"), today(o))); r.Ticket.Number != "A-K2-1001" {
		t.Errorf("%s may be the one that was undone", r.Ticket.Number)
	}
}

// TestRescueFindsRecordsAfterAHole wipes a page in the middle of the queue.
func TestRescueFindsRecordsAfterAHole(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s, err := store.Open(path, off.options())
	must(t, err)
	for i := range 80 {
		submit(t, s, submission(visitName(i)))
	}
	all := sealedOf(drain(t, s, live, false)...)
	shut(t, s)
	raw, err := os.ReadFile(path)
	must(t, err)
	middle := []byte(all[40])
	for at := bytes.Index(raw, middle); at >= 0; at = bytes.Index(raw, middle) {
		clear(raw[at/pageSize*pageSize : (at/pageSize+1)*pageSize])
	}
	must(t, os.WriteFile(path, raw, 0o600))
	parcel := filepath.Join(t.TempDir(), "stick.parcel")
	x, err := store.Rescue(context.Background(), path, parcel)
	must(t, err)
	got := parcelled(t, parcel)
	lost := 0
	for _, m := range x.Lost {
		lost += int(m.Last - m.First + 1)
	}
	if len(x.Streams) != 2 || len(x.Lost) != 1 || len(got)+lost != 80 || len(got) < 50 || x.Device != "K2" {
		t.Errorf("%+v, %d in the parcel", x, len(got))
	}
	if got[0] != all[0] || got[len(got)-1] != all[79] {
		t.Error("the parcel lacks an end of the queue")
	}
}

func TestLeasesAreKeptThroughDamage(t *testing.T) {
	off, path, ctx := newOffice(t), newPath(t), context.Background()
	o := off.options()
	s, err := store.Open(path, o)
	must(t, err)
	tomorrow := kiosk.BusinessDayOf(time.Now().AddDate(0, 0, 1), o.Zone)
	must(t, s.Lease(ctx, 7, []*linlipb.NumberLease{{Prefix: "A", BusinessDay: string(tomorrow), First: 300, Last: 339}}))
	shut(t, s)
	spoil(t, path)
	o.Examine = examine()
	s = open(t, path, o)
	if revision, _ := s.Leases(); revision != 7 || s.Opened().Created {
		t.Errorf("leases of revision %d, %+v", revision, s.Opened())
	}
	if r := submit(t, s, on(submission("v1"), tomorrow)); r.Ticket.Number != "A300" {
		t.Error(r.Ticket.Number)
	}
}

func TestRescueOfWhatIsNoStoreLeavesNoParcel(t *testing.T) {
	path := newPath(t)
	must(t, os.WriteFile(path, bytes.Repeat([]byte("not a store\n"), 4096), 0o600))
	if _, err := store.Rescue(context.Background(), path, path+".parcel"); !errors.Is(err, store.ErrDamaged) {
		t.Error(err)
	}
	if exists(path+".parcel") || exists(path+".parcel.new") {
		t.Error("a parcel was left")
	}
}

func TestExportChangesNothingAndHoldsAllThatWaits(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s, err := store.Open(path, off.options())
	must(t, err)
	for i := range 9 {
		submit(t, s, submission(visitName(i)))
	}
	batch := drain(t, s, live, false)[0]
	s.Acked(live, batch.GetEpoch(), 2)
	shut(t, s)
	before, err := os.ReadFile(path)
	must(t, err)
	x, err := store.Export(context.Background(), path, path+".parcel")
	must(t, err)
	if got := parcelled(t, path+".parcel"); strings.Join(got, "") != strings.Join(sealedOf(batch)[2:], "") || x.Records != 7 {
		t.Errorf("%+v, %d in the parcel", x, len(got))
	}
	after, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file changed")
	}
}

// FuzzRescue reads files that are nothing or nearly something.
func FuzzRescue(f *testing.F) {
	path := filepath.Join(f.TempDir(), "queue.db")
	s, err := store.Open(path, newOffice(f).options())
	must(f, err)
	submit(f, s, submission("v1"))
	must(f, s.BeginPrint(context.Background(), kiosk.PrintJobID(1)))
	shut(f, s)
	raw, err := os.ReadFile(path)
	must(f, err)
	f.Add(raw[:8*pageSize], uint32(0), byte(1))
	f.Fuzz(func(t *testing.T, raw []byte, at uint32, flip byte) {
		if len(raw) > 0 {
			raw = bytes.Clone(raw)
			raw[int(at)%len(raw)] ^= flip
		}
		dup := newPath(t)
		must(t, os.WriteFile(dup, raw, 0o600))
		if _, err := store.Rescue(context.Background(), dup, dup+".parcel"); err != nil && !errors.Is(err, store.ErrDamaged) {
			t.Error(err)
		}
	})
}
