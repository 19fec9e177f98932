package main

import (
	"context"

	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

var _ uplink.Holdings = (*line)(nil)

// Ask implements uplink.Holdings: the office is told which numbers are here.
func (l *line) Ask(req *linlipb.PullRequest) {
	req.LeaseRevision, req.Needs = l.books.Leases()
}

// Take implements uplink.Holdings. An office that leases nothing answers with
// the revision it was asked with.
func (l *line) Take(ctx context.Context, resp *linlipb.PullResponse) error {
	if held, _ := l.books.Leases(); resp.GetLeaseRevision() == held {
		return nil
	}
	return l.books.Lease(ctx, resp.GetLeaseRevision(), resp.GetLeases())
}
