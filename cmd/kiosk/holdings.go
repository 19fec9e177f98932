package main

import (
	"context"
	"errors"

	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

var _ uplink.Holdings = (*line)(nil)

// Ask implements uplink.Holdings: the office is told which numbers and which
// content are here.
func (l *line) Ask(req *linlipb.PullRequest) {
	req.LeaseRevision, req.Needs = l.books.Leases()
	req.AfterPublished = l.shelf.Seen()
}

// Take implements uplink.Holdings.
func (l *line) Take(ctx context.Context, resp *linlipb.PullResponse) error {
	return errors.Join(l.takeNumbers(ctx, resp), l.shelf.Take(ctx, resp.GetPublished()))
}

// takeNumbers keeps leases. An office that leases nothing answers with the
// revision it was asked with.
func (l *line) takeNumbers(ctx context.Context, resp *linlipb.PullResponse) error {
	if held, _ := l.books.Leases(); resp.GetLeaseRevision() == held {
		return nil
	}
	return l.books.Lease(ctx, resp.GetLeaseRevision(), resp.GetLeases())
}
