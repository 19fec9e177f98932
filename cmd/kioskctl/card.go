package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"time"

	"linli/cmd/kioskctl/internal/card"
	"linli/drivers/cardwatch"
	"linli/drivers/pcsc"
	"linli/drivers/samv"
)

// Further exit codes of card read.
const (
	exitNoCard     = 3 // the reader is well, and no card was read in time
	exitCardRefuse = 4 // the card that lies there cannot be read
)

// readerFlags are the flags of every command that speaks to a card reader.
func readerFlags(set *flag.FlagSet) (reader *card.Reader, check func() error) {
	reader = &card.Reader{}
	set.StringVar(&reader.Port, "port", "", "the reader's device `path`, a socket's path, or tcp://HOST:PORT of a serial server")
	set.IntVar(&reader.Baud, "baud", samv.DefaultOpts.Baud, "`speed` to begin with; one that the module remembers is found")
	return reader, func() error {
		switch {
		case set.NArg() > 0:
			return alone(set)
		case reader.Port == "":
			return usageError{errors.New("name the reader: -port /dev/ttyUSB0")}
		case reader.Baud < 1200 || reader.Baud > 1_000_000:
			return usageError{fmt.Errorf("-baud %d: is no speed of a reader", reader.Baud)}
		}
		return nil
	}
}

// cardReadCommand reads one card and exits with 0; with 1 when the reader does
// not answer, with exitNoCard or exitCardRefuse.
func cardReadCommand(ctx context.Context, c call) error {
	set, parse := c.flags("card read", "read one card and print it, masked (docs/devices/idcard.md)")
	reader, check := readerFlags(set)
	asJSON := set.Bool("json", false, "print the card as one line of JSON")
	reveal := set.Bool("reveal", false, "print personal data unmasked")
	patience := set.Duration("wait", 30*time.Second, "how long to wait for a card")
	social := set.String("pcsc", "", "read a social-security card in pcscd's reader of this `name` instead, or in any (docs/devices/readers.md)")
	if err := parse(); err != nil {
		return err
	}
	show := func(facts card.Facts) error {
		if *asJSON {
			return card.WriteJSON(c.stdout, facts)
		}
		return facts.WriteText(c.stdout)
	}
	if *social != "" {
		return readSocialCard(ctx, c, set, *social, *patience, func(s pcsc.SocialCard) error { return show(card.SocialFactsOf(s, *reveal)) })
	}
	if err := check(); err != nil {
		return err
	}
	document, err := card.Read(ctx, *reader, *patience, c.stderr)
	switch {
	case errors.Is(err, card.ErrNoCard):
		return exitError{exitNoCard, fmt.Errorf("%s: %w (%v)", reader.Port, err, *patience)}
	case errors.Is(err, cardwatch.ErrUnsupported), errors.Is(err, cardwatch.ErrUnreadable):
		return exitError{exitCardRefuse, fmt.Errorf("%s: %w", reader.Port, card.Explain(err))}
	case err != nil:
		return fmt.Errorf("%s: %w", reader.Port, card.Explain(err))
	}
	return show(card.FactsOf(document, *reveal))
}

// readSocialCard is card read with -pcsc; its exit codes are the same.
func readSocialCard(ctx context.Context, c call, set *flag.FlagSet, reader string, patience time.Duration, show func(pcsc.SocialCard) error) error {
	if err := alone(set); err != nil {
		return err
	}
	read, err := card.ReadSocial(ctx, reader, patience, c.stderr)
	switch {
	case err == nil:
		return show(read)
	case errors.Is(err, card.ErrNoCard):
		return exitError{exitNoCard, fmt.Errorf("%s: %w (%v)", reader, err, patience)}
	case errors.Is(err, card.ErrSocialRefused):
		return exitError{exitCardRefuse, fmt.Errorf("%s: %w", reader, err)}
	}
	return fmt.Errorf("%s: %w", reader, err)
}

