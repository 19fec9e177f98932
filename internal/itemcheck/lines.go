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

// lend puts one file among the items that Linli brings along.
func lend(only string, data []byte) (fs.FS, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	add := func(name string, data []byte) error {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	err := fs.WalkDir(assets.FS, "services", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == only {
			return err
		}
		brought, err := fs.ReadFile(assets.FS, name)
		if err != nil {
			return err
		}
		return add(name, brought)
	})
	if err = errors.Join(err, add(only, data), z.Close()); err != nil {
		return nil, fmt.Errorf("itemcheck: %w", err)
	}
	return catalogue.Unpack(packed.Bytes())
}
