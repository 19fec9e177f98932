package trust_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk/verify"
	"linli/sync/identity"
	"linli/sync/office"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/trust"
	"linli/sync/uplink"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// clock is the office's, as a test sets it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// faulty is a roster that fails while fault is set.
type faulty struct {
	office.Roster
	mu    sync.Mutex
	fault error
	read  int // how often
}

func (f *faulty) set(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = err
}

func (f *faulty) Notes(ctx context.Context, after uint64) ([]office.Note, error) {
	f.mu.Lock()
	f.read++
	err := f.fault
	f.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return f.Roster.Notes(ctx, after)
}

// testOffice is an office with a real line on loopback. Push answers, Pull
// waits until its line ends.
type testOffice struct {
	*testing.T
	clock   *clock
	roster  *faulty
	root    []byte
	desk    *trust.Desk
	staff   *trust.Book // of another process
	sealing []byte      // private
	url     string      // of the line for terminals
	plain   string      // of the line on this machine
	papers  *papers
}

// papers certifies nothing but says so.
type papers struct {
	mu   sync.Mutex
	made []verify.Certificate
}

func (p *papers) Certify(_ context.Context, c verify.Certificate) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made = append(p.made, c)
	return []byte("paper certificate of " + c.Name), nil
}

// openOffice is an office that reads its list for each call: what staff do as
// another process is seen at once.
func openOffice(t *testing.T, now time.Time) *testOffice {
	t.Helper()
	return openOfficeFresh(t, now, -1)
}

func openOfficeFresh(t *testing.T, now time.Time, fresh time.Duration) *testOffice {
	t.Helper()
	o := &testOffice{T: t, clock: &clock{now: now}, papers: &papers{}}
	ledger, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	o.roster = &faulty{Roster: ledger}
	der, key, err := trust.MakeRoot(now)
	if err != nil {
		t.Fatal(err)
	}
	authority, err := trust.NewAuthority(der, key, []string{"office.example", "127.0.0.1"}, o.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	private, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	o.root, o.sealing = der, private
	o.desk = trust.NewDesk(o.roster, authority, trust.Options{
		SealingKey: func() []byte { return public }, Papers: o.papers, Now: o.clock.Now, Logger: slog.New(slog.DiscardHandler),
		Fresh: fresh,
	})
	o.staff = trust.NewBook(ledger, o.clock.Now)
	o.serve()
	return o
}

func (o *testOffice) serve() {
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		o.desk.Watch(ctx)
	}()
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewSyncHandler(syncDesk{}, connect.WithInterceptors(o.desk.Terminals())))
	mux.Handle(linlipbconnect.NewTrustHandler(o.desk))
	dated := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", o.clock.Now().UTC().Format(http.TimeFormat))
		o.desk.Identify(mux).ServeHTTP(w, r)
	})
	secure := &http.Server{Handler: dated, TLSConfig: o.desk.TLS(), ConnContext: o.desk.ConnContext,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)}
	plain := &http.Server{Handler: dated}
	var lines [2]net.Listener
	for i := range lines {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			o.Fatal(err)
		}
		lines[i] = l
	}
	o.url, o.plain = "https://"+lines[0].Addr().String(), "http://"+lines[1].Addr().String()
	go secure.ServeTLS(lines[0], "", "")
	go plain.Serve(lines[1])
	o.Cleanup(func() {
		cancel()
		<-watched
		secure.Close()
		plain.Close()
	})
}

// syncDesk answers pushes, and holds pulls for ever.
type syncDesk struct{}

func (syncDesk) Push(_ context.Context, r *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	return connect.NewResponse(&linlipb.PushResponse{DurableThrough: r.Msg.GetFirstSeq()}), nil
}

func (syncDesk) Pull(ctx context.Context, _ *connect.Request[linlipb.PullRequest]) (*connect.Response[linlipb.PullResponse], error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// invite returns what a technician carries to the terminal.
func (o *testOffice) invite(device string) wire.Pairing {
	o.Helper()
	code, _, err := o.staff.Invite(o.Context(), device)
	if err != nil {
		o.Fatal(err)
	}
	return wire.Pairing{Office: o.url, Root: wire.RootID(o.root), Device: device, Code: code}
}

// ask begins an enrolment in dir, or takes it up, and asks once.
func (o *testOffice) ask(dir string, p wire.Pairing) (*identity.Enrolment, bool, error) {
	o.Helper()
	e, err := identity.Begin(dir, p)
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(e.Close)
	done, _, err := e.Ask(o.Context(), "v1.2.3")
	return e, done, err
}

// state is where a terminal stands.
func (o *testOffice) device(name string) trust.Device {
	o.Helper()
	all, err := o.staff.Devices(o.Context())
	if err != nil {
		o.Fatal(err)
	}
	for _, d := range all {
		if d.Name == name {
			return d
		}
	}
	return trust.Device{}
}

// admit enrols a terminal and returns its folder.
func (o *testOffice) admit(device string) string {
	o.Helper()
	dir := filepath.Join(o.TempDir(), "identity")
	p := o.invite(device)
	if _, done, err := o.ask(dir, p); done || err != nil {
		o.Fatalf("asked once: %v, %v", done, err)
	}
	if err := o.staff.Approve(o.Context(), device, ""); err != nil {
		o.Fatal(err)
	}
	if _, done, err := o.ask(dir, p); !done || err != nil {
		o.Fatalf("asked after the approval: %v, %v", done, err)
	}
	return dir
}

// terminal is an enrolled one at work.
type terminal struct {
	*identity.Holder
	*uplink.Client
}

func (o *testOffice) hold(dir string) terminal {
	o.Helper()
	h, err := identity.Hold(dir, "", slog.New(slog.DiscardHandler))
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(h.CloseIdleConnections)
	return terminal{h, uplink.NewClientOver(h, h.Office())}
}

// push sends an empty batch in the name of device.
func (t terminal) push(ctx context.Context, device string) error {
	_, err := t.Push(ctx, &linlipb.PushRequest{Device: device})
	return err
}

// wants checks the code of an error; 0 is none at all.
func wants(t *testing.T, what string, err error, code connect.Code) {
	t.Helper()
	if code == 0 && err != nil || code != 0 && connect.CodeOf(err) != code {
		t.Errorf("%s: %v, want %v", what, err, code)
	}
}

var errDatabase = errors.New("no database")

var autumn = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
