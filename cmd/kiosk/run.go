package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"linli/assets"
	"linli/cmd/kiosk/internal/content"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/health"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
)

// ballast is room on the data disk, in bytes, that is given up when it is full.
const ballast = 8 << 20

// storeRoom is what the store's file has written out, in bytes: weeks off-line.
const storeRoom = 8 << 20

// Exit codes of kiosk.
const (
	exitOK     = 0
	exitFailed = 1 // something outside: disk, device folder, display
	exitUsage  = 2 // flags or configuration
)

// run is the whole program behind main.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "screen":
			return report(runScreen(ctx, args[1:], stderr), stderr)
		case "voice":
			return report(runVoice(ctx, args[1:], stderr), stderr)
		case "check-store": // a child process: a damaged file can kill the one that reads it
			if len(args) == 2 {
				return store.RunCheckTelling(stdout, args[1])
			}
		}
	}
	flags := flag.NewFlagSet("kiosk", flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("config", "", "settings `file`; without one the defaults hold (see -print-config)")
	check := flags.Bool("check", false, "check the settings and the service items, then stop")
	show := flags.Bool("print-config", false, "print the commented default settings, then stop")
	trace := flags.String("trace", "", "append one JSON line to `file` for each picture on the glass")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case flags.NArg() > 0:
		fmt.Fprintf(stderr, "kiosk: unknown argument %q\n", flags.Arg(0))
		return exitUsage
	case *show:
		_, _ = stdout.Write(defaultConfig)
		return exitOK
	}
	s, err := loadSettings(*path)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	items, err := loadCatalogue(s.Services)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	if *check {
		s.advise(*path, stdout)
		return tellChecked(s.Services, stdout, stderr)
	}
	return report(serve(ctx, s, items, *trace, stderr), stderr)
}

// report prints err for the technician and turns it into an exit code.
func report(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, context.Canceled) {
		return exitOK
	}
	fmt.Fprintf(stderr, "kiosk: %v\n", err)
	return exitFailed
}

// loadCatalogue reads folder, or what the program brings when it is empty.
func loadCatalogue(folder string) (*catalogue.Catalogue, error) {
	if folder == "" {
		return catalogue.Load(assets.FS)
	}
	return catalogue.Load(os.DirFS(folder))
}

// serve runs the terminal until ctx ends.
func serve(ctx context.Context, s settings, items *catalogue.Catalogue, tracePath string, stderr io.Writer) error {
	if os.Getenv("DISPLAY") == "" {
		return errors.New("DISPLAY is not set: start kiosk inside an X session, for example with xinit; nothing else was touched")
	}
	log := slog.New(slog.NewJSONHandler(stderr, nil)).With("device", s.Device)
	office, err := knowOffice(s, log)
	if err != nil {
		return err
	}
	trace, err := openTrace(tracePath)
	if err != nil {
		return err
	}
	defer trace.Close()
	start := terminal.NewStartup(terminal.Options{
		Place: s.Place, Device: kiosk.DeviceID(s.Device), Demo: s.Demo, Zone: s.Zone,
		Custodian: s.Custodian.Phone, Trace: trace, Log: log,
	})
	defer showing(ctx, start, s.Screen, log)()
	books, err := opener{
		open:   func(ctx context.Context) (*store.Store, error) { return openStore(ctx, s, office.sealer, start, log) },
		failed: start.Failed, log: log,
	}.run(ctx)
	if err != nil {
		return err
	}
	defer books.Close()
	return join(ctx, s, items, books, office, start, trace, log)
}

// clockOff is how far the clock may be off before no card is refused by it.
const clockOff = time.Hour

// join wires the parts around an open store and runs them until ctx ends.
func join(ctx context.Context, s settings, items *catalogue.Catalogue, books *store.Store, office *officeEnd, start *terminal.Startup, trace io.Writer, log *slog.Logger) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	line := newLine(books, office, s, log)
	receipts, err := newPrinter(s.Printer, s.Data, log)
	if err != nil {
		return err
	}
	a4, err := newSheets(s.A4, s.Device)
	if err != nil {
		return err
	}
	lamps, keepLines, err := wireLines(s.Lines, log)
	if err != nil {
		return err
	}
	said, keepVoice := wireVoice(s.Voice, log)
	visits := store.NewVisitMark(storePath(s))
	term := terminal.New(items, newReader(s.Card), receipts, books, line, terminal.Options{
		Place: s.Place, Device: kiosk.DeviceID(s.Device), Demo: s.Demo, Zone: s.Zone,
		Hours: s.Hours.opening(), ReaderSide: s.Card.Side, PrinterSide: s.Printer.Side,
		PaperWidth: receipts.width(), TrackURL: s.pageURL(s.TrackURL, "T"), GuideURL: s.pageURL(s.GuideURL, "G"),
		CaseURL: s.pageURL("", "C"), NoticeURL: s.pageURL("", "N"), Trace: trace, Log: log,
		Custodian: s.Custodian.Phone, Diagnose: diagnose, Ratings: books, Lamps: lamps,
		Desk: office.desk(kiosk.DeviceID(s.Device)), OfficePhone: s.Office.Phone,
		Sheets: a4, Papers: books, SheetSide: s.A4.Side,
		Voice: said, Hearing: s.Voice.hearing(), Headphones: newJack(s.Voice, log),
		Scanner: newScanner(s.Scan), ScanSide: s.Scan.Side,
		Visits: visits, Outage: outage(books, visits, time.Now(), log),
		ClockRight: func() bool { return books.WallAgrees(clockOff) },
	})
	line.term = term
	line.shelf = content.New(books, term, content.Options{
		Signed: office.signed(), Brought: items, KeepOnly: s.Services != "", Log: log,
	})
	if err := line.shelf.Open(); err != nil {
		log.Error(kiosk.EventStoreTrouble, "err", err) // residents see what the program brought
	}
	if found := books.Opened(); found.Damage != nil {
		term.Raise(health.Finding{Code: health.StoreMended, Detail: fmt.Sprintf("%s; %d records lost", found.Quarantined, found.Lost)})
	}
	log.Info(kiosk.EventStarted, "screen", fmt.Sprintf("%dx%d", s.Screen.Width, s.Screen.Height))
	parts := []func(){
		func() { line.run(ctx, log) },
		func() { office.renew(ctx) },
		func() { keepDoor(ctx, storePath(s), books, log) },
		func() { gauge{books.Fullness, term.Raise, term.Clear, log}.run(ctx, gaugeEvery) },
	}
	if keepVoice != nil {
		parts = append(parts, func() { keepVoice(ctx, term) })
	}
	if keepLines != nil {
		parts = append(parts, func() { keepLines(ctx, term) })
	}
	ended := make(chan struct{})
	for _, part := range parts {
		go func() {
			part()
			ended <- struct{}{}
		}()
	}
	start.HandOver(term)
	err = term.Run(ctx)
	cancel()
	for range parts {
		<-ended
	}
	log.Info(kiosk.EventStopped)
	return errors.Join(err, receipts.close())
}

// openTrace opens the trace file for appending; an empty path traces nowhere.
func openTrace(path string) (io.WriteCloser, error) {
	if path == "" {
		return nopCloser{io.Discard}, nil
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	return f, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
