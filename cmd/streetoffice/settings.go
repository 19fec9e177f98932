package main

import (
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"linli/internal/config"
	"linli/kiosk"
)

// defaultConfig is the commented file that -print-config prints. The defaults
// of the program are read from it, so the two cannot differ.
//
//go:embed streetoffice.yaml
var defaultConfig []byte

// errPrinted ends a run that was only asked for the default settings.
var errPrinted = errors.New("default settings printed")

// settings is streetoffice.yaml.
type settings struct {
	Listen   string          `yaml:"listen"`   // host:port
	Data     string          `yaml:"data"`     // folder of ledger and keys
	Ledger   string          `yaml:"ledger"`   // empty: a file in Data; or postgres://
	Name     kiosk.Text      `yaml:"name"`     // of the office
	Zone     *time.Location  `yaml:"zone"`     // of its clock and its business days
	Counters []kiosk.Counter `yaml:"counters"` // empty: those of the catalogue

	Terminals terminalSettings `yaml:"terminals"`
	Public    publicSettings   `yaml:"public"`
	Billing   billingSettings  `yaml:"billing"`
	Numbers   numberSettings   `yaml:"numbers"`
	Papers    paperSettings    `yaml:"papers"`
}

// paperSettings is what stands on certificates.
type paperSettings struct {
	Host   string     `yaml:"host"`   // in their codes
	Issuer kiosk.Text `yaml:"issuer"` // who issues
	Sample bool       `yaml:"sample"` // 样张 across them
	// Files that they are signed with; empty for none.
	SigningKey  string `yaml:"signing-key"`
	SigningCert string `yaml:"signing-cert"`
}

// numberSettings is which ticket numbers the office leases to terminals.
type numberSettings struct {
	First int `yaml:"first"`
	Last  int `yaml:"last"`
	Size  int `yaml:"size"` // of one lease
	Days  int `yaml:"days"` // today counts
}

func (n numberSettings) faults() []config.Fault {
	var faults []config.Fault
	refuse := func(bad bool, key, problem string) {
		if bad {
			faults = append(faults, config.Fault{Key: "numbers." + key, Problem: problem})
		}
	}
	refuse(n.First < 1, "first", "must be at least 1")
	refuse(n.Last < n.First || n.Last > 999, "last", "must be from numbers.first to 999")
	refuse(n.Size < 1 || n.Size > 999, "size", "must be from 1 to 999")
	refuse(n.Days < 1 || n.Days > 60, "days", "must be from 1 to 60")
	return faults
}

// terminalSettings is how terminals reach the office.
type terminalSettings struct {
	Listen  string        `yaml:"listen"`  // host:port; empty: no line for other machines
	Address string        `yaml:"address"` // https://host:port as terminals see it; empty: found out
	Names   []string      `yaml:"names"`   // further names in the certificate, for browsers
	Grace   time.Duration `yaml:"grace"`   // for renewing a certificate that has ended
}

// Validate implements config.Validator.
func (s settings) Validate() []config.Fault {
	var faults []config.Fault
	seen := map[kiosk.CounterID]bool{}
	for i, c := range s.Counters {
		key := fmt.Sprintf("counters[%d]", i)
		if c.ID == "" || seen[c.ID] {
			faults = append(faults, config.Fault{Key: key + ".id", Problem: "each counter needs an id of its own"})
		}
		seen[c.ID] = true
		if c.Prefix == "" {
			faults = append(faults, config.Fault{Key: key + ".prefix", Problem: "the letters its ticket numbers begin with are missing"})
		}
		if c.Name.ZH == "" {
			faults = append(faults, config.Fault{Key: key + ".name.zh", Problem: "the Chinese name is missing"})
		}
	}
	if err := checkListen(s.Listen); err != nil {
		faults = append(faults, config.Fault{Key: "listen", Problem: err.Error()})
	}
	if err := checkLedger(s.Ledger); err != nil {
		faults = append(faults, config.Fault{Key: "ledger", Problem: err.Error()})
	}
	return slices.Concat(faults, s.Terminals.faults(), s.Public.faults(), s.Numbers.faults(), s.Billing.faults())
}

