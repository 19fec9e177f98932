package visitplay

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Default times of a Player.
const (
	defaultVisitWithin  = 90 * time.Second
	defaultTouchAgain   = 3 * time.Second
	defaultOfficeWithin = 20 * time.Second
	defaultTurnWithin   = 20 * time.Second
	settlePatience      = time.Second
	officeEvery         = 200 * time.Millisecond
)

// NoCard as Script.Card is a resident who goes on without a card.
const NoCard = "none"

// Script is what the resident wants.
type Script struct {
	Card string     // specimen to lay, "A" to "D", or NoCard
	Lang kiosk.Lang // empty: whatever the terminal begins with
}

// Player plays residents' visits at one terminal, one after the other.
type Player struct {
	Glass  *Glass
	Trace  *Trace
	Lobby  *Lobby
	Office *Office      // nil when there is no office
	Dir    string       // where the pictures and the ticket go; must exist
	Log    *slog.Logger // what the resident sees and does; nil is silent

	VisitWithin  time.Duration // 0: 90 s, from the first look to attract again
	TouchAgain   time.Duration // 0: 3 s without an answer, then the resident touches again
	OfficeWithin time.Duration // 0: 20 s for the record to arrive after the visit
	TurnWithin   time.Duration // 0: 20 s for one screen of a deed
}

// Play plays one visit: from attract, through everything the screens ask for,
// back to attract, and on until the office has the record. It blocks as long
// as the visit takes, bounded by VisitWithin and OfficeWithin. The summary
// tells what is known also when an error comes with it.
func (p *Player) Play(ctx context.Context, s Script) (Summary, error) {
	v := &visit{Player: p, script: s, log: p.Log}
	if v.log == nil {
		v.log = slog.New(slog.DiscardHandler)
	}
	papers, err := p.Lobby.Papers(ctx)
	if err != nil {
		return v.sum, err
	}
	v.papersBefore = papers
	if err := v.run(ctx); err != nil {
		return v.sum, err
	}
	return v.sum, v.awaitOffice(ctx)
}

// visit is one visit while it is played.
type visit struct {
	*Player
	script       Script
	log          *slog.Logger
	sum          Summary
	papersBefore int
	scene        string // the last one that was looked at
	acted        string // the last one that was answered
	laid         bool   // a card lies on the reader
	served       bool   // the number was seen and the paper taken
	track        string // tracking code of the ticket
}

func (v *visit) run(ctx context.Context) error {
	within := orDefault(v.VisitWithin, defaultVisitWithin)
	ctx, stop := context.WithTimeoutCause(ctx, within, fmt.Errorf("visit not over after %v", within))
	defer stop()
	line, err := v.Trace.Await(ctx, func(l Line) bool { return l.Screen == flow.Attract })
	if err != nil {
		return err
	}
	for again := false; ; {
		if line, err = v.look(ctx, line); err != nil {
			return err
		}
		if line.Screen == flow.Attract && v.sum.VisitID != "" {
			return v.takePaper(ctx, line)
		}
		if err := v.act(ctx, line, again); err != nil {
			return err
		}
		if line, again, err = v.next(ctx); err != nil {
			return err
		}
	}
}

// next waits for the next picture on the glass. When none comes the resident
// looks again at the one that is there and may act again.
func (v *visit) next(ctx context.Context) (line Line, again bool, err error) {
	wait, stop := context.WithTimeout(ctx, orDefault(v.TouchAgain, defaultTouchAgain))
	defer stop()
	line, err = v.Trace.Next(wait)
	if err == nil {
		return line, false, nil
	}
	if ctx.Err() != nil {
		return line, false, fmt.Errorf("visitplay: on screen %q: %w", v.Trace.Newest().Screen, context.Cause(ctx))
	}
	if wait.Err() == nil {
		return line, false, err
	}
	return v.Trace.Newest(), true, nil
}

