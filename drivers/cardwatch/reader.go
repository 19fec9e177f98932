package cardwatch

import (
	"context"
	"errors"
	"fmt"

	"linli/drivers/idcard"
	"linli/drivers/samv"
)

// missesForRemoved is how many looks in a row must miss a card before it
// counts as taken away: one miss happens when it is pushed about.
const missesForRemoved = 2

// answersMissed is how often in a row a module may leave a question open, a
// second each: after a reset, for how long its self-test takes is not in the
// documents, and to searches for a card.
const answersMissed = 5

// reader is a module that answers. Its methods return an error only when it no
// longer does.
type reader struct {
	dev    *samv.Dev
	opts   Opts
	report func(Event)
	wanted func() bool // a card may be read
	claim  func() bool // a card that was read may be reported

	finding *finding // of Opts.Presence, nil when that was given

	unanswered int // looks in a row that a module left open though it is well
}

// wake finds the module's speed, resets it and waits until it is well again and
// answers a search, whose outcome it returns. Without the reset a card whose
// reading was cut off by a pulled cable, or by a restart of this program, would
// lie there unseen: the module has read it and finds it no more.
func (r *reader) wake(ctx context.Context) (found bool, err error) {
	if _, err := r.dev.FindBaud(ctx); err != nil {
		return false, err
	}
	// A module may restart before it says so; whether it is there, Status tells.
	err = r.dev.Reset(ctx)
	var status *samv.StatusError
	if err != nil && !errors.As(err, &status) && !errors.Is(err, samv.ErrTimeout) {
		return false, err
	}
	for range answersMissed {
		if err = r.dev.Status(ctx); !errors.Is(err, samv.ErrTimeout) {
			break
		}
	}
	if err != nil {
		return false, err
	}
	for {
		found, err := r.look(ctx, ByFind{})
		if err != nil || r.unanswered == 0 {
			return found, err
		}
	}
}

// watch goes through one placement after the other. found says that a card lies
// there already.
func (r *reader) watch(ctx context.Context, found bool) error {
	for ; ; found = false {
		if !found {
			if err := r.awaitCard(ctx); err != nil {
				return err
			}
		}
		wanted, err := r.awaitRequest(ctx)
		if err != nil {
			return err
		}
		if !wanted {
			r.report(Event{Kind: Removed})
			continue
		}
		r.report(Event{Kind: Found})
		document, err := r.readFound(ctx)
		switch {
		case err == nil && !r.claim():
			r.report(Event{Kind: Failed, Err: fmt.Errorf("cardwatch: %w", ErrWithdrawn)})
		case err == nil:
			r.report(Event{Kind: Read, Document: document})
		case errors.Is(err, ErrMoved), errors.Is(err, ErrUnsupported), errors.Is(err, ErrUnreadable):
			r.report(Event{Kind: Failed, Err: err})
		default:
			return err
		}
		if errors.Is(err, ErrMoved) {
			continue
		}
		if err := r.awaitRemoval(ctx, r.presenceAfter(err)); err != nil {
			return err
		}
		r.report(Event{Kind: Removed})
	}
}

// presenceAfter chooses how to see a card that lies there after readFound
// returned err. A card whose record was fetched, though it was of no use,
// shows itself as any card that was read; one that never was, only find sees.
func (r *reader) presenceAfter(err error) Presence {
	if err == nil || errors.Is(err, idcard.ErrUnsupported) || errors.Is(err, idcard.ErrRecord) {
		return r.opts.Presence
	}
	return ByFind{}
}

// awaitCard polls until a card is found.
func (r *reader) awaitCard(ctx context.Context) error {
	for {
		found, err := r.look(ctx, ByFind{})
		if err != nil || found {
			return err
		}
		if r.finding != nil {
			if err := r.finding.rest(ctx, r.dev); err != nil {
				return fmt.Errorf("cardwatch: %w", err)
			}
		}
		if err := wait(ctx, r.opts.Poll); err != nil {
			return err
		}
	}
}

// awaitRequest waits until the card that lies there may be read; false says
// that it was taken away before.
func (r *reader) awaitRequest(ctx context.Context) (bool, error) {
	if r.wanted() {
		return true, nil
	}
	r.report(Event{Kind: Laid})
	for misses := 0; misses < missesForRemoved; {
		if err := wait(ctx, r.opts.Poll); err != nil {
			return false, err
		}
		present, err := r.look(ctx, ByFind{})
		if err != nil {
			return false, err
		}
		if present && r.wanted() {
			return true, nil
		}
		misses++
		if present {
			misses = 0
		}
	}
	return false, nil
}

