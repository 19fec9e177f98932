package stage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"linli/internal/visitplay"
	"linli/sync/wire"
)

// How long each program may take until it is ready, on a slow machine with a
// software renderer.
const (
	officeWithin = 20 * time.Second
	lobbyWithin  = 10 * time.Second
	kioskWithin  = 45 * time.Second
)

// Addresses that are used when they are free, so that a person finds the pages
// where the documentation says they are.
const (
	officeAddress    = "127.0.0.1:8480"
	terminalsAddress = "127.0.0.1:8443"
	lobbyAddress     = "127.0.0.1:8481"
	lineAddress      = "127.0.0.1:8482"
	publicAddress    = "127.0.0.1:8483"
)

// Options says what to put on the stage.
type Options struct {
	Bin      string      // folder of the programs streetoffice, kioskctl, kiosk
	Dir      string      // everything that is written: config, data, logs, device links
	Display  string      // X display for the window; empty: a virtual one is started
	Window   Window      // the terminal's window
	NoOffice bool        // the terminal knows its office's key, but nobody is there
	AnyPorts bool        // do not use the well-known addresses
	Player   string      // command that plays the terminal's voice to one person; empty: it has none
	Screen   image.Point // size of the virtual display; zero: the window's

	// Beside is a stage with an office that serves this one's terminal too,
	// under the name Device. It is closed after this one.
	Beside *Stage
	Device string // name of the terminal; empty: its program's default
}

// Window is the terminal's window.
type Window struct {
	Size       image.Point // pixels
	PitchMM    float64     // millimetres from pixel to pixel
	Fullscreen bool
}

// Stage is one running set of programs.
type Stage struct {
	Dir       string
	Display   string // X display of the window
	LobbyURL  string
	OfficeURL string // empty without an office
	PublicURL string // of the pages for telephones; empty without an office
	TracePath string

	opts    Options
	logs    string
	lobby   lobbyPaths
	xvfb    *Process
	office  *Process
	lobbyP  *Process
	kiosk   *Process
	officeA string // address of the office's pages, kept for a restart
	lobbyA  string // address of the lobby, whose payment provider the office asks

	terminals string // address of the office for terminals, kept too

	traceFrom int64 // where in the trace the running terminal began
}

// lobbyPaths is the line with which the lobby reports that it is ready.
type lobbyPaths struct {
	HTTP    string `json:"http"`
	Line    string `json:"line"`
	IDCard  string `json:"idcard"`
	Printer string `json:"printer"`
	Lines   string `json:"lines"`
	QRScan  string `json:"qrscan"`
	A4      string `json:"a4"`
}

