package visitplay

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// Do plays one deed of a resident who lays that card. code is that of the case
// which earlier deeds left, or empty. It blocks for the seconds that a person
// needs, at most TurnWithin for each turn. The Deed tells what is known also when an
// error comes with it.
func (p *Player) Do(ctx context.Context, script DeedScript, card, code string) (Deed, error) {
	w := &walk{Player: p, card: card, code: code, log: p.Log, deed: Deed{Name: script.Name, Facts: map[string]string{}, Pictures: []string{}}}
	if w.log == nil {
		w.log = slog.New(slog.DiscardHandler)
	}
	for _, t := range script.Turns {
		if err := w.take(ctx, t); err != nil {
			return w.deed, fmt.Errorf("visitplay: %s, screen %s: %w", script.Name, strings.TrimSpace(string(t.Screen)+" "+t.Field), err)
		}
	}
	rest, err := w.Trace.Catch()
	if err != nil {
		return w.deed, err
	}
	for _, line := range rest {
		w.note(line.View)
	}
	w.deed.Done = true
	return w.deed, nil
}

// walk is one deed while it is played.
type walk struct {
	*Player
	log   *slog.Logger
	card  string
	code  string // of the newest case
	grade string // that was touched last
	deed  Deed

	screens int       // that were kept
	last    uint64    // Seq of the picture that was touched last
	lifted  time.Time // when the finger left it
}

// take waits for the screen of a turn, keeps its picture, and acts on it.
func (w *walk) take(ctx context.Context, t Turn) error {
	within := orDefault(w.TurnWithin, defaultTurnWithin)
	ctx, stop := context.WithTimeoutCause(ctx, within, fmt.Errorf("not done after %v", within))
	defer stop()
	if t.Screen == staff {
		return w.atDesk(ctx, t.Acts)
	}
	line, err := w.await(ctx, t.on)
	if err != nil {
		return err
	}
	if err := w.keepPicture(ctx, line); err != nil {
		return err
	}
	for _, act := range t.Acts {
		w.log.Info("does", "deed", w.deed.Name, "screen", t.Screen, "act", act)
		if err := w.act(ctx, act); err != nil {
			return err
		}
	}
	return nil
}

// on tells whether a picture is that of the turn.
func (t Turn) on(l Line) bool {
	return l.Screen == t.Screen && (t.Field == "" || l.View.Form != nil && l.View.Form.Field == t.Field)
}

// await returns the first picture after the one that was touched for which want
// holds, and takes the facts of all until then.
func (w *walk) await(ctx context.Context, want func(Line) bool) (Line, error) {
	line, err := w.Trace.Await(ctx, func(l Line) bool {
		if !w.answers(l) {
			return false
		}
		w.note(l.View)
		return want(l)
	})
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return line, err
}

// answers tells whether l came of the last touch. A key that was pressed shows in
// a new line with the same Seq, and not before the finger was up again: a line
// before that tells of a record that was sent.
func (w *walk) answers(l Line) bool {
	return l.Seq > w.last || l.At.After(w.lifted)
}

// note takes the facts of a picture.
func (w *walk) note(v flow.View) {
	facts := w.deed.Facts
	if r := v.Received; r != nil {
		w.code = r.Code
		facts["code"], facts["receipt"] = r.Code, string(r.Print)
		if r.Due != "" {
			facts["due"] = r.Due
		}
	}
	if t := v.Track; t != nil && t.Case != nil {
		facts["state"] = string(t.Case.State)
	}
	if c := v.Claim; c != nil {
		facts["paper"], facts["serial"] = string(c.Paper), c.Serial
	}
	if n := v.Notice; n != nil {
		facts["notice"] = n.Title.In(v.Lang)
	}
	if r := v.Rate; r != nil && r.Phase == flow.RateThanks {
		facts["grade"] = w.grade
	}
}

func (w *walk) keepPicture(ctx context.Context, line Line) error {
	picture, err := w.Glass.Settled(ctx, settlePatience)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	w.screens++
	return w.keep(w.deed.Name+"-"+PictureName(w.screens-1, string(line.Screen)), file.Bytes())
}

