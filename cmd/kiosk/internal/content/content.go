// Package content is what the office published, as this terminal holds it. It
// checks who signed and whether it can be used, keeps it, and shows it; after a
// restart it shows what was kept.
//
// It refuses what the own office did not sign, what is older than what is held,
// and what cannot be used: then the terminal goes on with what it had, and says
// so. It never shows content that is not on the disk.
package content

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"

	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/kiosk/health"
	"linli/kiosk/store"
	"linli/kiosk/terminal"
	"linli/sync/wire/linlipb"
)

// Store keeps published content; store.Store is documented there.
type Store interface {
	Publish(ctx context.Context, p *linlipb.Published) error
	Published(kind string) ([]*linlipb.Published, error)
}

// Terminal shows content and says what is wrong; terminal.Terminal is
// documented there.
type Terminal interface {
	Exchange(c *catalogue.Catalogue)
	ExchangeOpening(o terminal.Opening)
	Raise(found health.Finding)
	Clear(code health.Code)
}

// Options say whose content it is.
type Options struct {
	// Signed returns an error for what the own office did not publish. Nil on
	// trial, where the office is not known: nothing is taken then.
	Signed func(*linlipb.Published) error
	// Brought is the catalogue that is shown while none is published.
	Brought *catalogue.Catalogue
	// KeepOnly takes published catalogues and shows none of them: the settings
	// name a folder.
	KeepOnly bool
	Log      *slog.Logger
}

// Shelf holds what was published. Take and Open are called by one goroutine at
// a time, Seen by any.
type Shelf struct {
	store    Store
	terminal Terminal
	opts     Options
	seen     atomic.Uint64
	held     map[string]uint64 // newest revision on the disk, by kind
	refused  map[string]bool   // kinds whose newest revision is of no use

	items   *catalogue.Catalogue // as published, or as brought along
	notices catalogue.Notices    // that stand at the head of its listings
}

// New returns a shelf that shows nothing yet.
func New(s Store, t Terminal, opts Options) *Shelf {
	return &Shelf{store: s, terminal: t, opts: opts, held: map[string]uint64{}, refused: map[string]bool{}, items: opts.Brought}
}

// Open shows what was kept before. It blocks for reading it. An error says that
// nothing could be read; the terminal goes on with what it brought along.
func (s *Shelf) Open() error {
	if s.opts.Signed == nil {
		return nil
	}
	for kind, use := range s.uses() {
		kept, err := s.store.Published(kind)
		if err != nil {
			return fmt.Errorf("content: %w", err)
		}
		for _, p := range kept { // the newest first
			s.held[kind] = max(s.held[kind], p.GetRevision())
			show, err := s.judge(p, use)
			if err != nil {
				s.refuse(p, err)
				continue
			}
			show()
			break
		}
	}
	return nil
}

// Seen is the revision through which the office need not bring anything again:
// 0 after a start, when it is asked for all that is newest.
func (s *Shelf) Seen() uint64 { return s.seen.Load() }

// Take checks, keeps and shows what the office brought, oldest first. It blocks
// for a commit each. An error is one of the disk: the rest is to be brought
// again.
func (s *Shelf) Take(ctx context.Context, brought []*linlipb.Published) error {
	for _, p := range brought {
		if s.opts.Signed != nil && p.GetRevision() > s.held[p.GetKind()] {
			if err := s.take(ctx, p); err != nil {
				return err
			}
		}
		s.seen.Store(max(s.seen.Load(), p.GetRevision()))
	}
	return nil
}

func (s *Shelf) take(ctx context.Context, p *linlipb.Published) error {
	show, err := s.judge(p, s.uses()[p.GetKind()])
	if err != nil {
		s.refuse(p, err)
		return nil
	}
	err = s.store.Publish(ctx, p)
	if errors.Is(err, store.ErrRefused) {
		s.refuse(p, err)
		return nil
	}
	if err != nil {
		return fmt.Errorf("content: keep %s, revision %d: %w", p.GetKind(), p.GetRevision(), err)
	}
	s.held[p.GetKind()] = p.GetRevision()
	s.opts.Log.Info(kiosk.EventContentTaken, "kind", p.GetKind(), "revision", p.GetRevision(), "bytes", len(p.GetContent()))
	show()
	if delete(s.refused, p.GetKind()); len(s.refused) == 0 {
		s.terminal.Clear(health.ContentRefused)
	}
	return nil
}

// What the office publishes says when counters serve, and by when they promise.
var (
	_ terminal.Opening  = (*calendar.Calendar)(nil)
	_ terminal.LastDays = (*calendar.Calendar)(nil)
)

// use turns content into what shows it, or says why it cannot be shown.
type use func(content []byte) (show func(), err error)

// uses are the kinds that this program knows. Others are kept for a newer one.
func (s *Shelf) uses() map[string]use {
	return map[string]use{"catalogue": s.catalogue, "hours": s.hours, "notices": s.heads}
}

// judge says whether p may be shown, and how.
func (s *Shelf) judge(p *linlipb.Published, how use) (show func(), err error) {
	if err := s.opts.Signed(p); err != nil {
		return nil, err
	}
	if how == nil {
		return func() {}, nil
	}
	return how(p.GetContent())
}

// catalogue reads a packed catalogue; an empty one is none at all.
func (s *Shelf) catalogue(content []byte) (show func(), err error) {
	c := s.opts.Brought
	if len(content) > 0 {
		fsys, err := catalogue.Unpack(content)
		if err != nil {
			return nil, err
		}
		if c, err = catalogue.Load(fsys); err != nil {
			return nil, err
		}
	}
	return func() {
		if !s.opts.KeepOnly {
			s.items = c
			s.terminal.Exchange(c.With(s.notices))
		}
	}, nil
}

// heads reads notices of the office, which stand at the head of listings of
// whatever catalogue is shown; empty ones are none.
func (s *Shelf) heads(content []byte) (show func(), err error) {
	var n catalogue.Notices
	if len(content) > 0 {
		if n, err = catalogue.LoadNotices("notices", content); err != nil {
			return nil, err
		}
	}
	return func() {
		s.notices = n
		s.terminal.Exchange(s.items.With(n))
	}, nil
}

// hours reads opening hours; empty ones are those of the settings.
func (s *Shelf) hours(content []byte) (show func(), err error) {
	if len(content) == 0 {
		return func() { s.terminal.ExchangeOpening(nil) }, nil
	}
	c, err := calendar.Load("hours", content)
	if err != nil {
		return nil, err
	}
	return func() { s.terminal.ExchangeOpening(c) }, nil
}

// refuse tells technicians and, with the next Pull, the office.
func (s *Shelf) refuse(p *linlipb.Published, err error) {
	s.opts.Log.Warn(kiosk.EventContentRefused, "kind", p.GetKind(), "revision", p.GetRevision(), "err", err)
	s.refused[p.GetKind()] = true
	s.terminal.Raise(health.Finding{Code: health.ContentRefused,
		Detail: fmt.Sprintf("%s, revision %d: %v", p.GetKind(), p.GetRevision(), err)})
}
