package main

import (
	"os"
	"path/filepath"

	"linli/internal/itemcheck"
	"linli/kiosk/calendar"
	"linli/kiosk/catalogue"
	"linli/sync/office/publish"
)

// readCatalogue checks and packs a folder or a ZIP.
func readCatalogue(name string) (content []byte, c *catalogue.Catalogue, err error) {
	place, _, err := judgeCatalogue(name)
	if err != nil {
		return nil, nil, err
	}
	return publish.Catalogue(place.FS)
}

// judgeCatalogue returns what is wrong as an error.
func judgeCatalogue(name string) (itemcheck.Place, catalogue.Judgement, error) {
	place, err := itemcheck.Open(name)
	if err != nil {
		return place, catalogue.Judgement{}, err
	}
	j, err := place.Judge()
	if err == nil && len(j.Faults) > 0 {
		err = j.Faults
	}
	return place, j, err
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
