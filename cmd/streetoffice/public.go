package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"linli/internal/config"
	"linli/sync/office/booking"
	"linli/sync/office/public"
)

// caseTakes is how long an answer about a code of a case takes at least.
const caseTakes = 100 * time.Millisecond

// publicSettings is how telephones reach the office.
type publicSettings struct {
	Listen      string `yaml:"listen"`      // host:port; empty: no pages for telephones
	Certificate string `yaml:"certificate"` // PEM file; empty: plain, on loopback
	Key         string `yaml:"key"`         // PEM file
	Proxied     bool   `yaml:"proxied"`     // X-Forwarded-For is a proxy's
	Demo        bool   `yaml:"demo"`        // the content is 示例
}

func (p publicSettings) faults() []config.Fault {
	var faults []config.Fault
	refuse := func(bad bool, key, problem string) {
		if bad {
			faults = append(faults, config.Fault{Key: "public." + key, Problem: problem})
		}
	}
	if p.Listen != "" {
		_, _, err := net.SplitHostPort(p.Listen)
		refuse(err != nil, "listen", "must be host:port, for example 127.0.0.1:8483, or empty")
		refuse(err == nil && p.Certificate == "" && checkListen(p.Listen) != nil, "listen",
			"telephones are served without TLS on a loopback address only, for a reverse proxy on this machine; else name certificate and key")
	}
	refuse((p.Certificate == "") != (p.Key == ""), "certificate", "certificate and key belong together")
	return faults
}

// telephones is the handler of the pages for telephones.
func telephones(s settings, h public.Hall, cases public.Cases, offered *offered, booked *booking.Book, papers http.Handler, log *slog.Logger) (http.Handler, error) {
	promised := offered.dues(s.Zone)
	site, err := public.New(h, cases, public.Options{
		Office: s.Name, Demo: s.Public.Demo, Zone: s.Zone, Now: time.Now, Logger: log,
		Offered: offered.now, Item: offered.Item, Due: promised.Of, Hours: promised.calendar, Taken: booked.Taken, Booked: booked.Of, Papers: papers,
		Proxied: s.Public.Proxied, CaseTakes: caseTakes,
	})
	if err != nil {
		return nil, err
	}
	return site.Handler(), nil
}

// listenPublic returns nil when the settings name no address. With a
// certificate the listener speaks TLS.
func listenPublic(p publicSettings) (net.Listener, error) {
	if p.Listen == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", p.Listen)
	if err != nil {
		return nil, fmt.Errorf("public.listen: %w", err)
	}
	if p.Certificate == "" {
		return l, nil
	}
	files := &keyPair{certificate: p.Certificate, key: p.Key}
	if _, err := files.pair(nil); err != nil {
		return nil, errors.Join(fmt.Errorf("public.certificate: %w", err), l.Close())
	}
	return tls.NewListener(l, &tls.Config{
		MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}, GetCertificate: files.pair,
	}), nil
}

// keyPair is a certificate in two files that somebody else renews.
type keyPair struct {
	certificate, key string

	mu     sync.Mutex       // protects the fields below
	read   *tls.Certificate // nil before the first reading
	stamps [2]time.Time     // of both files when they were read
}

// pair returns what the files hold now. While they are being exchanged, or
// cannot be read, it goes on with what it read last.
func (k *keyPair) pair(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var stamps [2]time.Time
	for i, name := range []string{k.certificate, k.key} {
		if info, err := os.Stat(name); err == nil {
			stamps[i] = info.ModTime()
		}
	}
	if k.read != nil && stamps == k.stamps {
		return k.read, nil
	}
	fresh, err := tls.LoadX509KeyPair(k.certificate, k.key)
	if err != nil && k.read == nil {
		return nil, err
	}
	if err == nil {
		k.read, k.stamps = &fresh, stamps
	}
	return k.read, nil
}

// publicServer answers telephones. A page is small and made at once.
func publicServer(ctx context.Context, handler http.Handler, log *slog.Logger) *http.Server {
	s := server(ctx, handler, log)
	s.ReadTimeout, s.WriteTimeout, s.IdleTimeout = 10*time.Second, 15*time.Second, 30*time.Second
	return s
}

// publicAt is the address for telephones in words; empty for none.
func (l *lines) publicAt() string {
	if l.public == nil {
		return ""
	}
	return ", telephones " + l.public.Addr().String()
}
