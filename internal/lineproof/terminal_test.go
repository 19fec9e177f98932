package lineproof_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/identity"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

// terminalFolder is the environment variable that makes this binary a terminal
// with its data in the named folder.
const terminalFolder = "LINLI_LINEPROOF_TERMINAL"

// journal is what a terminal writes down beside its store: a visit before it
// is submitted, and the ticket once the store has said that it is kept.
type journal struct{ path string }

func (j journal) note(word, visit, ticket string) error {
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = fmt.Fprintln(f, word, visit, ticket)
	return err
}

// read returns the tickets in the order in which they were taken, and the
// visit that was under way at the end.
func (j journal) read() (tickets []string, open string) {
	text, err := os.ReadFile(j.path)
	if err != nil {
		return nil, ""
	}
	for line := range strings.Lines(string(text)) {
		word := strings.Fields(line)
		switch {
		case word[0] == "try":
			open = word[1]
		case word[0] == "done" && open == word[1]:
			tickets, open = append(tickets, word[2]), ""
		}
	}
	return tickets, open
}

// beTerminal takes a ticket each 40 ms until standard input ends, then waits
// until nothing waits to be sent. Waits between calls are a twentieth.
func beTerminal(folder string) error {
	holder, err := identity.Hold(filepath.Join(folder, "identity"), "", quiet())
	if err != nil {
		return err
	}
	books, err := store.Open(filepath.Join(folder, "linli.db"), &store.Options{
		Device: "K1", Sealer: holder.Sealer(), Numbers: store.Block{First: 1, Last: 999}, Zone: zone})
	if err != nil {
		return err
	}
	defer books.Close()
	up := uplink.New(books, uplink.NewClientOver(holder, holder.Office()), uplink.Options{
		Device: "K1", Logger: quiet(), NewEpoch: books.NewEpoch, Heard: books.Heard, TimeScale: 0.05,
		Diverged: func(_ linlipb.Stream, err error) { fmt.Fprintln(os.Stderr, err) },
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { _ = up.Run(ctx) }()
	stop := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stop)
	}()
	j := journal{filepath.Join(folder, "journal")}
	tickets, open := j.read()
	for n := len(tickets); ; n++ {
		select {
		case <-stop:
			return untilDrained(books)
		case <-time.After(40 * time.Millisecond):
		}
		visit := fmt.Sprint("V", n)
		if open != "" {
			visit, open = open, "" // a kill came between the store and the journal
		}
		if err := takeInto(books, j, visit, n); err != nil {
			return err
		}
	}
}

func takeInto(books *store.Store, j journal, visit string, n int) error {
	if err := j.note("try", visit, ""); err != nil {
		return err
	}
	receipt, err := books.Submit(context.Background(), kiosk.Submission{
		Visit: kiosk.VisitID(visit), Prefix: []string{"A", "B", "C", "D"}[n%4], Item: "residence-permit",
		Day: kiosk.BusinessDayOf(time.Now(), zone), Lang: kiosk.Chinese, At: time.Now(),
		Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例"},
	})
	if err != nil {
		return err
	}
	return j.note("done", visit, receipt.Ticket.ID)
}

func untilDrained(books *store.Store) error {
	for range 3000 {
		n, err := books.Pending(live)
		if err != nil || n == 0 {
			return err
		}
		<-time.After(100 * time.Millisecond)
	}
	return fmt.Errorf("records still wait after five minutes")
}
