package lineproof_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Residents in these tests are invented: 张示例 is nobody.

const (
	live = linlipb.Stream_STREAM_LIVE
	bulk = linlipb.Stream_STREAM_BULK
)

var zone = time.FixedZone("office", 8*3600)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// streetOffice is an office on a ledger file, without HTTP.
type streetOffice struct {
	path            string
	private, public []byte
	ledger          *sqlite.Ledger
	hall            *hall.Hall
	follower        *ingest.Follower
	desk            atomic.Pointer[ingest.Desk] // changes beside terminals that push
}

func openOffice(dir string) (*streetOffice, error) {
	private, public, err := wire.GenerateKey()
	if err != nil {
		return nil, err
	}
	o := &streetOffice{path: filepath.Join(dir, "ledger.db"), private: private, public: public}
	return o, o.start()
}

func (o *streetOffice) start() error {
	var err error
	if o.ledger, err = sqlite.Open(o.path); err != nil {
		return err
	}
	opener, err := wire.NewOpener(o.private)
	if err != nil {
		return err
	}
	o.hall = hall.New([]kiosk.Counter{{ID: "1", Prefix: "A"}}, zone, o.ledger, time.Now)
	o.follower = ingest.NewFollower(o.ledger, opener, o.hall, quiet(), time.Now().Add(-hall.Keep))
	o.desk.Store(ingest.NewDesk(o.ledger, o.hall, quiet(), time.Now, o.follower.Wake))
	return nil
}

// restart ends the office and begins it again on the same file.
func (o *streetOffice) restart() error {
	if err := o.ledger.Close(); err != nil {
		return err
	}
	return o.start()
}

// kept is what the ledger holds of all terminals, in order of commit: one
// string for each record, the id of its ticket and what it says.
func (o *streetOffice) kept(ctx context.Context) ([]string, error) {
	opener, err := wire.NewOpener(o.private)
	if err != nil {
		return nil, err
	}
	entries, err := o.ledger.Read(ctx, 0, time.Time{}, 1_000_000)
	if err != nil {
		return nil, err
	}
	var all []string
	ends := map[office.Line]office.Entry{}
	for _, e := range entries {
		last := ends[e.Line()]
		first := last.Header == nil
		switch {
		case e.Header.GetSeq() != last.Header.GetSeq()+1:
			return nil, fmt.Errorf("line %v: record %d follows %d", e.Line(), e.Header.GetSeq(), last.Header.GetSeq())
		case !first && !bytes.Equal(e.Header.GetPrev(), last.Hash[:]):
			return nil, fmt.Errorf("line %v: record %d is not chained to its predecessor", e.Line(), e.Header.GetSeq())
		}
		ends[e.Line()] = e
		text, err := opener.Open(e.Header, e.Sealed)
		if err != nil {
			return nil, fmt.Errorf("line %v: record %d: %w", e.Line(), e.Header.GetSeq(), err)
		}
		what, err := nameOf(text)
		if err != nil {
			return nil, err
		}
		all = append(all, what)
	}
	return all, nil
}

func nameOf(text []byte) (string, error) {
	p := new(linlipb.Payload)
	if err := proto.Unmarshal(text, p); err != nil {
		return "", err
	}
	if ended := p.GetPrintEnded(); ended != nil {
		return printName(ended.GetTicket()), nil
	}
	return p.GetTicketTaken().GetId(), nil
}

// printName names the record of how a ticket's paper ended.
func printName(ticket string) string { return ticket + " printed" }

// judge compares what is kept with what each machine wrote down, in order.
// Records of optional may be absent; nothing may stand twice.
func judge(kept []string, histories [][]string, optional map[string]bool) error {
	at := map[string]int{}
	for i, name := range kept {
		if before, twice := at[name]; twice {
			return fmt.Errorf("%s stands at %d and at %d", name, before, i)
		}
		at[name] = i
	}
	known := map[string]bool{}
	for m, history := range histories {
		last, before := -1, ""
		for _, name := range history {
			known[name] = true
			i, there := at[name]
			if !there && optional[name] {
				continue
			}
			if !there {
				return fmt.Errorf("machine %d: %s is lost", m, name)
			}
			if i < last {
				return fmt.Errorf("machine %d: %s came before %s", m, name, before)
			}
			last, before = i, name
		}
	}
	for _, name := range kept {
		if !known[name] {
			return fmt.Errorf("%s was never written down", name)
		}
	}
	return nil
}

func TestJudgeSeesLossRepetitionDisorderAndStrangers(t *testing.T) {
	for situation, c := range map[string]struct {
		kept []string
		fine bool
	}{
		"as written": {[]string{"a", "b", "c"}, true}, "without what may be absent": {[]string{"a", "b"}, true},
		"lost": {[]string{"b", "c"}, false}, "twice": {[]string{"a", "b", "a", "c"}, false},
		"disorder": {[]string{"b", "a", "c"}, false}, "stranger": {[]string{"a", "b", "x"}, false},
	} {
		err := judge(c.kept, [][]string{{"a", "b", "c"}}, map[string]bool{"c": true})
		if c.fine != (err == nil) {
			t.Errorf("%s: %v", situation, err)
		}
	}
}
