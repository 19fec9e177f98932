package store_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// TestNothingIsLostOrDoubledByKill starts a terminal again and again on one
// file and kills it with SIGKILL: at a named point of its n-th commit, or at
// any moment. An office takes what the terminal sends meanwhile.
func TestNothingIsLostOrDoubledByKill(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 8
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	l := &ledger{office: newOffice(t), receipts: map[string]string{}}
	path := newPath(t)
	for round := range rounds {
		point := []string{"applied", "committed", "any"}[round%3]
		l.run(t, path, round, point, 1+dice.IntN(25), time.Duration(dice.IntN(40))*time.Millisecond)
		sound(t, path)
	}
	if len(l.receipts) < rounds {
		t.Fatalf("only %d receipts in %d rounds: the kills come too early to show anything", len(l.receipts), rounds)
	}
	s := open(t, path, l.office.options())
	for _, b := range drain(t, s, live, true) {
		l.push(t, b)
	}
	l.settle(t, s)
}

// ledger is what the outside world knows: receipts that were printed, and what
// the office keeps.
type ledger struct {
	office   office
	receipts map[string]string // number by visit
	epoch    []byte
	hashes   [][wire.HashSize]byte
	payloads []*linlipb.Payload
}

// run is one life of the terminal.
func (l *ledger) run(t *testing.T, path string, round int, point string, nth int, after time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, os.Args[0], "terminal", path, l.office.public(), point, strconv.Itoa(nth), strconv.Itoa(round))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	if point == "any" {
		time.AfterFunc(after+5*time.Millisecond, func() { c.Process.Kill() })
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		l.hear(t, lines.Text())
	}
	err = c.Wait()
	if c.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Fatalf("round %d: the terminal ended by itself: %v", round, err)
	}
}

func (l *ledger) hear(t *testing.T, line string) {
	t.Helper()
	word := strings.Fields(line)
	switch {
	case len(word) == 3 && word[0] == "receipt":
		if n, known := l.receipts[word[1]]; known && n != word[2] {
			t.Fatalf("visit %s has numbers %s and %s", word[1], n, word[2])
		}
		l.receipts[word[1]] = word[2]
	case len(word) == 2 && word[0] == "push":
		raw, err := hex.DecodeString(word[1])
		must(t, err)
		b := new(linlipb.PushRequest)
		must(t, proto.Unmarshal(raw, b))
		l.push(t, b)
	}
}

// push does what an office does: it drops what it has, demands the next, and
// checks the chain.
func (l *ledger) push(t *testing.T, b *linlipb.PushRequest) {
	t.Helper()
	must(t, wire.CheckBatch(b))
	if l.epoch == nil {
		l.epoch = b.GetEpoch()
	}
	if !bytes.Equal(l.epoch, b.GetEpoch()) {
		t.Fatal("the epoch changed")
	}
	payloads := l.office.payloads(t, b)
	for h, hash := range wire.Chain(b) {
		i := int(h.GetSeq())
		switch {
		case i <= len(l.hashes):
			if l.hashes[i-1] != hash {
				t.Fatalf("fork at record %d", i)
			}
		case i == len(l.hashes)+1:
			if i > 1 && !bytes.Equal(h.GetPrev(), l.hashes[i-2][:]) {
				t.Fatalf("chain breaks at record %d", i)
			}
			l.hashes = append(l.hashes, hash)
			l.payloads = append(l.payloads, payloads[i-int(b.GetFirstSeq())])
		default:
			t.Fatalf("record %d follows %d", i, len(l.hashes))
		}
	}
}

// settle compares the office's records, the jobs and the receipts.
func (l *ledger) settle(t *testing.T, s *store.Store) {
	t.Helper()
	numbers := map[string]string{} // by visit, as the office knows them
	taken := map[string]bool{}
	for _, p := range l.payloads {
		what := p.GetTicketTaken()
		if what == nil {
			continue
		}
		if _, twice := numbers[p.GetVisit()]; twice {
			t.Errorf("visit %s stands twice at the office", p.GetVisit())
		}
		place := what.GetBusinessDay() + what.GetNumber()
		if taken[place] {
			t.Errorf("number %s stands twice at the office", place)
		}
		numbers[p.GetVisit()], taken[place] = what.GetNumber(), true
	}
	for visit, number := range l.receipts {
		if numbers[visit] != number {
			t.Errorf("visit %s holds %s, the office has %q", visit, number, numbers[visit])
		}
	}
	jobs, err := s.Jobs(context.Background())
	must(t, err)
	if len(jobs) != len(numbers) {
		t.Errorf("%d jobs for %d tickets", len(jobs), len(numbers))
	}
	for _, j := range jobs {
		if j.State == kiosk.Printing {
			t.Errorf("job %d still stands as printing", j.ID)
		}
		if numbers[string(j.Ticket.Visit)] != j.Ticket.Number {
			t.Errorf("job %d has %s, the office %s", j.ID, j.Ticket.Number, numbers[string(j.Ticket.Visit)])
		}
	}
	t.Logf("%d receipts, %d tickets, %d records", len(l.receipts), len(numbers), len(l.payloads))
}

func (o office) public() string { return hex.EncodeToString(o.key) }

// runTerminal is the child: path, public key, point, which hit of it, round.
// It works until it is killed and says on stdout what the world would see.
func runTerminal(args []string) int {
	nth, _ := strconv.Atoi(args[3])
	key, _ := hex.DecodeString(args[1])
	sealer, err := wire.NewSealer(key)
	if err != nil {
		return 1
	}
	o := office{sealer: sealer, zone: time.UTC}.options()
	o.Numbers = store.Block{First: 1, Last: 999}
	var hits atomic.Int64
	o.SetPoint(func(name string) error {
		if name == args[2] && hits.Add(1) == int64(nth) {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		return nil
	})
	s, err := store.Open(args[0], o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var out sync.Mutex
	say := func(format string, v ...any) {
		out.Lock()
		defer out.Unlock()
		fmt.Printf(format+"\n", v...)
	}
	go send(s, say)
	for who := range 3 {
		go serve(s, args[4], who, say)
	}
	select {}
}

// serve takes tickets and prints them, one visit after another.
func serve(s *store.Store, round string, who int, say func(string, ...any)) {
	ctx := context.Background()
	life, _ := strconv.Atoi(round)
	// Ten lives a day, so that no block of numbers runs out.
	day := kiosk.BusinessDay(noon().AddDate(0, 0, life/10).Format(time.DateOnly))
	for n := 0; ; n++ {
		sub := on(submission(fmt.Sprintf("r%d-w%d-%d", life, who, n)), day)
		sub.PrintNow = n%2 == 0
		r, err := s.Submit(ctx, sub)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		say("receipt %s %s", sub.Visit, r.Ticket.Number)
		if !r.Begun {
			err = s.BeginPrint(ctx, r.Job)
		}
		if err := errors.Join(err, s.EndPrint(ctx, r.Job, kiosk.Printed)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// send is the line to the office, which takes everything.
func send(s *store.Store, say func(string, ...any)) {
	for range s.Wake() {
		for {
			b, err := s.Next(context.Background(), live, 3, 1<<20)
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			if b == nil {
				break
			}
			raw, _ := proto.Marshal(b)
			say("push %x", raw)
			s.Acked(live, b.GetEpoch(), b.GetFirstSeq()+uint64(len(b.GetRecords()))-1)
		}
	}
}
