package guides

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"linli/internal/config"
)

// judgedTogether is how many items are held against home.yaml, lists and places
// at a time: each alone would read those anew.
const judgedTogether = 256

// importer takes over one export.
type importer struct {
	shelf  shelf
	opts   Options
	first  map[string]int // the row that an id was first met in
	texts  map[string][]byte
	report Report
}

// drawn is one row on its way.
type drawn struct {
	*draft
	entry Entry
	file  []byte
}

// path is where the item stands in a catalogue.
func (d drawn) path() string { return "services/items/" + d.id + ".yaml" }

// take takes over some rows.
func (im *importer) take(rows []row) error {
	var all []*drawn
	for _, r := range rows {
		all = append(all, im.draw(r))
	}
	faults, err := im.judge(all)
	if err != nil {
		return err
	}
	for _, d := range all {
		if len(d.reasons) == 0 && d.entry.Verdict == "" {
			for _, f := range faults[d.path()] {
				d.refuse("%s: %s", f.Key, f.Problem)
			}
			if err := im.keep(d); err != nil {
				return err
			}
		}
		if len(d.reasons) > 0 {
			d.entry.Verdict, d.entry.Reasons, d.entry.File = Rejected, d.reasons, ""
		}
		im.report.add(d.entry)
	}
	return nil
}

// draw makes a draft of a row and holds it against the rows before.
func (im *importer) draw(r row) *drawn {
	d := &drawn{draft: im.shelf.draw(r)}
	d.entry = Entry{Row: r.number, Name: d.name.ZH, Notes: d.notes}
	if len(d.reasons) > 0 {
		return d
	}
	d.file = d.yaml(filepath.Base(im.opts.Source))
	before, twice := im.first[d.id]
	switch {
	case twice && bytes.Equal(withoutFirst(d.file), withoutFirst(im.texts[d.id])):
		d.entry.Verdict, d.entry.Notes = Same, append(d.entry.Notes, fmt.Sprintf("row %d says the same", before))
	case twice:
		d.refuse("row %d has the same code, or name, and says otherwise", before)
	default:
		im.first[d.id], im.texts[d.id] = r.number, d.file
	}
	return d
}

// judge says what is wrong with the items that can be written, by their files.
func (im *importer) judge(all []*drawn) (map[string]config.Faults, error) {
	files := map[string][]byte{}
	for _, d := range all {
		if len(d.reasons) == 0 && d.entry.Verdict == "" {
			files[d.path()] = d.file
		}
	}
	faults := map[string]config.Faults{}
	if len(files) == 0 {
		return faults, nil
	}
	place, err := im.opts.Among.WithItems(files)
	if err != nil {
		return nil, err
	}
	j, err := place.Judge()
	if err != nil {
		return nil, err
	}
	for _, f := range j.Faults {
		faults[f.File] = append(faults[f.File], f)
	}
	return faults, nil
}

// keep writes the file of an item that nothing is wrong with.
func (im *importer) keep(d *drawn) error {
	if len(d.reasons) > 0 {
		return nil
	}
	d.entry.File = d.id + ".yaml"
	path := filepath.Join(im.opts.Into, d.entry.File)
	there, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(withoutFirst(there), withoutFirst(d.file)):
		d.entry.Verdict = Same
		return nil
	case err == nil:
		d.refuse("%s is there already and says otherwise; look at it, and delete it to take this one", path)
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("guides: %w", err)
	}
	d.entry.Verdict = Written
	if err := os.WriteFile(path, d.file, 0o644); err != nil {
		return fmt.Errorf("guides: %w", err)
	}
	return nil
}

// withoutFirst is a file without its first line, which names the row.
func withoutFirst(file []byte) []byte {
	_, rest, _ := bytes.Cut(file, []byte("\n"))
	return rest
}