// look keeps the facts of what is on the glass, and a picture of each scene
// that rests long enough for one. It returns what is on the glass at its end.
func (v *visit) look(ctx context.Context, line Line) (Line, error) {
	for {
		v.keep(line)
		scene := sceneOf(line)
		if scene == v.scene {
			return line, nil
		}
		picture, err := v.Glass.Settled(ctx, settlePatience)
		if err != nil {
			return line, err
		}
		newest, err := v.catch()
		if err != nil {
			return line, err
		}
		if sceneOf(newest) == scene {
			v.log.Info("sees", "scene", scene)
			v.scene = scene
			return newest, v.keepPicture(picture, newest)
		}
		v.log.Info("passed by", "scene", scene)
		line = newest
	}
}

// catch takes the facts of all that came meanwhile and returns what is on the
// glass now.
func (v *visit) catch() (Line, error) {
	lines, err := v.Trace.Catch()
	for _, line := range lines {
		v.keep(line)
	}
	return v.Trace.Newest(), err
}

// keepPicture writes the picture of a screen and notes that it was met.
func (v *visit) keepPicture(picture image.Image, line Line) error {
	name := PictureName(len(v.sum.Screens), string(line.Screen))
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return fmt.Errorf("visitplay: picture %s: %w", name, err)
	}
	if err := os.WriteFile(filepath.Join(v.Dir, name), file.Bytes(), 0o644); err != nil {
		return fmt.Errorf("visitplay: picture: %w", err)
	}
	v.sum.Screens = append(v.sum.Screens, string(line.Screen))
	return nil
}

// sceneOf names what is worth one picture.
func sceneOf(line Line) string {
	scene := string(line.Screen) + " " + string(line.View.Lang)
	if c := line.View.Card; c != nil {
		scene += " card " + string(c.Phase)
	}
	if t := line.View.Ticket; t != nil {
		scene += " paper " + string(t.Print)
	}
	if line.View.Trouble != "" {
		scene += " trouble " + string(line.View.Trouble)
	}
	return scene
}

// keep takes the facts of a line into the summary.
func (v *visit) keep(line Line) {
	v.sum.RecordsPending = line.RecordsPending
	if line.Visit != "" {
		v.sum.VisitID = line.Visit
	}
	if c := line.View.Card; c != nil && c.Phase == flow.CardRead {
		v.sum.DocumentKind = kindOfSpecimen(v.script.Card)
	}
	if t := line.View.Ticket; t != nil && t.Number != "" {
		v.sum.TicketNumber, v.sum.PrintOutcome, v.track = t.Number, t.Print, t.Track
	}
}

// awaitOffice waits until the record stands at the office and nothing waits at
// the terminal.
func (v *visit) awaitOffice(ctx context.Context) error {
	if v.Office == nil {
		return nil
	}
	within := orDefault(v.OfficeWithin, defaultOfficeWithin)
	ctx, stop := context.WithTimeoutCause(ctx, within, fmt.Errorf("nothing after %v", within))
	defer stop()
	tick := time.NewTicker(officeEvery)
	defer tick.Stop()
	var last error
	for {
		if _, err := v.catch(); err != nil {
			return err
		}
		if last = v.askOffice(ctx); last == nil && v.sum.OfficeHas && v.sum.RecordsPending == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("visitplay: ticket %s at the office (record there: %t, records waiting: %d): %w",
				v.sum.TicketNumber, v.sum.OfficeHas, v.sum.RecordsPending, errors.Join(context.Cause(ctx), last))
		case <-tick.C:
		}
	}
}

func (v *visit) askOffice(ctx context.Context) error {
	all, err := v.Office.Tickets(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Visit == v.sum.VisitID && t.Number == v.sum.TicketNumber {
			v.sum.OfficeHas = true
			if t.DocumentKind != "" {
				v.sum.DocumentKind = t.DocumentKind
			}
		}
	}
	return nil
}

// kindOfSpecimen tells which document a specimen card of the lobby is.
func kindOfSpecimen(card string) kiosk.DocumentKind {
	switch card {
	case "A":
		return kiosk.ResidentCard
	case "B":
		return kiosk.ForeignerCard
	case "C":
		return kiosk.HKMacaoTaiwanCard
	}
	return kiosk.NoDocument
}

func orDefault(d, fallback time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return fallback
}
