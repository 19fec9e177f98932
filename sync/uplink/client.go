package uplink

import (
	"context"
	"net"
	"net/http"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// Client is the Sender over HTTP.
type Client struct {
	sync linlipbconnect.SyncClient
	http *http.Client
	url  string
}

var _ Sender = (*Client)(nil)

// NewClient returns a client of the office at url, "http://127.0.0.1:8480". It
// opens no connection before the first call.
func NewClient(url string) *Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	return NewClientOver(&http.Transport{
		DialContext:         dialer.DialContext,
		TLSHandshakeTimeout: 10 * time.Second,
		IdleConnTimeout:     90 * time.Second,
		ForceAttemptHTTP2:   true,
	}, url)
}

// NewClientOver is NewClient on a line of the caller's: that of an enrolled
// terminal proves who it is.
func NewClientOver(line http.RoundTripper, url string) *Client {
	hc := &http.Client{Transport: line}
	return &Client{
		http: hc, url: url,
		sync: linlipbconnect.NewSyncClient(hc, url, connect.WithReadMaxBytes(wire.MaxMessage)),
	}
}

// Push implements Sender.
func (c *Client) Push(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	resp, err := c.sync.Push(ctx, connect.NewRequest(batch))
	if err != nil {
		return nil, err // Run names the call
	}
	return resp.Msg, nil
}

// Pull implements Sender.
func (c *Client) Pull(ctx context.Context, req *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	resp, err := c.sync.Pull(ctx, connect.NewRequest(req))
	if err != nil {
		return nil, err // Run names the call
	}
	return resp.Msg, nil
}

// Desk returns a desk of the same office, asked over the same line.
func (c *Client) Desk(device kiosk.DeviceID) *Desk { return NewDesk(device, c.http, c.url) }

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }
