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

// copyOut writes what terminals offer now into a folder, to be edited and
// published again. It refuses a folder that holds service items already.
func (c publishCall) copyOut(ctx context.Context, folder string) error {
	if _, err := os.Lstat(filepath.Join(folder, "services")); err == nil {
		return fmt.Errorf("publish copy: %s holds services already; name another folder", folder)
	}
	from, fsys, err := c.shown(ctx)
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(folder, "services"), fsys); err != nil {
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
