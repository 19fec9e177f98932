package printing

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"linli/drivers/escpos"
)

// ErrAddress reports an address of a printer that makes no sense.
var ErrAddress = errors.New("printing: printer address")

// address says where a printer is.
type address struct {
	given  string // as the technician wrote it
	scheme string // file, serial, tcp, ipp
	place  string // a path, or HOST:PORT
	baud   int    // serial; 0 for the profile's
	flow   escpos.FlowKind
}

// parseAddress reads an address. What has no scheme before its first slash is
// a path, and a path is a file or device, whatever it turns out to be.
func parseAddress(given string) (address, error) {
	scheme, rest, found := strings.Cut(given, ":")
	if strings.Contains(scheme, "/") {
		return address{given: given, scheme: "file", place: given}, nil
	}
	a := address{given: given, scheme: scheme, place: rest}
	switch {
	case !found || rest == "":
		return address{}, fmt.Errorf("%w: %s: want file:PATH, serial:PATH, tcp:HOST:PORT or a path with a slash in it", ErrAddress, given)
	case scheme == "tcp":
		a.place = strings.TrimPrefix(rest, "//")
		if _, port, err := net.SplitHostPort(a.place); err != nil || port == "" {
			return address{}, fmt.Errorf("%w: %s: want tcp:HOST:PORT, for example tcp:192.0.2.7:9100", ErrAddress, given)
		}
	case scheme == "serial":
		return a.withLine()
	case scheme != "file" && scheme != "ipp" && scheme != "ipps":
		return address{}, fmt.Errorf("%w: %s: scheme %s is not known; there are file, serial, tcp, ipp and ipps", ErrAddress, given, scheme)
	}
	return a, nil
}

// withLine reads baud and flow behind the path of a serial line.
func (a address) withLine() (address, error) {
	path, query, _ := strings.Cut(a.place, "?")
	a.place = path
	values, err := url.ParseQuery(query)
	if err != nil {
		return address{}, fmt.Errorf("%w: %s: %w", ErrAddress, a.given, err)
	}
	for key, all := range values {
		value := all[len(all)-1]
		switch key {
		case "baud":
			if a.baud, err = strconv.Atoi(value); err != nil || a.baud <= 0 {
				return address{}, fmt.Errorf("%w: %s: baud=%s", ErrAddress, a.given, value)
			}
		case "flow":
			if a.flow = escpos.FlowKind(value); flows()[a.flow] == nil {
				return address{}, fmt.Errorf("%w: %s: flow=%s: must be none, rtscts or xonxoff", ErrAddress, a.given, value)
			}
		default:
			return address{}, fmt.Errorf("%w: %s: %s is not known; there are baud and flow", ErrAddress, a.given, key)
		}
	}
	return a, nil
}
