package fleet_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/cmd/kioskctl/internal/fleet"
	"linli/sync/office/hall"
	"linli/sync/office/ingest"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// office is a real one in this process, on a line as streetoffice offers it.
type office struct {
	linlipbconnect.SyncHandler
	ledger *sqlite.Ledger
	url    string
	key    string // file of its public key
	pushes atomic.Int32
	lose   int32 // every so many answers to a Push are lost; 0 loses none
}

func (o *office) Push(ctx context.Context, r *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	resp, err := o.SyncHandler.Push(ctx, r)
	if n := o.pushes.Add(1); o.lose > 0 && n%o.lose == 0 {
		return nil, connect.NewError(connect.CodeUnavailable, errors.New("lost after it was kept"))
	}
	return resp, err
}

func open(t *testing.T) *office {
	t.Helper()
	dir := t.TempDir()
	ledger, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ledger.Close() })
	_, public, err := wire.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{ledger: ledger, key: filepath.Join(dir, "sealing.pub")}
	if err := os.WriteFile(o.key, wire.EncodePublicKey(public), 0o600); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	o.SyncHandler = ingest.NewDesk(ledger, hall.New(nil, time.UTC, ledger, time.Now), quiet, time.Now, func() {})
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewSyncHandler(o))
	server := httptest.NewUnstartedServer(mux)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	o.url = server.URL
	return o
}

func options(o *office, out *strings.Builder) fleet.Options {
	return fleet.Options{Terminals: 12, Office: o.url, SealingKey: o.key, Outage: 24 * time.Hour, PerHour: 15, TimeScale: 0.002, Out: out}
}

func TestFleetComesBackAndEachRecordIsKeptOnce(t *testing.T) {
	o := open(t)
	o.lose = 3
	var out strings.Builder
	if err := fleet.Run(t.Context(), options(o, &out)); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	for _, want := range []string{"12 of 12 terminals, 4320 of 4320 records", "p99/p50", "memory at most"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not told:\n%s", want, &out)
		}
	}
	last := map[string]uint64{}
	entries, err := o.ledger.Read(t.Context(), 0, time.Time{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Header.GetDevice(); e.Header.GetSeq() != last[name]+1 {
			t.Fatalf("%s: record %d follows %d", name, e.Header.GetSeq(), last[name])
		}
		last[e.Header.GetDevice()]++
	}
	if len(entries) != 4320 || len(last) != 12 || o.pushes.Load() < 12*2 {
		t.Errorf("%d entries of %d terminals in %d pushes", len(entries), len(last), o.pushes.Load())
	}
}

// forgetful answers that it keeps nothing, and after a while ends the run.
type forgetful struct {
	linlipbconnect.SyncHandler
	pushes *atomic.Int32
	end    func()
}

func (f forgetful) Push(_ context.Context, r *connect.Request[linlipb.PushRequest]) (*connect.Response[linlipb.PushResponse], error) {
	if f.pushes.Add(1) == 24 {
		f.end()
	}
	return connect.NewResponse(&linlipb.PushResponse{}), nil
}

func TestFleetThatNeverGetsEmptyIsNoGoodRun(t *testing.T) {
	o := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	o.SyncHandler = forgetful{o.SyncHandler, &atomic.Int32{}, cancel}
	var out strings.Builder
	if err := fleet.Run(ctx, options(o, &out)); !errors.Is(err, fleet.ErrFailed) {
		t.Errorf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "0 of 12 terminals, 0 of 4320 records") {
		t.Errorf("told:\n%s", &out)
	}
}

func TestFleetStaysOnThisMachine(t *testing.T) {
	for url, fine := range map[string]bool{
		"self": true, "http://127.0.0.1:8480": true, "http://localhost:1": true, "http://[::1]:2": true,
		"https://127.0.0.1:8443": false, "http://192.0.2.7:8480": false, "http://128.0.0.1": false, "": false,
	} {
		if fleet.Loopback(url) != fine {
			t.Errorf("%q", url)
		}
	}
}
