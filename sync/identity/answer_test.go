package identity_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/sync/identity"
	"linli/sync/office"
	"linli/sync/office/trust"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// answer is a Trust service that says whatever a test wants.
type answer struct {
	linlipbconnect.UnimplementedTrustHandler
	resp *linlipb.EnrolResponse
}

func (a answer) Enrol(context.Context, *connect.Request[linlipb.EnrolRequest]) (*connect.Response[linlipb.EnrolResponse], error) {
	return connect.NewResponse(a.resp), nil
}

func TestAnswerThatMakesNoSenseChangesNothing(t *testing.T) {
	der, key, err := trust.MakeRoot(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	authority, err := trust.NewAuthority(der, key, nil, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	desk := trust.NewDesk(&lists{notes: map[string]office.Note{}}, authority, trust.Options{Now: time.Now, Logger: slog.New(slog.DiscardHandler)})
	other, _ := enrolled(t)
	i, err := identity.Load(other)
	if err != nil {
		t.Fatal(err)
	}
	const yes = linlipb.EnrolState_ENROL_STATE_APPROVED
	for what, resp := range map[string]*linlipb.EnrolResponse{
		"nothing":              {},
		"no chain":             {State: yes, SealingKey: i.SealingKey},
		"root alone":           {State: yes, Chain: [][]byte{der}, SealingKey: i.SealingKey},
		"another office":       {State: yes, Chain: i.Chain, SealingKey: i.SealingKey},
		"another's under ours": {State: yes, Chain: [][]byte{i.Chain[0], der}, SealingKey: i.SealingKey},
		"root as certificate":  {State: yes, Chain: [][]byte{der, der}, SealingKey: i.SealingKey},
	} {
		_, h := linlipbconnect.NewTrustHandler(answer{resp: resp})
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: h, TLSConfig: desk.TLS()}
		go server.ServeTLS(l, "", "")
		dir := filepath.Join(t.TempDir(), "identity")
		e, err := identity.Begin(dir, wire.Pairing{Office: "https://" + l.Addr().String(), Root: wire.RootID(der), Device: "K1", Code: wire.NewCode()})
		if err != nil {
			t.Fatal(err)
		}
		if done, _, err := e.Ask(t.Context(), ""); err == nil {
			t.Errorf("%s: taken (%v)", what, done)
		}
		if _, err := identity.Load(dir); !errors.Is(err, identity.ErrNone) {
			t.Errorf("%s: it left %v", what, err)
		}
		if _, err := identity.Resume(dir); err != nil {
			t.Errorf("%s: the enrolment is gone: %v", what, err)
		}
		e.Close()
		server.Close()
	}
}
