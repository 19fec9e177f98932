package main

import (
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office"
	"linli/sync/office/ingest"
)

// both shows each event to two projections of one stream, so that a record is
// opened once.
type both [2]ingest.Projection

// Apply implements ingest.Projection.
func (b both) Apply(e office.Event) {
	for _, p := range b {
		p.Apply(e)
	}
}

// picked tells which listing a field of an item picks an entry
// of; empty for another field.
func (o *offered) picked(id kiosk.ItemID, field string) string {
	item, _ := o.Item(id)
	for _, f := range item.Apply.Fields {
		if f.ID == field && f.Kind == catalogue.FieldListing {
			return f.From
		}
	}
	return ""
}

// Listing returns a listing of now.
func (o *offered) Listing(id string) (catalogue.Listing, bool) { return o.now().Listing(id) }
