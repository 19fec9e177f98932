package main

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"linli/assets"
	"linli/internal/config"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/sync/office/publish"
)

// readCatalogue packs and checks a folder or a ZIP. Whoever zips a folder has
// the folder in the archive, so services may stand one step down.
func readCatalogue(name string) (content []byte, c *catalogue.Catalogue, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, err
	}
	fsys := os.DirFS(name)
	if !info.IsDir() {
		z, err := zip.OpenReader(name)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: neither a folder nor a ZIP: %w", name, err)
		}
		defer z.Close()
		fsys = z
	}
	if down, err := fs.Glob(fsys, "*/services/home.yaml"); err == nil && len(down) == 1 {
		if fsys, err = fs.Sub(fsys, path.Dir(path.Dir(down[0]))); err != nil {
			return nil, nil, err
		}
	}
	if content, c, err = publish.Catalogue(fsys); err != nil {
		return nil, nil, err
	}
	return content, c, checkPictures(fsys, c)
}

// readHours reads and checks a file of opening hours.
func readHours(name string) ([]byte, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	_, err = calendar.Load(filepath.Base(name), content)
	return content, err
}

// checkPictures refuses names of pictures that terminals do not have.
func checkPictures(fsys fs.FS, c *catalogue.Catalogue) error {
	var faults config.Faults
	check := func(file, icon string) {
		if _, err := fs.Stat(assets.FS, "icons/"+icon+".path"); err != nil {
			faults = append(faults, config.Fault{File: file, Line: lineWith(fsys, file, icon), Key: "icon",
				Problem: fmt.Sprintf("terminals have no picture %q", icon)})
		}
	}
	for _, e := range c.Entries {
		check("services/home.yaml", e.Icon)
	}
	for _, g := range c.Groups {
		check("services/home.yaml", g.Icon)
	}
	for _, i := range c.Items {
		check("services/items/"+string(i.ID)+".yaml", i.Icon)
	}
	if len(faults) == 0 {
		return nil
	}
	return faults.Sorted()
}

// lineWith returns the first line of a file that names a picture.
func lineWith(fsys fs.FS, file, icon string) int {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return 1
	}
	before, _, _ := strings.Cut(string(text), "icon: "+icon)
	return 1 + strings.Count(before, "\n")
}
