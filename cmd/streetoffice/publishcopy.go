package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"linli/assets"
	"linli/kiosk/catalogue"
	"linli/sync/office/publish"
)

// hoursFile is the name of opening hours in assets and in a copy.
const hoursFile = "hours.yaml"

// copyOut writes what terminals offer now, and the opening hours, into a
// folder, to be edited and published again. It refuses a folder that holds
// either already.
func (c publishCall) copyOut(ctx context.Context, folder string) error {
	for _, name := range []string{"services", hoursFile} {
		if _, err := os.Lstat(filepath.Join(folder, name)); err == nil {
			return fmt.Errorf("publish copy: %s holds %s already; name another folder", folder, name)
		}
	}
	from, fsys, err := c.shown(ctx)
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(folder, "services"), fsys); err != nil {
		return fmt.Errorf("publish copy: %w", err)
	}
	if err := c.copyHours(ctx, filepath.Join(folder, hoursFile)); err != nil {
		return fmt.Errorf("publish copy: %w", err)
	}
	fmt.Fprintf(c.out, "%s is in %s; edit it there, then: streetoffice publish catalogue %s\n", from, filepath.Join(folder, "services"), folder)
	return nil
}

// shown is the folder of services that terminals show now, and what it is.
func (c publishCall) shown(ctx context.Context) (string, fs.FS, error) {
	newest, err := c.kept.Newest(ctx, 0)
	if err != nil {
		return "", nil, err
	}
	for _, p := range newest {
		if p.Kind != publish.KindCatalogue || len(p.Content) == 0 { // empty when it was withdrawn
			continue
		}
		archive, err := catalogue.Unpack(p.Content)
		if err != nil {
			return "", nil, fmt.Errorf("publish copy: revision %d: %w", p.Revision, err)
		}
		services, err := fs.Sub(archive, "services")
		return fmt.Sprintf("revision %d", p.Revision), services, err
	}
	services, err := fs.Sub(assets.FS, "services")
	return "what the programs bring along", services, err
}

// copyHours writes the opening hours that are published; where none are, those
// of the program, which are an example.
func (c publishCall) copyHours(ctx context.Context, name string) error {
	from := "published"
	text, err := c.newest(ctx, publish.KindHours)
	if err == nil && len(text) == 0 {
		from = "an example"
		text, err = fs.ReadFile(assets.FS, hoursFile)
	}
	if err != nil {
		return err
	}
	if err := writeFile(name, text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "the opening hours in %s are %s; edit them there, then: streetoffice publish hours %s\n", name, from, name)
	return nil
}

// newest is the content of a kind that is published now; empty for none.
func (c publishCall) newest(ctx context.Context, kind string) ([]byte, error) {
	all, err := c.kept.Newest(ctx, 0)
	for _, p := range all {
		if p.Kind == kind {
			return p.Content, err
		}
	}
	return nil, err
}
