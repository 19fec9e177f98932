package fleet

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

// errOutage is the line of every terminal before it comes back: nobody can be
// reached.
var errOutage error = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("fleet: outage")}

// outage is one switch for the lines of all terminals.
type outage struct{ over atomic.Bool }

// line is a terminal's Sender: a connection of its own, behind the switch.
type line struct {
	*uplink.Client
	terminal *terminal
	outage   *outage
}

// newLine opens no connection yet. Without TLS there is HTTP/2 all the same:
// one connection for a terminal, as on the real line.
func newLine(t *terminal, url string, o *outage) *line {
	var plain http.Protocols
	plain.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &plain, IdleConnTimeout: 90 * time.Second}
	return &line{uplink.NewClientOver(transport, url), t, o}
}

// Push implements uplink.Sender.
func (l *line) Push(ctx context.Context, b *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	if !l.outage.over.Load() {
		return nil, errOutage
	}
	resp, err := l.Client.Push(ctx, b)
	if ctx.Err() == nil {
		l.terminal.answered(err)
	}
	return resp, err
}

// Pull implements uplink.Sender.
func (l *line) Pull(ctx context.Context, r *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	if !l.outage.over.Load() {
		return nil, errOutage
	}
	resp, err := l.Client.Pull(ctx, r)
	if ctx.Err() == nil {
		l.terminal.answered(err)
	}
	return resp, err
}
