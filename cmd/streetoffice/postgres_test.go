package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/ledger/pgtest"
	"linli/sync/office/ledger/postgres"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// asProgram makes the test binary be the program.
const asProgram = "LINLI_TEST_AS_STREETOFFICE"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// process runs the program as a process of its own and returns its address.
func process(t *testing.T, args ...string) string {
	t.Helper()
	program := exec.Command(os.Args[0], args...)
	program.Env = append(os.Environ(), asProgram+"=1")
	var errs bytes.Buffer
	program.Stderr = &errs
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		program.Process.Signal(os.Interrupt)
		io.Copy(io.Discard, out)
		if err := program.Wait(); err != nil {
			t.Errorf("%v\n%s", err, errs.Bytes())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.Bytes())
	}
	_, rest, _ := strings.Cut(line, "serving ")
	base, _, _ := strings.Cut(rest, ",")
	return base
}

// tickets asks an office what it knows; called tells how many have a counter.
func tickets(t *testing.T, base string) (all, called int) {
	t.Helper()
	resp, err := http.Get(base + "/api/tickets")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var list []struct{ Counter string }
	if err := json.NewDecoder(resp.Body).Decode(&list); err != nil {
		t.Fatal(err)
	}
	for _, one := range list {
		if one.Counter != "" {
			called++
		}
	}
	return len(list), called
}

// until asks an office again and again.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-ctx.Done():
			t.Fatalf("%s: never came", what)
		case <-tick.C:
		}
	}
}

// batches seals n tickets for a counter, five in a batch. Nobody took them.
func batches(t *testing.T, public []byte, prefix string, n int) []*linlipb.PushRequest {
	t.Helper()
	sealer, err := wire.NewSealer(public)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	var all []*linlipb.PushRequest
	prev := make([]byte, wire.HashSize)
	for i := range n {
		if i%5 == 0 {
			all = append(all, &linlipb.PushRequest{Device: "K1", Stream: linlipb.Stream_STREAM_LIVE,
				Epoch: bytes.Repeat([]byte{7}, wire.EpochSize), FirstSeq: uint64(i) + 1, Prev: prev})
		}
		b := all[len(all)-1]
		payload, err := wire.TicketTakenPayload(kiosk.Ticket{
			ID: fmt.Sprint("ID-", i), Visit: "V", Number: fmt.Sprintf("%s%03d", prefix, i+1), Prefix: prefix, Item: "x",
			Day: kiosk.BusinessDayOf(time.Now(), zone),
		}, kiosk.Resident{}, kiosk.Chinese, 1)
		if err != nil {
			t.Fatal(err)
		}
		h := &linlipb.Header{Device: b.Device, Stream: b.Stream, Clock: &linlipb.Clock{Boot: 1}}
		sealed, err := sealer.Seal(h, payload)
		if err != nil {
			t.Fatal(err)
		}
		b.Records = append(b.Records, &linlipb.Record{Clock: h.Clock, Suite: h.Suite, Dictionary: h.Dictionary, SealingKey: h.SealingKey, Sealed: sealed})
		for _, hash := range wire.Chain(b) {
			prev = bytes.Clone(hash[:])
		}
	}
	return all
}

// Two processes on one database: a terminal pushes everything to both at once,
// and clerks call at both at once.
func TestTwoProcessesOnOneDatabaseAreOneOffice(t *testing.T) {
	const taken = 40
	url := pgtest.Start(t).Database(t, "office")
	data := t.TempDir()
	var offices []string
	for range 2 {
		offices = append(offices, process(t, "-listen", "127.0.0.1:0", "-data", data, "-ledger", url))
	}
	offered, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	counter := offered.Counters[0]
	public := readKey(t, data+"/sealing.pub", wire.DecodePublicKey)
	all := batches(t, []byte(public), counter.Prefix, taken)
	var working sync.WaitGroup
	for _, base := range offices {
		working.Go(func() {
			client := linlipbconnect.NewSyncClient(http.DefaultClient, base)
			for _, b := range all {
				resp, err := client.Push(t.Context(), connect.NewRequest(b))
				if err != nil {
					t.Error(err)
				} else if through := resp.Msg.GetDurableThrough(); resp.Msg.GetFork() || through < b.FirstSeq+4 {
					t.Errorf("batch from %d: through %d, fork %v", b.FirstSeq, through, resp.Msg.GetFork())
				}
			}
		})
	}
	working.Wait()
	for _, base := range offices {
		until(t, "tickets at "+base, func() bool { n, _ := tickets(t, base); return n == taken })
	}
	for _, base := range offices {
		working.Go(func() {
			for range taken {
				resp, err := http.Post(base+"/counters/"+string(counter.ID)+"/call", "", nil)
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("call: %s", resp.Status)
				}
			}
		})
	}
	working.Wait()
	for _, base := range offices {
		until(t, "calls at "+base, func() bool { n, called := tickets(t, base); return n == taken && called == taken })
	}
	checkCalls(t, url, taken)
	checkLeases(t, offices)
	checkHelp(t, offices)
	checkConditions(t, offices)
}

