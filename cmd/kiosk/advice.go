package main

import (
	"fmt"
	"io"
	"net/url"
	"strings"
)

// example is the last part of names that lead nowhere (RFC 2606).
const example = ".example"

// unmeant says in a technician's words what stands in the settings and can
// hardly be meant where residents are served: what the defaults show as an
// example. Each line begins with its key.
func (s settings) unmeant() []string {
	if s.Demo {
		return nil
	}
	var all []string
	say := func(is bool, key, words string) {
		if is {
			all = append(all, key+": "+words)
		}
	}
	for _, u := range [][2]string{{"public-url", s.PublicURL}, {"track-url", s.TrackURL}, {"guide-url", s.GuideURL}} {
		say(isExample(u[1]), u[0], "is the example; every QR code on paper and glass leads nowhere. Write where telephones reach the office, or \"\" for no codes")
	}
	shown, err := loadSettings("")
	say(err == nil && s.Place == shown.Place, "place.zh", "is the example; it stands on every screen and paper")
	say(isZeros(s.Custodian.Phone), "custodian.phone", "is the example; residents read it when something is broken")
	say(isZeros(s.Office.Phone), "office.phone", "is the example; residents read it when the line is down")
	return all
}

// isExample tells whether an address, with or without its scheme, is under the
// name that is kept for examples.
func isExample(address string) bool {
	if !strings.Contains(address, "://") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	return err == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), example)
}

// isZeros tells whether a telephone number begins with the zeros of examples.
func isZeros(phone string) bool { return strings.HasPrefix(phone, "0000") }

// advise writes what is unmeant, a line each, as the check of items does.
func (s settings) advise(path string, to io.Writer) {
	if path == "" {
		path = "kiosk.yaml"
	}
	for _, line := range s.unmeant() {
		fmt.Fprintf(to, "advice: %s: %s\n", path, line)
	}
}