// keep writes one file and names it in the deed.
func (w *walk) keep(name string, content []byte) error {
	if err := os.WriteFile(filepath.Join(w.Dir, name), content, 0o644); err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	w.deed.Pictures = append(w.deed.Pictures, name)
	return nil
}

func (w *walk) act(ctx context.Context, act string) error {
	switch word, rest, _ := strings.Cut(act, ":"); {
	case act == "card":
		return w.Lobby.Lay(ctx, w.card)
	case act == "lift":
		return w.Lobby.Lift(ctx)
	case act == "receipt":
		return w.receipt(ctx)
	case act == "certificate":
		return w.certificate(ctx)
	case word == "type":
		for _, key := range rest {
			if err := w.touch(ctx, flow.Control("key:"+string(key))); err != nil {
				return err
			}
		}
		return nil
	case strings.HasSuffix(act, "*"):
		return w.touchOn(ctx, flow.Control(strings.TrimSuffix(act, "*")))
	}
	if grade, ok := strings.CutPrefix(act, "grade:"); ok {
		w.grade = grade
	}
	return w.touch(ctx, flow.Control(strings.ReplaceAll(act, "{code}", w.code)))
}

// touch presses a control as soon as it is there, turning pages until it is.
func (w *walk) touch(ctx context.Context, c flow.Control) error {
	for {
		there := c
		line, err := w.await(ctx, func(l Line) bool {
			if _, ok := PlaceOf(l, c); ok {
				there = c
				return true
			}
			there = flow.PageAfter
			_, turns := PlaceOf(l, there)
			return turns
		})
		if err != nil {
			return fmt.Errorf("no %s on screen %q: %w", c, w.Trace.Newest().Screen, err)
		}
		place, _ := PlaceOf(line, there)
		w.last = line.Seq
		if w.lifted, err = w.Glass.Touch(ctx, place); err != nil {
			return err
		}
		if there == c {
			return nil
		}
	}
}

// touchOn presses a control until the screen is another.
func (w *walk) touchOn(ctx context.Context, c flow.Control) error {
	for on := w.Trace.Newest().Screen; w.Trace.Newest().Screen == on; {
		if err := w.touch(ctx, c); err != nil {
			return err
		}
		if _, err := w.await(ctx, func(Line) bool { return true }); err != nil {
			return err
		}
	}
	return nil
}

// receipt waits until the paper is out, keeps its picture and takes it.
func (w *walk) receipt(ctx context.Context) error {
	_, err := w.await(ctx, func(l Line) bool { return l.View.Received != nil && l.View.Received.Print == kiosk.Printed })
	if err != nil {
		return err
	}
	n, err := w.Lobby.Papers(ctx)
	if err != nil {
		return err
	}
	picture, err := w.Lobby.PaperPNG(ctx, n)
	if err != nil {
		return err
	}
	if err := w.keep(w.deed.Name+"-receipt.png", picture); err != nil {
		return err
	}
	return w.Lobby.TakePaper(ctx)
}

// certificate waits until the A4 printer is done and keeps what it got.
func (w *walk) certificate(ctx context.Context) error {
	_, err := w.await(ctx, func(l Line) bool { return l.View.Claim != nil && l.View.Claim.Paper == kiosk.Printed })
	if err != nil {
		return err
	}
	n, err := w.Lobby.A4Pages(ctx)
	if err != nil {
		return err
	}
	page, err := w.Lobby.A4Page(ctx, n)
	if err != nil {
		return err
	}
	return w.keep(w.deed.Name+".pdf", page)
}

// atDesk has staff move the case.
func (w *walk) atDesk(ctx context.Context, acts []string) error {
	id, err := w.Office.CaseID(ctx, w.code)
	words := ""
	for _, act := range acts {
		if said, ok := strings.CutPrefix(act, "words:"); ok {
			words = said
			continue
		}
		if err == nil {
			w.log.Info("staff move the case", "to", act)
			w.deed.Facts["moved"] = act
			err = w.Office.MoveCase(ctx, id, kiosk.CaseState(act), words)
		}
	}
	return err
}
