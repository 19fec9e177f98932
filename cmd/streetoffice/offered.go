package main

import (
	"sync"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/publish"
)

// offered is what terminals offer, as the office's pages name it: the catalogue
// that is published, else the one that the programs bring along.
type offered struct {
	desk    *publish.Desk
	brought *catalogue.Catalogue

	mu       sync.Mutex // protects the fields below
	revision uint64
	notices  uint64               // revision of the notices at the head of its listings
	newest   *catalogue.Catalogue // of these revisions
}

func newOffered(desk *publish.Desk) (*offered, error) {
	brought, err := catalogue.Load(assets.FS)
	if err != nil {
		return nil, err
	}
	return &offered{desk: desk, brought: brought, newest: brought}, nil
}

// now returns the catalogue of now.
func (o *offered) now() *catalogue.Catalogue {
	content, revision := o.desk.Newest(publish.KindCatalogue)
	heads, notices := o.desk.Newest(publish.KindNotices)
	o.mu.Lock()
	defer o.mu.Unlock()
	if revision != o.revision || notices != o.notices {
		o.revision, o.notices, o.newest = revision, notices, o.brought
		if c := unpack(content); c != nil {
			o.newest = c
		}
		if n, err := catalogue.LoadNotices("notices", heads); err == nil { // else of a newer program
			o.newest = o.newest.With(n)
		}
	}
	return o.newest
}

// unpack returns nil for what is no catalogue: one that was withdrawn, or one
// of a newer program on the same database.
func unpack(content []byte) *catalogue.Catalogue {
	fsys, err := catalogue.Unpack(content)
	if err != nil {
		return nil
	}
	c, err := catalogue.Load(fsys)
	if err != nil {
		return nil
	}
	return c
}

// Places returns who looks after which part of the neighbourhood now.
func (o *offered) Places() catalogue.Places { return o.now().Places }

// Item returns an item of now, or one that only the programs' own catalogue
// has: records of earlier days name it.
func (o *offered) Item(id kiosk.ItemID) (catalogue.ServiceItem, bool) {
	if item, ok := o.now().Item(id); ok {
		return item, true
	}
	return o.brought.Item(id)
}

// name is the name of an item; empty for one that nobody knows.
func (o *offered) name(id string) kiosk.Text {
	item, _ := o.Item(kiosk.ItemID(id))
	return item.Name
}
