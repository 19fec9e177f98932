// Package itemcheck judges service items where people keep them: in a folder, a
// ZIP, or one file. The terminal, the office and the technician's tool all ask
// here, so that none takes what another refuses.
//
// It refuses to publish, to change a file, and to judge by rules of its own:
// those stand in kiosk/catalogue.
package itemcheck

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"linli/assets"
	"linli/internal/config"
	"linli/kiosk/catalogue"
)

// ErrNothing is returned for a path without service items.
var ErrNothing = errors.New("itemcheck: no service items there")

const homeFile = "services/home.yaml"

// Place is where service items were found.
type Place struct {
	FS   fs.FS  // holds services/
	Only string // the one file that was asked about, "services/items/x.yaml"; empty is all
}

// Open finds the service items at name: a folder that holds services, or the
// folder services itself, a ZIP of either, or one file of them. A file that
// stands by itself is judged among the items that Linli brings along.
func Open(name string) (Place, error) {
	info, err := os.Stat(name)
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %w", err)
	}
	if info.IsDir() {
		return openFolder(name)
	}
	if path.Ext(name) == ".yaml" {
		return openFile(name)
	}
	archive, err := os.ReadFile(name)
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %w", err)
	}
	fsys, err := catalogue.Unpack(archive)
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %s: neither a folder nor a ZIP nor a .yaml file: %w", name, err)
	}
	return inside(fsys, name)
}

func openFolder(name string) (Place, error) {
	place, err := inside(os.DirFS(name), name)
	if _, statErr := os.Stat(filepath.Join(name, path.Base(homeFile))); err != nil && statErr == nil {
		whole, absErr := filepath.Abs(name)
		if absErr == nil && filepath.Base(whole) == "services" {
			return Place{FS: os.DirFS(filepath.Dir(whole))}, nil
		}
	}
	return place, err
}

// inside finds services in fsys, or one folder further in.
func inside(fsys fs.FS, name string) (Place, error) {
	if _, err := fs.Stat(fsys, homeFile); err == nil {
		return Place{FS: fsys}, nil
	}
	down, err := fs.Glob(fsys, "*/"+homeFile)
	if err != nil || len(down) != 1 {
		return Place{}, fmt.Errorf("%w: %s holds no %s", ErrNothing, name, homeFile)
	}
	fsys, err = fs.Sub(fsys, path.Dir(path.Dir(down[0])))
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %w", err)
	}
	return Place{FS: fsys}, nil
}

// openFile finds the folder around one file.
func openFile(name string) (Place, error) {
	whole, err := filepath.Abs(name)
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %w", err)
	}
	for root := filepath.Dir(whole); filepath.Dir(root) != root; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, homeFile)); err != nil {
			continue
		}
		if only, err := filepath.Rel(root, whole); err == nil && filepath.IsLocal(only) {
			return Place{FS: os.DirFS(root), Only: filepath.ToSlash(only)}, nil
		}
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return Place{}, fmt.Errorf("itemcheck: %w", err)
	}
	return Brought().With(placeOf(whole, data), data)
}

// Judge judges the items at p, by the pictures that terminals have. Where one
// file was asked about it says what stands in that one; Catalogue is nil when
// another is wrong.
func (p Place) Judge() (catalogue.Judgement, error) {
	j, err := catalogue.Judge(p.FS, catalogue.JudgeOpts{Picture: func(name string) bool {
		_, err := fs.Stat(assets.FS, "icons/"+name+".path")
		return err == nil
	}})
	if err != nil {
		return j, fmt.Errorf("itemcheck: %w", err)
	}
	if p.Only != "" {
		others := func(f config.Fault) bool { return f.File != p.Only }
		j.Faults, j.Advice = slices.DeleteFunc(j.Faults, others), slices.DeleteFunc(j.Advice, others)
	}
	return j, nil
}

// WriteText writes faults and advice for whoever edits the files: each with
// the line it speaks of.
func (p Place) WriteText(out io.Writer, j catalogue.Judgement) error {
	sources := map[string][]string{}
	for _, part := range []struct {
		word   string
		faults config.Faults
	}{{"", j.Faults}, {"advice: ", j.Advice}} {
		for _, f := range part.faults {
			if _, err := fmt.Fprintf(out, "%s%s\n", part.word, f); err != nil {
				return err
			}
			if line := p.line(sources, f); line != "" {
				if _, err := fmt.Fprintf(out, "%6d | %s\n", f.Line, line); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Finding is one line of JSON.
type Finding struct {
	Severity string `json:"severity"` // "fault" or "advice"
	File     string `json:"file"`
	Line     int    `json:"line"`
	Key      string `json:"key,omitempty"`
	Problem  string `json:"problem"`
}

// Findings lists faults and then advice, as JSON has them.
func Findings(j catalogue.Judgement) []Finding {
	all := []Finding{}
	for _, f := range j.Faults {
		all = append(all, Finding{"fault", f.File, f.Line, f.Key, f.Problem})
	}
	for _, f := range j.Advice {
		all = append(all, Finding{"advice", f.File, f.Line, f.Key, f.Problem})
	}
	return all
}
