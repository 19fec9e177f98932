package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"linli/internal/crashfs"
	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

func queueIn(dir string) string { return filepath.Join(dir, "queue.db") }

func officeOf(secret string) (office, error) {
	private, err := hex.DecodeString(secret)
	if err != nil {
		return office{}, err
	}
	public, err := wire.PublicKeyOf(private)
	if err != nil {
		return office{}, err
	}
	sealer, err := wire.NewSealer(public)
	if err != nil {
		return office{}, err
	}
	opener, err := wire.NewOpener(private)
	return office{sealer: sealer, opener: opener, key: public, private: private, zone: zone()}, err
}

// runPowered is the child that works: folder, the office's private key, how
// many tickets each of three hands takes, which life it is. It says in the mark
// file what the world would see, and there alone.
func runPowered(args []string) error {
	off, err := officeOf(args[1])
	if err != nil {
		return err
	}
	work, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	marks, err := os.OpenFile(filepath.Join(args[0], crashfs.MarkFile), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	say := func(format string, v ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(marks, format+"\n", v...)
	}
	s, err := store.Open(queueIn(args[0]), off.options())
	if err != nil {
		return err
	}
	life := args[3]
	failed := off.work(s, life, work, say)
	if life == "0" {
		failed = errors.Join(failed, s.Close())
		_, _, err := store.Compact(context.Background(), queueIn(args[0]))
		return errors.Join(failed, err)
	}
	failed = errors.Join(failed, newEpoch(s), off.work(s, life+"b", work, say))
	return errors.Join(failed, s.Close())
}

// work has three hands take and print tickets while the line is up.
func (o office) work(s *store.Store, life string, work int, say func(string, ...any)) error {
	ctx, stop := context.WithCancel(context.Background())
	line := make(chan error, 1)
	go func() { line <- o.take(ctx, s, say) }()
	var hands errgroup.Group
	for hand := range 3 {
		hands.Go(func() error { return visits(s, life+"-"+strconv.Itoa(hand), work, say) })
	}
	failed := hands.Wait()
	stop()
	return errors.Join(failed, <-line)
}

// newEpoch is what a terminal does when the office says that what waits is
// not what it has.
func newEpoch(s *store.Store) error {
	b, err := s.Next(context.Background(), live, 1, 1<<20)
	if err != nil || b == nil {
		return err
	}
	return s.NewEpoch(context.Background(), live, b.GetEpoch())
}

// visits takes and prints tickets. After a fault it goes on with the next
// visit, as a terminal does.
func visits(s *store.Store, hand string, work int, say func(string, ...any)) error {
	ctx := context.Background()
	var failed error
	for n := range work {
		sub := submission(fmt.Sprintf("%s-%d", hand, n))
		sub.PrintNow = n%2 == 0
		r, err := s.Submit(ctx, sub)
		if err != nil {
			failed = errors.Join(failed, err)
			if !errors.Is(err, store.ErrUnknown) {
				say("refused %s", sub.Visit)
			}
			continue
		}
		say("receipt %s %s", sub.Visit, r.Ticket.Number)
		if !r.Begun {
			if err := s.BeginPrint(ctx, r.Job); err != nil {
				failed = errors.Join(failed, err)
				continue
			}
		}
		say("begun %d", r.Job)
		if err := s.EndPrint(ctx, r.Job, kiosk.Printed); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		say("printed %d", r.Job)
	}
	return failed
}

// take is the line and the office: every few records go over, are said to be
// kept, and are acknowledged.
func (o office) take(ctx context.Context, s *store.Store, say func(string, ...any)) error {
	for {
		b, err := s.Next(ctx, live, 4, 1<<20)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case b == nil:
			select {
			case <-s.Wake():
			case <-ctx.Done():
				return nil
			}
			continue
		}
		i := 0
		for h, hash := range wire.Chain(b) {
			p, err := o.open(h, b.GetRecords()[i].GetSealed())
			if err != nil {
				return err
			}
			if taken := p.GetTicketTaken(); taken != nil {
				say("office %x %d %x %s %s", b.GetEpoch(), h.GetSeq(), hash, p.GetVisit(), taken.GetNumber())
			} else {
				say("office %x %d %x", b.GetEpoch(), h.GetSeq(), hash)
			}
			i++
		}
		s.Acked(live, b.GetEpoch(), b.GetFirstSeq()+uint64(len(b.GetRecords()))-1)
	}
}

func (o office) open(h *linlipb.Header, sealed []byte) (*linlipb.Payload, error) {
	text, err := o.opener.Open(h, sealed)
	if err != nil {
		return nil, err
	}
	p := new(linlipb.Payload)
	return p, proto.Unmarshal(text, p)
}

