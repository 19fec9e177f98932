package store_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
)

func TestSubmitKeepsNumberRecordAndJob(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	r := submit(t, s, submission("v1"))
	if r.Ticket.Number != "A001" || r.Job != 1 || !r.Ticket.IssuedAt.Equal(noon()) {
		t.Fatalf("receipt %+v", r)
	}
	job, err := s.Job(r.Job)
	must(t, err)
	if job.State != kiosk.PrintPending || job.Ticket != r.Ticket || job.Lang != kiosk.Chinese {
		t.Fatalf("job %+v of ticket %+v", job, r.Ticket)
	}
	p := off.payloads(t, drain(t, s, live, false)...)
	if len(p) != 1 || p[0].GetVisit() != "v1" {
		t.Fatalf("payloads %v", p)
	}
	taken := p[0].GetTicketTaken()
	if taken.GetNumber() != "A001" || taken.GetId() != r.Ticket.ID || taken.GetPrintJob() != 1 ||
		taken.GetResident().GetName() != "张示例" {
		t.Fatalf("record says %v", taken)
	}
}

func TestThousandTapsGiveOneTicket(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	receipts := make([]kiosk.Receipt, 1000)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() { receipts[i], _ = s.Submit(context.Background(), submission("v1")) })
	}
	wg.Wait()
	for _, r := range receipts {
		if r != receipts[0] || r.Ticket.Number != "A001" {
			t.Fatalf("receipts %+v and %+v", receipts[0], r)
		}
	}
	if n, _ := s.Pending(live); n != 1 {
		t.Fatalf("%d records wait", n)
	}
}

func TestSameVisitAfterRestartGetsTheSameReceipt(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	before := submit(t, s, submission("v1"))
	shut(t, s)
	s = open(t, path, off.options())
	after := submit(t, s, submission("v1"))
	if before != after {
		t.Fatalf("before %+v, after %+v", before, after)
	}
	if n, _ := s.Pending(live); n != 2 { // the ticket, and what became of its paper
		t.Fatalf("%d records wait", n)
	}
}

func TestPersonalDataStandsOnlyInsideTheSeal(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	r := submit(t, s, submission("v1"))
	must(t, s.BeginPrint(context.Background(), r.Job))
	must(t, s.EndPrint(context.Background(), r.Job, kiosk.Printed))
	shut(t, s)
	raw, err := os.ReadFile(path)
	must(t, err)
	if !bytes.Contains(raw, []byte("subsistence-allowance")) {
		t.Fatal("the file does not even hold the item")
	}
	sub := submission("v1")
	for _, private := range []kiosk.Private{sub.Resident.Name, sub.Resident.Number} {
		if bytes.Contains(raw, []byte(private.Reveal())) {
			t.Errorf("%d bytes of a person stand in the file", len(private))
		}
	}
}

func TestSubmissionThatIsNotCompleteIsRefused(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	for name, spoil := range map[string]func(*kiosk.Submission){
		"no visit":       func(b *kiosk.Submission) { b.Visit = "" },
		"no prefix":      func(b *kiosk.Submission) { b.Prefix = "" },
		"prefix A1":      func(b *kiosk.Submission) { b.Prefix = "A1" },
		"day of nowhere": func(b *kiosk.Submission) { b.Day = "2026-02-30" },
	} {
		sub := submission("v1")
		spoil(&sub)
		_, err := s.Submit(context.Background(), sub)
		var ke *kiosk.Error
		if !errors.Is(err, store.ErrRefused) || !errors.As(err, &ke) || ke.Code != kiosk.StoreFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, _ := s.Pending(live); n != 0 {
		t.Errorf("%d records wait", n)
	}
}

func TestCallAfterCloseIsRefused(t *testing.T) {
	off := newOffice(t)
	s := open(t, newPath(t), off.options())
	shut(t, s)
	if _, err := s.Submit(context.Background(), submission("v1")); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
	if _, err := s.Next(context.Background(), live, 1, 1); !errors.Is(err, store.ErrClosed) {
		t.Error(err)
	}
}

func TestFileOfAnotherTerminalIsRefused(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	shut(t, open(t, path, off.options()))
	o := off.options()
	o.Device = "K3"
	if _, err := store.Open(path, o); !errors.Is(err, store.ErrDevice) {
		t.Fatal(err)
	}
}

func TestFileInUseIsRefusedAndLeftAlone(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	s := open(t, path, off.options())
	submit(t, s, submission("v1"))
	if _, err := store.Open(path, off.options()); err == nil || errors.Is(err, store.ErrDamaged) {
		t.Fatalf("second open: %v", err)
	}
	submit(t, s, submission("v2"))
}

func TestOptionsThatCannotWorkAreRefused(t *testing.T) {
	off := newOffice(t)
	for name, spoil := range map[string]func(*store.Options){
		"no device":   func(o *store.Options) { o.Device = "" },
		"no sealer":   func(o *store.Options) { o.Sealer = nil },
		"half block":  func(o *store.Options) { o.Numbers.First = 0 },
		"wide block":  func(o *store.Options) { o.Numbers.Last = 1000 },
		"small bound": func(o *store.Options) { o.MaxSize = store.MinSize - 1 },
	} {
		o := off.options()
		spoil(o)
		if _, err := store.Open(newPath(t), o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestSealThatFailsRefusesTheTicketAndTakesNoNumber(t *testing.T) {
	off, path := newOffice(t), newPath(t)
	o := off.options()
	broken := &sealSwitch{Sealer: off.sealer}
	o.Sealer = broken
	s := open(t, path, o)
	broken.fail = true
	if _, err := s.Submit(context.Background(), submission("v1")); !errors.Is(err, errSeal) {
		t.Fatal(err)
	}
	broken.fail = false
	if r := submit(t, s, submission("v1")); r.Ticket.Number != "A001" {
		t.Fatal(r.Ticket.Number)
	}
}

var errSeal = errors.New("no entropy")

type sealSwitch struct {
	store.Sealer
	fail bool
}

func (s *sealSwitch) Envelope() (*wire.Envelope, error) {
	if s.fail {
		return nil, errSeal
	}
	return s.Sealer.Envelope()
}

func TestWordsThatNoRecordCanHoldAreRefusedBeforeTheyUndoACommit(t *testing.T) {
	s := open(t, newPath(t), newOffice(t).options())
	for name, spoil := range map[string]func(*kiosk.Submission){
		"no text":  func(sub *kiosk.Submission) { sub.Resident.Name = "\xff" },
		"too long": func(sub *kiosk.Submission) { sub.Resident.Name = kiosk.Private(strings.Repeat("示", 400)) },
		"visit":    func(sub *kiosk.Submission) { sub.Visit = "\xff" },
	} {
		sub := submission(name)
		spoil(&sub)
		if _, err := s.Submit(context.Background(), sub); !errors.Is(err, store.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := submit(t, s, submission("v1")); r.Ticket.Number != "A001" {
		t.Errorf("a refused visit took a number: the next is %s", r.Ticket.Number)
	}
}
