package uplink

import (
	"context"
	"fmt"

	"connectrpc.com/connect"

	"linli/sync/wire/linlipb"
)

// Places asks how many applications stand for each entry of a listing; one that
// nobody applied for is not named.
func (d *Desk) Places(ctx context.Context, listing string) (taken map[string]int, err error) {
	ctx, cancel := context.WithTimeout(ctx, deskTimeout)
	defer cancel()
	resp, err := d.office.Places(ctx, connect.NewRequest(&linlipb.PlacesRequest{Device: string(d.device), Listing: listing}))
	if err != nil {
		return nil, fmt.Errorf("%w: places: %w", ErrOffline, err)
	}
	taken = map[string]int{}
	for _, e := range resp.Msg.GetEntries() {
		taken[e.GetEntry()] = int(e.GetTaken())
	}
	return taken, nil
}
