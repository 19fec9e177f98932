package publish

import (
	"cmp"
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

const (
	// lookEvery is how soon a desk sees what was published beside it.
	lookEvery = time.Second
	// lookPatience bounds one look into the database.
	lookPatience = 10 * time.Second
	// againAfter is the pause before a terminal is brought the same once more:
	// its answer was lost, or it could not keep it.
	againAfter = 10 * time.Second
	// pullCost spreads the answers to terminals that all wait for the same.
	pullCost = 4 * time.Millisecond
)

// Desk knows what is published now. It is safe for concurrent use, also beside
// others on the same database.
type Desk struct {
	kept office.Publications
	log  *slog.Logger
	now  func() time.Time

	mu       sync.Mutex           // protects the fields below
	newest   []*linlipb.Published // of each kind, in order of revision
	revision uint64               // of the last of them
	changed  chan struct{}        // closed and replaced when newest changes
	waiting  int                  // Pulls that wait for a change
	brought  map[string]delivery  // by device
	ahead    uint64               // highest revision a terminal told of
	warned   uint64               // of ahead
}

// delivery is what one terminal was brought last.
type delivery struct {
	after, through uint64
	at             time.Time
}

// NewDesk returns a desk that has not looked yet.
func NewDesk(kept office.Publications, log *slog.Logger, now func() time.Time) *Desk {
	return &Desk{kept: kept, log: log, now: now, changed: make(chan struct{}), brought: map[string]delivery{}}
}

// Run looks what is published, until ctx ends.
func (d *Desk) Run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	faulty := false
	for {
		err := d.Look(ctx)
		if err != nil && ctx.Err() == nil && !faulty {
			d.log.Error(kiosk.EventOfficeTrouble, "err", err)
		}
		faulty = err != nil
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Look reads what was published since the last look. It blocks for the
// database, 10 s at most.
func (d *Desk) Look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	d.mu.Lock()
	after := d.revision
	d.mu.Unlock()
	fresh, err := d.kept.Newest(ctx, after)
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range fresh {
		d.add(p)
	}
	if d.ahead > max(d.revision, d.warned) {
		d.warned = d.ahead
		d.log.Warn(kiosk.EventContentAhead, "theirs", d.ahead, "ours", d.revision)
	}
	return nil
}

// add puts p in the place of its kind; d.mu is held.
func (d *Desk) add(p office.Publication) {
	if p.Revision <= d.revision {
		return // another look was quicker
	}
	d.newest = slices.DeleteFunc(slices.Clone(d.newest), func(old *linlipb.Published) bool { return old.GetKind() == p.Kind })
	d.newest = append(d.newest, &linlipb.Published{
		Kind: p.Kind, Revision: p.Revision, Content: p.Content, Signature: p.Signature, Certificate: p.Certificate,
	})
	slices.SortFunc(d.newest, func(a, b *linlipb.Published) int { return cmp.Compare(a.GetRevision(), b.GetRevision()) })
	d.revision = p.Revision
	close(d.changed)
	d.changed = make(chan struct{})
	d.log.Info(kiosk.EventContentPublished, "kind", p.Kind, "revision", p.Revision, "bytes", len(p.Content))
}

// Newest returns the content of kind that is published now and its revision,
// 0 when there is none. It does not block.
func (d *Desk) Newest(kind string) (content []byte, revision uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.newest {
		if p.GetKind() == kind {
			return p.GetContent(), p.GetRevision()
		}
	}
	return nil, 0
}

// news returns what to bring a terminal that has all through after: as much as
// one answer holds, the oldest first. When it was brought the same just now
// there is none, and pause says when to ask again.
func (d *Desk) news(device string, after uint64) (news []*linlipb.Published, pause time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead = max(d.ahead, after)
	size := 0
	for _, p := range d.newest {
		if p.GetRevision() <= after {
			continue
		}
		if size += len(p.GetContent()); size > wire.MaxPublished && len(news) > 0 {
			break
		}
		news = append(news, p)
	}
	if len(news) == 0 {
		delete(d.brought, device)
		return nil, 0
	}
	now, last := d.now(), d.brought[device]
	through := news[len(news)-1].GetRevision()
	since := now.Sub(last.at)
	if last.after == after && last.through == through && since >= 0 && since < againAfter {
		return nil, againAfter - since
	}
	d.brought[device] = delivery{after: after, through: through, at: now}
	return news, 0
}