// awaitRemoval polls until the card is missed often enough.
func (r *reader) awaitRemoval(ctx context.Context, presence Presence) error {
	for misses := 0; misses < missesForRemoved; {
		if err := wait(ctx, r.opts.Poll); err != nil {
			return err
		}
		present, err := r.look(ctx, presence)
		if err != nil {
			return err
		}
		misses++
		if present {
			misses = 0
		}
	}
	return nil
}

// look asks once whether a card is there. When the answer is lost on the way
// but the module is well, that counts as no; too often in a row, as a module
// that is of no use.
func (r *reader) look(ctx context.Context, presence Presence) (bool, error) {
	present, cause := presence.Present(ctx, r.dev)
	if cause == nil {
		r.unanswered = 0
		return present, nil
	}
	if err := r.triage(ctx, cause); err != nil {
		return false, err
	}
	if r.unanswered++; r.unanswered >= answersMissed {
		return false, fmt.Errorf("cardwatch: %w: %w", ErrBlind, cause)
	}
	return false, nil
}

// readFound reads a card that was found, again from find as long as it lies
// still. Its error is ErrMoved, ErrUnsupported or ErrUnreadable with the cause,
// or anything else when the module is lost.
func (r *reader) readFound(ctx context.Context) (idcard.Document, error) {
	var cause error
	for attempt := range r.opts.Attempts {
		if attempt > 0 {
			present, err := r.look(ctx, ByFind{})
			if err != nil {
				return idcard.Document{}, err
			}
			if !present {
				return idcard.Document{}, fmt.Errorf("cardwatch: %w: %w", ErrMoved, cause)
			}
		}
		var document idcard.Document
		if document, cause = r.readOnce(ctx); cause == nil {
			return document, nil
		}
		if verdict := final(cause); verdict != nil {
			return idcard.Document{}, fmt.Errorf("cardwatch: %w: %w", verdict, cause)
		}
		if err := r.triage(ctx, cause); err != nil {
			return idcard.Document{}, err
		}
	}
	return idcard.Document{}, fmt.Errorf("cardwatch: %w: %w", ErrUnreadable, cause)
}

// readOnce selects, reads and parses. The text is overwritten when it returns.
func (r *reader) readOnce(ctx context.Context) (idcard.Document, error) {
	if err := r.dev.Select(ctx); err != nil {
		return idcard.Document{}, err
	}
	text, err := r.dev.ReadBase(ctx)
	if err != nil {
		return idcard.Document{}, err
	}
	defer clear(text)
	if r.finding != nil && r.finding.chosen == nil {
		// Now the card lies there for certain. Whether the module is lost, the next
		// look tells.
		_, _ = r.finding.Present(ctx, r.dev)
	}
	document, err := idcard.Parse(text)
	if err == nil && r.opts.NewAddress {
		r.addAddress(ctx, &document)
	}
	return document, err
}

// addAddress reads the newest additional address. The document is whole without
// it, so a failure is one of its warnings, and a module that does not know the
// command has none to give; whether the module is lost, the next look tells.
func (r *reader) addAddress(ctx context.Context, document *idcard.Document) {
	raw, err := r.dev.ReadAddress(ctx)
	defer clear(raw)
	var status *samv.StatusError
	if errors.Is(err, samv.ErrTimeout) || errors.As(err, &status) && status.Class() == samv.ClassLink {
		return
	}
	if err == nil {
		document.NewAddress, err = idcard.ParseAddress(raw)
	}
	if err != nil {
		document.Warnings = append(document.Warnings, idcard.AddressDoubtful)
	}
}

// final returns the verdict on a card that another attempt would not change,
// nil if one might.
func final(cause error) error {
	var status *samv.StatusError
	switch {
	case errors.Is(cause, idcard.ErrUnsupported):
		return ErrUnsupported
	case errors.Is(cause, idcard.ErrRecord):
		return ErrUnreadable
	case !errors.As(cause, &status):
		return nil
	case status.SW3 == samv.WrongKind:
		return ErrUnsupported
	case status.SW3 == samv.BadSignature:
		return ErrUnreadable
	default:
		return nil
	}
}

// triage decides whether the module is lost after cause: nil if it is not.
// After silence, a damaged reply or a command it did not understand, the
// module is asked how it is.
func (r *reader) triage(ctx context.Context, cause error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var status *samv.StatusError
	doubtful := errors.Is(cause, samv.ErrTimeout) || errors.Is(cause, samv.ErrDamaged)
	if errors.As(cause, &status) {
		switch status.Class() {
		case samv.ClassLink:
			doubtful = true
		case samv.ClassOutOfService:
		default:
			return nil
		}
	}
	if !doubtful {
		return fmt.Errorf("cardwatch: %w", cause)
	}
	if err := r.dev.Status(ctx); err != nil {
		return fmt.Errorf("cardwatch: %w, then %w", cause, err)
	}
	return nil
}
