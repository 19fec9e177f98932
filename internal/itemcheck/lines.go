package itemcheck

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"unicode/utf8"

	"linli/assets"
	"linli/internal/config"
	"linli/kiosk/catalogue"
)

// mostShown is how many characters of a line are shown.
const mostShown = 100

// line returns the line that f speaks of, read once a file; "" when it cannot
// be shown.
func (p Place) line(read map[string][]string, f config.Fault) string {
	lines, ok := read[f.File]
	if !ok {
		if data, err := fs.ReadFile(p.FS, f.File); err == nil && utf8.Valid(data) {
			lines = strings.Split(string(data), "\n")
		}
		read[f.File] = lines
	}
	if f.Line < 1 || f.Line > len(lines) {
		return ""
	}
	line := []rune(strings.TrimRight(lines[f.Line-1], " \r"))
	if len(line) > mostShown {
		line = append(line[:mostShown], '…')
	}
	return string(line)
}

// Brought is what Linli brings along.
func Brought() Place { return Place{FS: assets.FS} }

// With returns p with one file more, or in the place of one: Judge says what
// stands in it. Of the other files only those are there that every item is held
// against.
func (p Place) With(only string, data []byte) (Place, error) {
	beside, err := p.beside(only)
	if err != nil {
		return Place{}, err
	}
	fsys, err := p.over(beside, map[string][]byte{only: data})
	return Place{FS: fsys, Only: only}, err
}

// WithItems returns a place of these items alone, "services/items/x.yaml", held
// against the home screen, the places and the lists of p: for many at once,
// which With would read all of that for each time.
func (p Place) WithItems(files map[string][]byte) (Place, error) {
	beside, err := p.beside("services/items/")
	if err != nil {
		return Place{}, err
	}
	fsys, err := p.over(beside, files)
	return Place{FS: fsys}, err
}

// over lays files over those of p that stand beside them.
func (p Place) over(beside []string, files map[string][]byte) (fs.FS, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	add := func(name string, data []byte) error {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	var broken error
	for _, name := range beside {
		held, err := fs.ReadFile(p.FS, name)
		if _, laid := files[name]; laid || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		broken = errors.Join(broken, err, add(name, held))
	}
	for name, data := range files {
		broken = errors.Join(broken, add(name, data))
	}
	if err := errors.Join(broken, z.Close()); err != nil {
		return nil, fmt.Errorf("itemcheck: %w", err)
	}
	fsys, err := catalogue.Unpack(packed.Bytes())
	if err != nil {
		return nil, fmt.Errorf("itemcheck: %w", err)
	}
	return fsys, nil
}
