package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"connectrpc.com/connect"
	"github.com/rogpeppe/go-internal/testscript"

	"linli/kiosk/verify"
	"linli/sync/office/ledger/sqlite"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// uncertified gives terminals no certificate for papers.
type uncertified struct{}

func (uncertified) Certify(context.Context, verify.Certificate) ([]byte, error) { return nil, nil }

// openOffice runs an office that lets in who waits under the name K1, refuses
// K2 and never decides about others. What a technician carries for a name is in
// the variable NAMEQR; the parts of the last one in OFFICE, CA and CODE.
func openOffice(ts *testscript.TestScript, _ bool, names []string) {
	ledger, err := sqlite.Open(ts.MkAbs("office.db"))
	ts.Check(err)
	der, key, err := trust.MakeRoot(time.Now())
	ts.Check(err)
	authority, err := trust.NewAuthority(der, key, nil, time.Now)
	ts.Check(err)
	_, public, err := wire.GenerateKey()
	ts.Check(err)
	desk := trust.NewDesk(ledger, authority, trust.Options{
		SealingKey: func() []byte { return public }, Papers: uncertified{}, Now: time.Now, Logger: slog.New(slog.DiscardHandler),
	})
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewTrustHandler(decided{desk}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	server := &http.Server{Handler: desk.Identify(mux), TLSConfig: desk.TLS(), ConnContext: desk.ConnContext, ReadHeaderTimeout: time.Minute}
	go server.ServeTLS(l, "", "")
	ts.Defer(func() {
		server.Close()
		ledger.Close()
	})
	for _, name := range names {
		code, _, err := desk.Book().Invite(context.Background(), name)
		ts.Check(err)
		p := wire.Pairing{Office: "https://" + l.Addr().String(), Root: wire.RootID(der), Device: name, Code: code}
		ts.Setenv(name+"QR", p.String())
		ts.Setenv("OFFICE", p.Office)
		ts.Setenv("CA", fmt.Sprintf("%x", p.Root))
		ts.Setenv("CODE", wire.ShowCode(code))
	}
}

// decided is staff who look at the list before each answer.
type decided struct{ *trust.Desk }

// Enrol implements linlipbconnect.TrustHandler.
func (d decided) Enrol(ctx context.Context, req *connect.Request[linlipb.EnrolRequest]) (*connect.Response[linlipb.EnrolResponse], error) {
	_ = d.Book().Approve(ctx, "K1", "") // nobody waits yet when it fails
	_ = d.Book().Refuse(ctx, "K2", "")
	return d.Desk.Enrol(ctx, req)
}