// cardBaudCommand sets the speed of a reader's module and exits with 0 when the
// module was spoken to at it.
func cardBaudCommand(ctx context.Context, c call) error {
	set, parse := c.flags("card baud", "set the speed that a card reader's module uses from now on, also after a power cut (docs/devices/idcard.md)")
	reader, check := readerFlags(set)
	to := set.Int("to", 0, "the new `speed`: 115200, 57600, 38400, 19200 or 9600")
	if err := parse(); err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	if !slices.Contains(samv.Speeds(), *to) {
		return usageError{fmt.Errorf("-to %d: must be one of %v", *to, samv.Speeds())}
	}
	speed, err := card.SetBaud(ctx, *reader, *to)
	if err != nil {
		return fmt.Errorf("%s: %w", reader.Port, card.Explain(err))
	}
	if speed.From == *to {
		_, err = fmt.Fprintf(c.stdout, "module %s was and is at %d baud\n", speed.Module, *to)
		return err
	}
	_, err = fmt.Fprintf(c.stdout, "module %s was at %d baud and answers at %d; write card.baud: %d into kiosk.yaml\n",
		speed.Module, speed.From, *to, *to)
	return err
}

// watchFlags are the flags of commands that go on until they are told to stop.
func watchFlags(set *flag.FlagSet, length time.Duration) (until func(context.Context) (context.Context, context.CancelFunc), cards *int) {
	set.DurationVar(&length, "for", length, "how long; Ctrl-C ends it sooner, and 0 is until then")
	cards = set.Int("cards", 0, "stop when so many cards were read; 0 is no limit")
	return func(ctx context.Context) (context.Context, context.CancelFunc) {
		if length <= 0 {
			return context.WithCancel(ctx)
		}
		return context.WithTimeout(ctx, length)
	}, cards
}

// cardWatchCommand prints what happens at a reader until it is told to stop.
func cardWatchCommand(ctx context.Context, c call) error {
	set, parse := c.flags("card watch", "print what happens at a card reader, until Ctrl-C (docs/devices/idcard.md)")
	reader, check := readerFlags(set)
	until, cards := watchFlags(set, 0)
	asJSON := set.Bool("json", false, "print every event as one line of JSON")
	reveal := set.Bool("reveal", false, "print personal data unmasked")
	if err := parse(); err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	ctx, stop := until(ctx)
	defer stop()
	var failed error
	card.Watch(ctx, *reader, counted(cards, stop, func(e cardwatch.Event) {
		line := card.LineOf(time.Now(), e, *reveal)
		if *asJSON {
			failed = card.WriteJSON(c.stdout, line)
		} else {
			failed = line.WriteText(c.stdout)
		}
		if failed != nil { // nobody reads on
			stop()
		}
	}))
	return failed
}

// counted passes events on and calls stop when so many cards were read.
func counted(cards *int, stop func(), show func(cardwatch.Event)) func(cardwatch.Event) {
	read := 0
	return func(e cardwatch.Event) {
		show(e)
		if e.Kind != cardwatch.Read {
			return
		}
		if read++; read == *cards {
			stop()
		}
	}
}

// recordCommand writes down what crosses a reader's line.
func recordCommand(ctx context.Context, c call) error {
	set, parse := c.flags("record", "write what crosses a card reader's line to a file that tests can play back (docs/devices/idcard.md)")
	reader, check := readerFlags(set)
	until, cards := watchFlags(set, 30*time.Second)
	out := set.String("o", "", "the `FILE` to write")
	reveal := set.Bool("reveal", false, "leave the text of cards in the file; guard it as you would the cards")
	if err := parse(); err != nil {
		return err
	}
	if err := check(); err != nil {
		return err
	}
	if *out == "" {
		return usageError{errors.New("name the file to write: -o FILE")}
	}
	ctx, stop := until(ctx)
	defer stop()
	answered := false
	text, err := card.Record(ctx, *reader, *reveal, counted(cards, stop, func(e cardwatch.Event) {
		answered = answered || e.Kind == cardwatch.Back
		line := card.LineOf(time.Now(), e, false)
		line.Facts = nil // what was read is in the file, or nowhere
		_ = line.WriteText(c.stderr)
	}))
	defer clear(text)
	if err != nil {
		return err
	}
	if err := writeWhole(*out, text); err != nil {
		return err
	}
	if !answered {
		return fmt.Errorf("%s: the reader did not answer; %s holds what was tried", reader.Port, *out)
	}
	return nil
}
