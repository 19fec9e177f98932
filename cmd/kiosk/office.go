package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"linli/kiosk"
	"linli/kiosk/store"
	"linli/sync/identity"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

// officeEnd is how this terminal knows its office: by its identity, or on
// trial by a key file and an address on this machine.
type officeEnd struct {
	client *uplink.Client
	sealer store.Sealer
	holder *identity.Holder // nil on trial
	log    *slog.Logger
}

// knowOffice reads what enrolment left in the data folder. An office on this
// machine may be tried without enrolment.
func knowOffice(s settings, log *slog.Logger) (*officeEnd, error) {
	if strings.HasPrefix(s.Office.URL, "http://") {
		sealer, err := loadSealer(s.Office.SealingKeyFile)
		if err != nil {
			return nil, err
		}
		return &officeEnd{client: uplink.NewClient(s.Office.URL), sealer: sealer, log: log}, nil
	}
	holder, err := identity.Hold(filepath.Join(s.Data, "identity"), s.Office.URL, log)
	if errors.Is(err, identity.ErrNone) {
		return nil, fmt.Errorf("%w: let the office give it a code and call kioskctl enrol -data %s; "+
			"or to try an office on this machine, set office.url to http://127.0.0.1:8480", err, s.Data)
	}
	if err != nil {
		return nil, err
	}
	if name := holder.Identity().Device; name != s.Device {
		return nil, fmt.Errorf("device is %s in the settings, but this terminal is enrolled as %s", s.Device, name)
	}
	return &officeEnd{client: uplink.NewClientOver(holder, holder.Office()), sealer: holder.Sealer(), holder: holder, log: log}, nil
}

// renew keeps the certificate fresh until ctx ends.
func (o *officeEnd) renew(ctx context.Context) {
	if o.holder != nil {
		o.holder.Run(ctx)
	}
}

// signed returns what tells this office's published content from any other's;
// nil on trial, when nobody knows the office.
func (o *officeEnd) signed() func(*linlipb.Published) error {
	if o.holder == nil {
		return nil
	}
	return func(p *linlipb.Published) error { return o.holder.Identity().CheckPublished(p) }
}

// Push implements uplink.Sender.
func (o *officeEnd) Push(ctx context.Context, batch *linlipb.PushRequest) (*linlipb.PushResponse, error) {
	return o.client.Push(ctx, batch)
}

// Pull implements uplink.Sender. An office that has another sealing key says so
// in the answer.
func (o *officeEnd) Pull(ctx context.Context, req *linlipb.PullRequest) (*linlipb.PullResponse, error) {
	resp, err := o.client.Pull(ctx, req)
	if err == nil && o.holder != nil {
		if err := o.holder.SealTo(resp.GetSealingKey()); err != nil {
			o.log.Warn(kiosk.EventIdentityTrouble, "err", err) // the old key opens too; the next answer brings it again
		}
	}
	return resp, err
}

// officeURL refuses addresses that would carry records over a network without
// proof of who sends them.
func officeURL(raw string) error {
	if raw == "" {
		return nil // where the terminal enrolled
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("must be an address such as https://192.0.2.7:8443, or empty: the one at which the terminal enrolled")
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("http:// is for an office on this machine (127.0.0.1) alone; others are https://, after kioskctl enrol")
	}
	return nil
}
