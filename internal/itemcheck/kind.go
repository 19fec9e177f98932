package itemcheck

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
)

var hasEntries = regexp.MustCompile(`(?m)^entries:`)

// placeOf is where a file that stands by itself belongs: by its name and its
// folder, else by what is in it. Lists to read have entries, items have none.
func placeOf(name string, data []byte) string {
	base, folder := filepath.Base(name), filepath.Base(filepath.Dir(name))
	switch {
	case base == "home.yaml" || base == "places.yaml":
		return "services/" + base
	case folder == "listings" || folder != "items" && hasEntries.Match(data):
		return "services/listings/" + base
	}
	return "services/items/" + base
}

// beside are the files that one is held against: of an item the home screen,
// the places and the lists, of any other the items too.
func (p Place) beside(only string) ([]string, error) {
	names, patterns := []string{homeFile, "services/places.yaml"}, []string{"services/listings/*.yaml"}
	if !strings.HasPrefix(only, "services/items/") {
		patterns = append(patterns, "services/items/*.yaml")
	}
	for _, pattern := range patterns {
		some, err := fs.Glob(p.FS, pattern)
		if err != nil {
			return nil, fmt.Errorf("itemcheck: %w", err)
		}
		names = append(names, some...)
	}
	return names, nil
}
