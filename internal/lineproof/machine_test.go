package lineproof_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"testing/synctest"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// machine is a terminal: a store file, a line, and what it wrote down.
type machine struct {
	office  *streetOffice
	path    string
	line    *badLine
	books   *store.Store
	stop    func()
	clock   time.Duration // how far its wall clock is off
	booted  time.Time
	visits  *int // counts over all machines
	history []string

	chainEachTime bool // sabotage: chain anew whenever a push failed
}

// start boots the machine: it opens its file and runs its line.
func (m *machine) start() error {
	sealer, err := wire.NewSealer(m.office.public)
	if err != nil {
		return err
	}
	m.booted = time.Now()
	m.books, err = store.Open(m.path, &store.Options{
		Device: "K1", Sealer: sealer, Numbers: store.Block{First: 1, Last: 999}, Zone: zone,
		Now:      func() time.Time { return time.Now().Add(m.clock) },
		BootTime: func() time.Duration { return time.Since(m.booted) },
	})
	if err != nil {
		return err
	}
	books := m.books
	m.line.failed = func(b *linlipb.PushRequest) {
		if m.chainEachTime {
			_ = books.NewEpoch(context.Background(), b.GetStream(), b.GetEpoch())
		}
	}
	up := uplink.New(books, m.line, uplink.Options{
		Device: "K1", Logger: quiet(), NewEpoch: books.NewEpoch, Heard: books.Heard,
		Diverged: func(linlipb.Stream, error) {},
	})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = up.Run(ctx) })
	m.stop = func() { cancel(); running.Wait() }
	return nil
}

// reboot ends the machine in order and boots it again.
func (m *machine) reboot() error {
	m.stop()
	if err := m.books.Close(); err != nil {
		return err
	}
	return m.start()
}

// kill ends the machine where it stands: what is not in the file is gone.
func (m *machine) kill() error {
	copied, err := m.image()
	if err != nil {
		return err
	}
	m.stop()
	if err := errors.Join(m.books.Close(), os.Remove(m.path)); err != nil {
		return err
	}
	m.path = copied
	return m.start()
}

// image copies the file as it stands between two commits.
func (m *machine) image() (string, error) {
	synctest.Wait()
	*m.visits++
	to := fmt.Sprintf("%s.%d", m.path, *m.visits)
	in, err := os.Open(m.path)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, in)
	return to, errors.Join(err, out.Close())
}

// take lets n residents take a ticket, which prints.
func (m *machine) take(n int) error {
	for range n {
		*m.visits++
		now := time.Now().Add(m.clock)
		receipt, err := m.books.Submit(context.Background(), kiosk.Submission{
			Visit: kiosk.VisitID(fmt.Sprint("V", *m.visits)), Prefix: "A", Item: "residence-permit",
			Day: kiosk.BusinessDayOf(now, zone), Lang: kiosk.Chinese, At: now,
			Resident: kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例"},
		})
		if err != nil {
			return err
		}
		// Every paper ends: one that is open would be reported by each copy of
		// the machine in a record of its own.
		err = errors.Join(m.books.BeginPrint(context.Background(), receipt.Job),
			m.books.EndPrint(context.Background(), receipt.Job, kiosk.Printed))
		if err != nil {
			return err
		}
		m.history = append(m.history, receipt.Ticket.ID, printName(receipt.Ticket.ID))
	}
	return nil
}

func (m *machine) waiting() int {
	n, err := m.books.Pending(live)
	if err != nil {
		return -1
	}
	return n
}

// How a bad line treats a call.
const (
	lineGood = iota
	lineDown
	requestLost
	answerLost
	repeated // delivered twice
	late     // an old batch comes once more before this one
	swallowed
	answeredUnkept // sabotage: the office answers and has kept nothing
	lineModes
)

// badLine is a Sender to an office, with faults at the level of calls.
type badLine struct {
	office *streetOffice
	failed func(*linlipb.PushRequest)

	mu    sync.Mutex // protects the fields below
	mode  int
	count int
	old   []*linlipb.PushRequest
}

var errLine = errors.New("the line broke")

func (l *badLine) set(mode int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mode = mode
}

// next returns the mode of this call and an old batch to repeat.
func (l *badLine) next(b *linlipb.PushRequest) (int, *linlipb.PushRequest) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.count++
	before := b
	if len(l.old) > 0 {
		before = l.old[l.count%len(l.old)]
	}
	kept, _ := proto.Clone(b).(*linlipb.PushRequest)
	l.old = append(l.old[max(0, len(l.old)-9):], kept)
	if l.mode > lineDown && l.mode < answeredUnkept && l.count%3 == 0 {
		return lineGood, before // a line that fails at each call is as good as down
	}
	return l.mode, before
}

func (l *badLine) deliver(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	resp, err := l.office.desk.Load().Push(ctx, connect.NewRequest(b))
	if err != nil {
		return nil, err
	}
	return resp.Msg, nil
}

// Push implements uplink.Sender.
func (l *badLine) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	resp, err := l.push(ctx, b)
	if err != nil {
		l.failed(b)
	}
	return resp, err
}

func (l *badLine) push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	time.Sleep(50 * time.Millisecond)
	mode, old := l.next(b)
	switch mode {
	case lineDown, requestLost:
		return nil, errLine
	case answerLost:
		_, err := l.deliver(ctx, b)
		return nil, errors.Join(errLine, err)
	case repeated:
		if _, err := l.deliver(ctx, b); err != nil {
			return nil, err
		}
	case late:
		if _, err := l.deliver(ctx, old); err != nil {
			return nil, err
		}
	case swallowed:
		_, err := l.deliver(ctx, b)
		<-ctx.Done()
		return nil, errors.Join(ctx.Err(), err)
	case answeredUnkept:
		return &linlipb.PushResponse{DurableThrough: b.GetFirstSeq() + uint64(len(b.GetRecords())) - 1}, nil
	}
	return l.deliver(ctx, b)
}

// Pull implements uplink.Sender.
func (l *badLine) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	l.mu.Lock()
	mode := l.mode
	l.mu.Unlock()
	if mode == lineDown {
		return nil, errLine
	}
	resp, err := l.office.desk.Load().Pull(ctx, connect.NewRequest(r))
	if err != nil {
		return nil, err
	}
	return resp.Msg, nil
}
