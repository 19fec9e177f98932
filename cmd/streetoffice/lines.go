package main

import (
	"errors"
	"fmt"
	"net"

	"linli/sync/office/trust"
	"linli/sync/wire"
)

// lines are the two addresses of an office.
type lines struct {
	pages     net.Listener // plain, on this machine's loopback
	terminals net.Listener // TLS; nil when the settings name none
	public    net.Listener // for telephones; nil when the settings name none
}

func listen(s settings) (*lines, error) {
	pages, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return nil, err
	}
	l := &lines{pages: pages}
	if s.Terminals.Listen != "" {
		if l.terminals, err = net.Listen("tcp", s.Terminals.Listen); err != nil {
			return nil, errors.Join(fmt.Errorf("terminals.listen: %w", err), pages.Close())
		}
	}
	if l.public, err = listenPublic(s.Public); err != nil {
		return nil, errors.Join(err, l.close())
	}
	return l, nil
}

// close gives up lines that nobody serves yet.
func (l *lines) close() error {
	err := l.pages.Close()
	if l.terminals != nil {
		err = errors.Join(err, l.terminals.Close())
	}
	return err
}

// terminalsAt is the address for terminals in words.
func (l *lines) terminalsAt() string {
	if l.terminals == nil {
		return "on this machine only"
	}
	return "https://" + l.terminals.Addr().String()
}

// address is how terminals reach the office: what is configured, or the
// address this machine listens on, with its first address in the network when
// it listens on all.
func (t terminalSettings) address() (string, error) {
	if t.Address != "" {
		return t.Address, nil
	}
	if t.Listen == "" {
		return "", errors.New("terminals.listen is not set: terminals on other machines have no line to this office")
	}
	host, port, err := net.SplitHostPort(t.Listen)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		if host, err = ownAddress(); err != nil {
			return "", err
		}
	}
	return "https://" + net.JoinHostPort(host, port), nil
}

func ownAddress() (string, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return "", err
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String(), nil
		}
	}
	return "", errors.New("this machine has no address in a network: set terminals.address")
}

// pairing is what a one-time code for a terminal is carried with.
func pairing(s settings, authority *trust.Authority) func(device string) (wire.Pairing, error) {
	return func(device string) (wire.Pairing, error) {
		address, err := s.Terminals.address()
		return wire.Pairing{Office: address, Root: wire.RootID(authority.Root()), Device: device}, err
	}
}