// runPowerCheck is the child that opens what a power cut left: folder, the
// office's private key. Each line of stdin is a set of promises; each line of
// stdout says what is broken, or nothing.
func runPowerCheck(args []string) error {
	off, err := officeOf(args[1])
	if err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		p := newPromises()
		if err := json.Unmarshal(in.Bytes(), p); err != nil {
			return err
		}
		problem := ""
		if err := off.holds(queueIn(args[0]), p); err != nil {
			problem = string(bytes.ReplaceAll([]byte(err.Error()), []byte("\n"), []byte("; ")))
		}
		fmt.Println(problem)
	}
	return in.Err()
}

// holds opens the file and returns which promises it breaks.
func (o office) holds(path string, p *promises) error {
	s, err := store.Open(path, o.options())
	if err != nil {
		return err
	}
	defer s.Close()
	if found := s.Opened(); found.Damage != nil && len(p.Receipts) > 0 && (!p.Damaged || found.Created || found.Lost > 0) {
		return fmt.Errorf("called damaged: %w", found.Damage)
	}
	visits, err := o.heldRecords(s, p)
	if err != nil {
		return err
	}
	if err := heldJobs(s, p, visits); err != nil {
		return err
	}
	r, err := s.Submit(context.Background(), submission("after the cut"))
	if err != nil {
		return err
	}
	for visit, number := range visits {
		if number == r.Ticket.Number {
			return fmt.Errorf("%s of visit %s is given again", number, visit)
		}
	}
	return nil
}

// heldRecords walks the stream that waits and returns the numbers by visit
// that the office has or will have.
func (o office) heldRecords(s *store.Store, p *promises) (map[string]string, error) {
	visits := map[string]string{}
	for visit, number := range p.Visits {
		visits[visit] = number
	}
	b, err := s.Next(context.Background(), live, 1<<20, 1<<30)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return visits, nil
	}
	kept := p.Office[hex.EncodeToString(b.GetEpoch())]
	last := uint64(len(kept))
	if first := b.GetFirstSeq(); first > last+1 {
		return nil, fmt.Errorf("record %d is gone: the office has %d, the file begins at %d", last+1, last, first)
	}
	i := 0
	for h, hash := range wire.Chain(b) {
		sealed := b.GetRecords()[i].GetSealed()
		i++
		if seq := h.GetSeq(); seq <= last {
			if kept[seq-1] != hex.EncodeToString(hash[:]) {
				return nil, fmt.Errorf("record %d is another than the office has", seq)
			}
			continue
		}
		payload, err := o.open(h, sealed)
		if err != nil {
			return nil, err
		}
		taken := payload.GetTicketTaken()
		if taken == nil {
			continue
		}
		if _, twice := visits[payload.GetVisit()]; twice {
			return nil, fmt.Errorf("visit %s goes to the office twice", payload.GetVisit())
		}
		visits[payload.GetVisit()] = taken.GetNumber()
	}
	return visits, nil
}

// begunStates are those a job may be found in once paper of it may exist.
var begunStates = []kiosk.PrintState{kiosk.Printed, kiosk.PrintUncertain}

func heldJobs(s *store.Store, p *promises, visits map[string]string) error {
	for _, visit := range p.Refused {
		if number, kept := visits[visit]; kept {
			return fmt.Errorf("visit %s was refused and holds %s", visit, number)
		}
	}
	for visit, number := range p.Receipts {
		if visits[visit] != number {
			return fmt.Errorf("visit %s holds %s, the office will have %q", visit, number, visits[visit])
		}
	}
	jobs, err := s.Jobs(context.Background())
	if err != nil {
		return err
	}
	byID := map[uint64]store.Job{}
	numbers := map[string]bool{}
	for _, j := range jobs {
		byID[uint64(j.ID)] = j
		if numbers[j.Ticket.Number] {
			return fmt.Errorf("number %s stands twice", j.Ticket.Number)
		}
		numbers[j.Ticket.Number] = true
		if visits[string(j.Ticket.Visit)] != j.Ticket.Number {
			return fmt.Errorf("job %d has %s, the office will have %q", j.ID, j.Ticket.Number, visits[string(j.Ticket.Visit)])
		}
	}
	for visit, number := range p.Receipts {
		if !numbers[number] {
			return fmt.Errorf("visit %s has no print job", visit)
		}
	}
	for _, id := range p.Begun {
		if state := byID[id].State; !slices.Contains(begunStates, state) {
			return fmt.Errorf("job %d may be on paper and stands as %q", id, state)
		}
	}
	for _, id := range p.Printed {
		if state := byID[id].State; state != kiosk.Printed {
			return fmt.Errorf("job %d was printed and stands as %q", id, state)
		}
	}
	return nil
}