// Raise starts everything and returns when the terminal has shown its first
// picture. It blocks up to about a minute and a half on a slow machine. On
// error nothing is left running.
func Raise(ctx context.Context, opts Options) (*Stage, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	s := &Stage{Dir: dir, Display: opts.Display, opts: opts,
		logs: filepath.Join(dir, "log"), TracePath: filepath.Join(dir, "trace.jsonl")}
	if err := s.sweep(); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{
		s.startDisplay, s.StartOffice, s.startLobby, s.enrol, s.StartKiosk,
	} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// sweep takes away logs and trace of an earlier run; its data stay.
func (s *Stage) sweep() error {
	err := errors.Join(os.RemoveAll(s.logs), os.RemoveAll(s.TracePath),
		os.MkdirAll(s.logs, 0o755), os.MkdirAll(filepath.Join(s.Dir, "data"), 0o755))
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// Close ends every program in the order in which none misses another, and
// returns when they are gone, after at most 5 s for each.
func (s *Stage) Close() error {
	var errs []error
	for _, p := range []*Process{s.kiosk, s.lobbyP, s.office, s.xvfb} {
		if p != nil {
			errs = append(errs, p.Stop(stopWithin))
		}
	}
	return errors.Join(errs...)
}

// Kiosk is the terminal's process, nil before it was started.
func (s *Stage) Kiosk() *Process { return s.kiosk }

// Office is the office's process, nil without one.
func (s *Stage) Office() *Process { return s.office }

// Player returns a player for this stage that puts its pictures in dir. It
// knows nothing of a terminal that ran before StartKiosk was called last. The
// caller closes its Glass.
func (s *Stage) Player(ctx context.Context, dir string) (*visitplay.Player, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("stage: %w", err)
	}
	glass, err := visitplay.OpenGlass(ctx, s.Display)
	if err != nil {
		return nil, err
	}
	p := &visitplay.Player{
		Glass: glass, Trace: visitplay.FollowTraceFrom(s.TracePath, s.traceFrom),
		Lobby: visitplay.LobbyAt(s.LobbyURL), Dir: dir,
	}
	if s.OfficeURL != "" {
		p.Office = visitplay.OfficeAt(s.OfficeURL)
	}
	return p, nil
}

func (s *Stage) startDisplay(ctx context.Context) error {
	if s.Display != "" {
		return nil
	}
	size := s.opts.Screen
	if size == (image.Point{}) {
		size = s.opts.Window.Size
	}
	var err error
	s.xvfb, s.Display, err = StartDisplay(ctx, size, s.logs)
	return err
}

// StartOffice starts the office, again at its old address after it was stopped.
func (s *Stage) StartOffice(ctx context.Context) error {
	if s.officeA == "" {
		s.officeA, s.terminals, s.lobbyA = s.address(officeAddress), s.address(terminalsAddress), s.address(lobbyAddress)
	}
	if beside := s.opts.Beside; beside != nil {
		s.OfficeURL, s.officeA, s.terminals = beside.OfficeURL, beside.officeA, beside.terminals
		s.PublicURL = beside.PublicURL
		return nil
	}
	if s.opts.NoOffice {
		return s.makeKey()
	}
	if err := s.forget(); err != nil {
		return err
	}
	if s.PublicURL == "" {
		s.PublicURL = "http://" + s.address(publicAddress)
	}
	config, err := s.writeOfficeConfig()
	if err != nil {
		return err
	}
	p, err := start(command{
		name: "streetoffice", path: filepath.Join(s.opts.Bin, "streetoffice"),
		args: []string{"-config", config, "-listen", s.officeA, "-terminals", s.terminals,
			"-public", strings.TrimPrefix(s.PublicURL, "http://"), "-data", s.officeData()},
	}, s.logs)
	if err != nil {
		return err
	}
	s.office = p
	s.OfficeURL = "http://" + s.officeA
	office := visitplay.OfficeAt(s.OfficeURL)
	return p.awaitReady(ctx, officeWithin, func(ctx context.Context) bool { return office.Healthy(ctx) == nil })
}

// makeKey stands for the enrolment of a terminal whose office is not there now.
func (s *Stage) makeKey() error {
	if _, err := os.Stat(s.sealingKey()); err == nil {
		return nil
	}
	_, public, err := wire.GenerateKey()
	if err != nil {
		return fmt.Errorf("stage: sealing key: %w", err)
	}
	if err := os.MkdirAll(s.officeData(), 0o755); err != nil {
		return fmt.Errorf("stage: sealing key: %w", err)
	}
	if err := os.WriteFile(s.sealingKey(), wire.EncodePublicKey(public), 0o644); err != nil {
		return fmt.Errorf("stage: sealing key: %w", err)
	}
	return nil
}

func (s *Stage) kioskData() string { return filepath.Join(s.Dir, "data", "kiosk") }
func (s *Stage) officeData() string {
	if s.opts.Beside != nil {
		return s.opts.Beside.officeData()
	}
	return filepath.Join(s.Dir, "data", "office")
}
func (s *Stage) sealingKey() string { return filepath.Join(s.officeData(), "sealing.pub") }

func (s *Stage) startLobby(ctx context.Context) error {
	first := make(chan string, 1)
	p, err := start(command{
		name: "lobby", path: filepath.Join(s.opts.Bin, "kioskctl"), first: first,
		args: []string{
			"lobby", "-dir", filepath.Join(s.Dir, "dev"), "-http", s.lobbyA,
			"-line", s.address(lineAddress), "-office", s.terminals,
		},
	}, s.logs)
	if err != nil {
		return err
	}
	s.lobbyP = p
	var line string
	err = p.awaitReady(ctx, lobbyWithin, func(context.Context) bool {
		select {
		case line = <-first:
			return line != ""
		default:
			return false
		}
	})
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(line), &s.lobby); err != nil {
		return fmt.Errorf("stage: lobby said %q: %w", line, err)
	}
	s.LobbyURL = s.lobby.HTTP
	return nil
}

// StartKiosk writes the terminal's configuration and starts it. It returns
// when a picture is on the glass.
func (s *Stage) StartKiosk(ctx context.Context) error {
	config := filepath.Join(s.Dir, "kiosk.yaml")
	if err := s.writeConfig(config); err != nil {
		return err
	}
	s.traceFrom = fileSize(s.TracePath)
	p, err := start(command{
		name: "kiosk", path: filepath.Join(s.opts.Bin, "kiosk"), args: []string{"-config", config, "-trace", s.TracePath},
		env: []string{"DISPLAY=" + s.Display},
	}, s.logs)
	if err != nil {
		return err
	}
	s.kiosk = p
	return p.awaitReady(ctx, kioskWithin, func(context.Context) bool { return fileSize(s.TracePath) > s.traceFrom })
}

func fileSize(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// address returns preferred when it is free and wanted, and a free one
// otherwise.
func (s *Stage) address(preferred string) string {
	if !s.opts.AnyPorts {
		if l, err := net.Listen("tcp", preferred); err == nil {
			l.Close()
			return preferred
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return preferred // the program that listens there explains it
	}
	defer l.Close()
	return l.Addr().String()
}

// FirstEnded returns a channel that receives the name of the first program
// that ends by itself. It watches until ctx ends.
func (s *Stage) FirstEnded(ctx context.Context) <-chan string {
	first := make(chan string, 4)
	for _, p := range []*Process{s.kiosk, s.lobbyP, s.office, s.xvfb} {
		if p == nil {
			continue
		}
		go func() {
			select {
			case <-p.ended:
				first <- p.name
			case <-ctx.Done():
			}
		}()
	}
	return first
}
