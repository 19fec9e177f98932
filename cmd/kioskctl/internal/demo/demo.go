// Package demo shows Linli whole: it puts office, lobby and terminal on a
// stage and either plays one resident's visits or leaves the window to whoever
// sits in front of it.
//
// It refuses to pass on a half visit: Play returns nil only when the ticket
// was printed and, where there is an office, the record stands there and all
// that comes after the ticket was done.
package demo

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"image"
	"io"
	"log/slog"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"linli/internal/stage"
	"linli/internal/visitplay"
	"linli/kiosk"
)

// Options says what to show.
type Options struct {
	Bin       string // folder of the programs
	Dir       string // everything that is written
	Display   string // X display for Open
	Landscape bool
	Lang      kiosk.Lang // language of the played resident
	Card      string     // specimen the resident lays, or visitplay.NoCard
	NoOffice  bool
	AnyPorts  bool
	Out       io.Writer // what a person at the terminal reads
	Log       *slog.Logger
}

// leastSide is the smallest side in pixels of a window the terminal accepts.
const leastSide = 640

// pitch is that of a 21.5 inch panel with 1080x1920 pixels, in millimetres.
const pitch = 0.248

// panel returns the size of the terminal's panel.
func (o Options) panel() image.Point {
	if o.Landscape {
		return image.Pt(1920, 1080)
	}
	return image.Pt(1080, 1920)
}

// Play starts everything on a virtual display, plays one visit for a ticket and
// then what stands in deeds.txt, leaves pictures, papers and summary.json in
// Dir/visit, and ends everything. It takes about a minute and a half, and at
// most about four.
func Play(ctx context.Context, opts Options) (err error) {
	visit := filepath.Join(opts.Dir, "visit")
	if err := os.RemoveAll(visit); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	s, err := raise(ctx, stage.Options{
		Bin: opts.Bin, Dir: opts.Dir, NoOffice: opts.NoOffice, AnyPorts: opts.AnyPorts,
		Window: stage.Window{Size: opts.panel(), PitchMM: pitch, Fullscreen: true},
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	player, err := s.Player(ctx, visit)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer player.Glass.Close()
	player.Log = opts.Log
	summary, err := player.Play(ctx, visitplay.Script{Card: opts.Card, Lang: opts.Lang})
	if err == nil && !opts.NoOffice && opts.Card == deedsCard {
		summary.Deeds, err = playDeeds(ctx, player)
	}
	err = errors.Join(err, summary.Write(visit))
	if err == nil {
		err = summary.Failure(!opts.NoOffice)
	}
	if err != nil {
		return fmt.Errorf("demo: visit in %s: %w", visit, err)
	}
	opts.tell(summary)
	fmt.Fprintf(opts.Out, "Pictures, papers and summary.json: %s\n", visit)
	return nil
}

// raise starts everything; the office has opening hours, so that due dates are
// known. On error nothing is left running.
func raise(ctx context.Context, opts stage.Options) (*stage.Stage, error) {
	s, err := stage.Raise(ctx, opts)
	if err != nil {
		return nil, err
	}
	if err := s.PublishHours(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// deedsCard is the specimen whose owner does what stands in deeds.txt.
const deedsCard = "A"

//go:embed deeds.txt
var deeds string

// playDeeds does what comes after the ticket, up to the first that fails.
func playDeeds(ctx context.Context, player *visitplay.Player) ([]visitplay.Deed, error) {
	scripts, err := visitplay.ParseDeeds(deeds)
	if err != nil {
		return nil, err
	}
	var all []visitplay.Deed
	code := ""
	for _, script := range scripts {
		deed, err := player.Do(ctx, script, deedsCard, code)
		if all = append(all, deed); err != nil {
			return all, err
		}
		if got := deed.Facts["code"]; got != "" {
			code = got
		}
	}
	return all, nil
}

// tell says what was played.
func (o Options) tell(s visitplay.Summary) {
	fmt.Fprintf(o.Out, "Ticket %s was printed", s.TicketNumber)
	if !o.NoOffice {
		fmt.Fprint(o.Out, " and its record stands at the office")
	}
	fmt.Fprintln(o.Out, ".")
	for _, d := range s.Deeds {
		fmt.Fprintf(o.Out, "%s:", d.Name)
		for _, fact := range slices.Sorted(maps.Keys(d.Facts)) {
			fmt.Fprintf(o.Out, " %s %s", fact, d.Facts[fact])
		}
		fmt.Fprintln(o.Out)
	}
}

// Open starts everything with the terminal in a window on opts.Display and
// leaves it running until ctx ends or one of the programs does.
func Open(ctx context.Context, opts Options) (err error) {
	glass, err := visitplay.OpenGlass(ctx, opts.Display)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	window := Fit(glass.Size(), opts.panel())
	glass.Close()
	s, err := raise(ctx, stage.Options{
		Bin: opts.Bin, Dir: opts.Dir, Display: opts.Display, NoOffice: opts.NoOffice,
		AnyPorts: opts.AnyPorts, Window: window,
	})
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	fmt.Fprintf(opts.Out, "The terminal stands in its window. Lay cards and take the paper here:\n  lobby   %s\n", s.LobbyURL)
	if s.OfficeURL != "" {
		fmt.Fprintf(opts.Out, "Tickets arrive and are called here:\n  office  %s\nThe codes on paper lead here:\n  phones  %s\n", s.OfficeURL, s.PublicURL)
	}
	fmt.Fprintf(opts.Out, "Logs: %s\nCtrl-C ends all of it.\n", filepath.Join(s.Dir, "log"))
	select {
	case <-ctx.Done():
		return nil
	case name := <-s.FirstEnded(ctx):
		return fmt.Errorf("demo: %s ended by itself; see %s", name, filepath.Join(s.Dir, "log"))
	}
}

// Fit returns a window for a display of the size room that shows the panel
// whole: smaller where it must be, everything on it keeping its size in
// millimetres of the panel, and turned on its side where it would become too
// small to read.
func Fit(room, panel image.Point) stage.Window {
	upright := shrink(room, panel)
	if min(upright.Size.X, upright.Size.Y) >= leastSide {
		return upright
	}
	turned := shrink(room, image.Pt(panel.Y, panel.X))
	if min(turned.Size.X, turned.Size.Y) >= leastSide {
		return turned
	}
	return scaled(panel, leastSide/float64(min(panel.X, panel.Y))) // larger than the display, and readable
}

// shrink scales the panel down to the room that a window's frame and a task
// bar leave.
func shrink(room, panel image.Point) stage.Window {
	const share = 0.9
	return scaled(panel, min(1, share*float64(room.X)/float64(panel.X), share*float64(room.Y)/float64(panel.Y)))
}

func scaled(panel image.Point, by float64) stage.Window {
	return stage.Window{
		Size:    image.Pt(int(math.Round(by*float64(panel.X))), int(math.Round(by*float64(panel.Y)))),
		PitchMM: pitch / by,
	}
}