// onPage asks a process whether its page has a text.
func onPage(t *testing.T, base, text string) bool {
	t.Helper()
	resp, err := http.Get(base + "/hall")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(page), text)
}

// checkHelp calls for help at one process while a page is open at the other,
// and answers the call there.
func checkHelp(t *testing.T, offices []string) {
	t.Helper()
	desk := linlipbconnect.NewDeskClient(http.DefaultClient, offices[0])
	call := func() bool {
		resp, err := desk.CallHelp(t.Context(), connect.NewRequest(&linlipb.CallHelpRequest{Device: "K8", Screen: "menu"}))
		if err != nil {
			t.Fatal(err)
		}
		return resp.Msg.GetHeard()
	}
	if call() {
		t.Error("a call is heard although no page is open")
	}
	ctx, closePage := context.WithCancel(t.Context())
	defer closePage()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, offices[1]+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	until(t, "a call that the other process hears", call)
	for _, base := range offices {
		until(t, "the call at "+base, func() bool { return onPage(t, base, "/help/") })
	}
	resp, err := http.Get(offices[1] + "/hall")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	_, rest, _ := strings.Cut(string(text), `action="/help/`)
	path, _, found := strings.Cut(rest, "?")
	if err != nil || !found {
		t.Fatalf("no button answers the call: %v", err)
	}
	if resp, err = http.Post(offices[1]+"/help/"+path, "", nil); err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, base := range offices {
		until(t, "the answer at "+base, func() bool { return !onPage(t, base, "/help/") })
	}
}

// checkConditions tells one process what is wrong, and the other that all is
// well again.
func checkConditions(t *testing.T, offices []string) {
	t.Helper()
	tells := func(base string, all ...*linlipb.Condition) {
		_, err := linlipbconnect.NewSyncClient(http.DefaultClient, base).Pull(t.Context(),
			connect.NewRequest(&linlipb.PullRequest{Device: "K9", Conditions: all}))
		if err != nil {
			t.Fatal(err)
		}
	}
	tells(offices[0], &linlipb.Condition{Code: "paper-out", SinceMs: time.Now().UnixMilli()})
	for _, base := range offices {
		until(t, "the condition at "+base, func() bool { return onPage(t, base, "<b>K9</b>") })
	}
	tells(offices[1])
	for _, base := range offices {
		until(t, "the end of it at "+base, func() bool { return !onPage(t, base, "<b>K9</b>") })
	}
}

// checkLeases has each process lease numbers to a terminal of its own.
func checkLeases(t *testing.T, offices []string) {
	t.Helper()
	owner := map[string]string{}
	for _, base := range offices {
		client := linlipbconnect.NewSyncClient(http.DefaultClient, base)
		resp, err := client.Pull(t.Context(), connect.NewRequest(&linlipb.PullRequest{Device: "K" + base[len(base)-5:]}))
		if err != nil {
			t.Fatal(err)
		}
		if len(resp.Msg.GetLeases()) == 0 {
			t.Errorf("%s leases nothing", base)
		}
		for _, l := range resp.Msg.GetLeases() {
			run := fmt.Sprint(l.GetBusinessDay(), l.GetPrefix(), l.GetFirst())
			if owner[run] != "" {
				t.Errorf("%s leases %s, which is %s's", base, run, owner[run])
			}
			owner[run] = base
		}
	}
}

// checkCalls reads the office's own records.
func checkCalls(t *testing.T, url string, want int) {
	t.Helper()
	l, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	entries, err := l.Read(t.Context(), 0, time.Time{}, 1000)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, e := range entries {
		p := new(linlipb.Payload)
		if e.Header.GetDevice() == wire.OfficeDevice && proto.Unmarshal(e.Sealed, p) == nil {
			times[p.GetCalled().GetTicket()]++
		}
	}
	for id, n := range times {
		if n != 1 {
			t.Errorf("%s was called %d times", id, n)
		}
	}
	if len(times) != want || len(entries) != 2*want {
		t.Errorf("%d tickets were called and %d entries kept, want %d and %d", len(times), len(entries), want, 2*want)
	}
}

func TestLedgersThatDoNotExistAreRefused(t *testing.T) {
	for ledger, want := range map[string]error{"": nil, "postgres://db/office": nil, "postgresql://db/office": nil, "mysql://db": errLedger, "ledger.db": errLedger} {
		if err := checkLedger(ledger); !errors.Is(err, want) {
			t.Errorf("%q: %v", ledger, err)
		}
	}
	err := run(t.Context(), []string{"-ledger", "ledger.db", "-data", t.TempDir()}, io.Discard, io.Discard)
	if !errors.Is(err, errLedger) {
		t.Errorf("run: %v", err)
	}
	if name := ledgerName(settings{Ledger: "postgres://linli:secret@db/office"}); strings.Contains(name, "secret") {
		t.Errorf("the password shows: %s", name)
	}
}
