package desk

import (
	"context"

	"connectrpc.com/connect"

	"linli/sync/wire/linlipb"
)

// Places is how many applications stand for entries of listings; booking.Book is
// documented there.
type Places interface {
	Taken(listing string) map[string]int
}

// AskPlaces lets Places answer from p. Call it before serving.
func (d *Desk) AskPlaces(p Places) { d.places = p }

// Places tells how many applied for each entry of a listing. It names nobody.
func (d *Desk) Places(ctx context.Context, req *connect.Request[linlipb.PlacesRequest]) (*connect.Response[linlipb.PlacesResponse], error) {
	if d.places == nil {
		return d.UnimplementedDeskHandler.Places(ctx, req)
	}
	if max(len(req.Msg.GetDevice()), len(req.Msg.GetListing())) > maxField {
		return nil, connect.NewError(connect.CodeInvalidArgument, errNames)
	}
	resp := &linlipb.PlacesResponse{}
	for entry, taken := range d.places.Taken(req.Msg.GetListing()) {
		resp.Entries = append(resp.Entries, &linlipb.EntryPlaces{Entry: entry, Taken: uint32(taken)})
	}
	return connect.NewResponse(resp), nil
}