func (t terminalSettings) faults() []config.Fault {
	var faults []config.Fault
	refuse := func(bad bool, key, problem string) {
		if bad {
			faults = append(faults, config.Fault{Key: "terminals." + key, Problem: problem})
		}
	}
	_, _, err := net.SplitHostPort(t.Listen)
	refuse(t.Listen != "" && err != nil, "listen", "must be host:port, for example 0.0.0.0:8443, or empty")
	u, err := url.Parse(t.Address)
	refuse(t.Address != "" && (err != nil || u.Scheme != "https" || u.Host == ""), "address", "must be an address such as https://192.0.2.7:8443, or empty")
	refuse(t.Grace < 0, "grace", "must not be negative")
	for _, name := range t.Names {
		refuse(name == "" || strings.ContainsAny(name, "/ :") && net.ParseIP(name) == nil, "names", "must be host names or addresses, without a port")
	}
	return faults
}

// errPlain says why an address is refused.
var errPlain = errors.New("plain HTTP is served on a loopback address only, for example 127.0.0.1:8480; " +
	"other machines are served over TLS: see terminals.listen and the enrolment of terminals")

// settingsFlags are the flags that every use of the program takes. Read them
// with read; further flags may be added before.
type settingsFlags struct {
	*flag.FlagSet
	file, listen, terminals, public, data, ledger *string
}

func newSettingsFlags(name string, help io.Writer) *settingsFlags {
	f := &settingsFlags{FlagSet: flag.NewFlagSet(name, flag.ContinueOnError)}
	f.SetOutput(help)
	f.file = f.String("config", "", "configuration `FILE` (YAML); without it the defaults hold")
	f.listen = f.String("listen", "", "`ADDRESS` to serve on, over the file's")
	f.terminals = f.String("terminals", "", "`ADDRESS` to serve terminals on over TLS, over the file's")
	f.public = f.String("public", "", "`ADDRESS` to serve pages for telephones on, over the file's")
	f.data = f.String("data", "", "`FOLDER` of ledger and keys, over the file's")
	f.ledger = f.String("ledger", "", "`URL` of a PostgreSQL database that holds the ledger, over the file's")
	return f
}

// read takes the defaults, then the file, then the flags.
func (f *settingsFlags) read(args []string) (settings, error) {
	var s settings
	if err := config.Decode("streetoffice.yaml", defaultConfig, &s); err != nil {
		return s, err
	}
	if err := f.Parse(args); err != nil {
		return s, err
	}
	if *f.file != "" {
		if err := config.Load(*f.file, &s); err != nil {
			return s, err
		}
	}
	for flag, setting := range map[*string]*string{f.listen: &s.Listen, f.terminals: &s.Terminals.Listen, f.public: &s.Public.Listen, f.data: &s.Data, f.ledger: &s.Ledger} {
		if *flag != "" {
			*setting = *flag
		}
	}
	if faults := slices.Concat(s.Terminals.faults(), s.Public.faults()); len(faults) > 0 {
		return s, config.Faults(faults)
	}
	if err := checkLedger(s.Ledger); err != nil {
		return s, fmt.Errorf("ledger: %w", err)
	}
	return s, checkListen(s.Listen)
}

// readSettings reads the flags of a server.
func readSettings(args []string, out, help io.Writer) (settings, error) {
	flags := newSettingsFlags("streetoffice", help)
	show := flags.Bool("print-config", false, "print the commented default settings, then stop")
	s, err := flags.read(args)
	if err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("no argument is taken, but %q was given", flags.Arg(0))
	}
	if *show {
		if _, err := out.Write(defaultConfig); err != nil {
			return s, fmt.Errorf("print settings: %w", err)
		}
		return s, errPrinted
	}
	return s, nil
}

func checkListen(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("listen %s: %w", address, errPlain)
	}
	return nil
}
