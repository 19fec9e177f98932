package visitplay

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// act does what the screen asks for, once for each scene; again says that the
// glass did not answer for a while.
func (v *visit) act(ctx context.Context, line Line, again bool) error {
	asked := sceneOf(line)
	if asked == v.acted && !again {
		return nil
	}
	v.acted = asked
	switch line.Screen {
	case flow.Attract:
		return v.begin(ctx, line)
	case flow.Home:
		if want := v.script.Lang; want != "" && line.View.Lang != want {
			return v.touch(ctx, line, flow.SwitchLang)
		}
		return v.touchFirstTile(ctx, line)
	case flow.ChooseItem:
		return v.touchFirstTile(ctx, line)
	case flow.Guide:
		return v.touch(ctx, line, flow.TakeTicket)
	case flow.Identify:
		return v.identify(ctx, line, again)
	case flow.Number:
		return v.takePaper(ctx, line)
	case flow.Problem:
		return fmt.Errorf("visitplay: the terminal shows a problem: %q", line.View.Trouble)
	}
	return nil
}

// begin touches the attract screen: anywhere, so its middle.
func (v *visit) begin(ctx context.Context, line Line) error {
	place, ok := PlaceOf(line, flow.Begin)
	if !ok {
		place = image.Pt(line.Shown.Width/2, line.Shown.Height/2)
	}
	_, err := v.Glass.Touch(ctx, place)
	return err
}

func (v *visit) touchFirstTile(ctx context.Context, line Line) error {
	for _, tile := range line.View.Tiles {
		if _, ok := PlaceOf(line, tile.Control); ok {
			return v.touch(ctx, line, tile.Control)
		}
	}
	return fmt.Errorf("visitplay: screen %q shows no tile", line.Screen)
}

func (v *visit) touch(ctx context.Context, line Line, control flow.Control) error {
	place, ok := PlaceOf(line, control)
	if !ok {
		return fmt.Errorf("visitplay: screen %q has no control %q", line.Screen, control)
	}
	v.log.Info("touches", "control", control, "x", place.X, "y", place.Y)
	_, err := v.Glass.Touch(ctx, place)
	return err
}

// identify lays the card, lays it again when it was moved, and goes on without
// one when the terminal says that it cannot read it.
func (v *visit) identify(ctx context.Context, line Line, again bool) error {
	trouble := line.View.Trouble
	if v.laid && trouble == "" && !again {
		return nil // it is being read
	}
	if err := v.lift(ctx); err != nil {
		return err
	}
	if v.script.Card == NoCard || trouble != "" && trouble != kiosk.CardMoved {
		v.sum.DocumentKind = kiosk.NoDocument
		return v.touch(ctx, line, flow.SkipCard)
	}
	v.log.Info("lays the card", "specimen", v.script.Card)
	v.laid = true
	return v.Lobby.Lay(ctx, v.script.Card)
}

// lift takes the card off the reader if it lies there.
func (v *visit) lift(ctx context.Context) error {
	if !v.laid {
		return nil
	}
	v.laid = false
	return v.Lobby.Lift(ctx)
}

// takePaper takes the card and, once the print job has ended, the ticket, keeps
// the ticket's picture and leaves. It does so once.
func (v *visit) takePaper(ctx context.Context, line Line) error {
	state := v.sum.PrintOutcome
	if v.served || state == kiosk.PrintPending || state == kiosk.Printing {
		return nil
	}
	v.served = true
	if err := v.lift(ctx); err != nil {
		return err
	}
	if state != kiosk.Printed && state != kiosk.PrintedUncut {
		return nil
	}
	n, err := v.Lobby.Papers(ctx)
	if err != nil {
		return err
	}
	if n != v.papersBefore+1 {
		return fmt.Errorf("visitplay: %d papers came out, want 1", n-v.papersBefore)
	}
	if err := v.keepPaper(ctx, n); err != nil {
		return err
	}
	v.log.Info("takes the ticket", "number", v.sum.TicketNumber)
	if err := v.Lobby.TakePaper(ctx); err != nil {
		return err
	}
	if _, there := PlaceOf(line, flow.Finish); !there {
		return nil // the terminal ends the visit by itself
	}
	return v.touch(ctx, line, flow.Finish)
}

func (v *visit) keepPaper(ctx context.Context, n int) error {
	text, err := v.Lobby.Paper(ctx, n)
	if err != nil {
		return err
	}
	// The number may be a picture on the paper; the code beside it names the
	// same ticket.
	read := strings.Join(slices.Concat(text.Lines, text.QR), "\n")
	if !strings.Contains(read, v.sum.TicketNumber) && (v.track == "" || !strings.Contains(read, v.track)) {
		return fmt.Errorf("visitplay: the paper shows neither %s nor its code %s: %q", v.sum.TicketNumber, v.track, read)
	}
	picture, err := v.Lobby.PaperPNG(ctx, n)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(v.Dir, "ticket.png"), picture, 0o644); err != nil {
		return fmt.Errorf("visitplay: ticket picture: %w", err)
	}
	return nil
}
