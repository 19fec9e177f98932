// Package guides takes over guides (办事指南) as other systems export them: a
// table in CSV, JSON or XLSX with a row for each matter. Pieces of web pages,
// signs of full width, numbers of lists and double telephone numbers are
// cleaned away; each item is judged as any item is and written into a file of
// its own.
//
// It refuses to guess: a row that lacks something, contradicts itself or does
// not fit is left out with its reasons. It never changes what an item says, and
// never writes over a file that somebody may have worked on.
package guides

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"linli/assets"
	"linli/internal/itemcheck"
	"linli/kiosk/catalogue"
)

// Options says how an export is taken over.
type Options struct {
	Source  string          // name of the export; its ending says what it is
	Into    string          // folder for the files; made when it is missing
	Among   itemcheck.Place // whose groups and counters the items belong to
	Group   string          // for rows whose theme is no group; may be empty
	Counter string          // for all; empty takes that of the group's other items
	Names   map[string]Name // short names, by those of the export
}

// Name is what an item is called on a terminal.
type Name struct{ ZH, EN string }

// Group is a group that rows can belong to.
type Group struct{ ID, Name, Icon, Counter string }

// Verdict says what became of a row.
type Verdict string

// Verdicts.
const (
	Written  Verdict = "written"
	Same     Verdict = "same"     // the file says it already, or an earlier row does
	Rejected Verdict = "rejected" // Reasons say why
)

// Entry is what became of one row.
type Entry struct {
	Row     int      `json:"row"`
	Name    string   `json:"name,omitempty"`
	File    string   `json:"file,omitempty"`
	Verdict Verdict  `json:"verdict"`
	Reasons []string `json:"reasons,omitempty"`
	Notes   []string `json:"notes,omitempty"` // what was done to its words
}

// Report is what became of an export.
type Report struct {
	Read     int      `json:"read"`
	Written  int      `json:"written"`
	Same     int      `json:"same"`
	Rejected int      `json:"rejected"`
	Left     []string `json:"left,omitempty"` // headings that were not taken over
	Entries  []Entry  `json:"entries"`
}

// shelf is where items are put.
type shelf struct {
	groups   []Group
	fallback Group
	counter  string
	names    map[string]Name
	words    phrases
}

// phrases are the words of assets that an item may get.
type phrases struct {
	free, atOnce, noStatutory string
	telephone, complaints     assets.Phrase
}

func readPhrases() (phrases, error) {
	var all [5]assets.Phrase
	for i, key := range []string{"free", "at-once", "no-statutory", "telephone", "complaints"} {
		p, ok := assets.Lookup("guides." + key)
		if !ok {
			return phrases{}, fmt.Errorf("guides: no words under guides.%s", key)
		}
		all[i] = p
	}
	return phrases{all[0].ZH, all[1].ZH, all[2].ZH, all[3], all[4]}, nil
}

// Import takes over an export. It returns an error when the export cannot be
// read or a file cannot be written; rows that are wrong are in the Report.
func Import(data []byte, o Options) (Report, error) {
	rows, left, err := readRows(o.Source, data)
	if err != nil {
		return Report{}, err
	}
	s, err := newShelf(o)
	if err != nil {
		return Report{}, err
	}
	if err := os.MkdirAll(o.Into, 0o755); err != nil {
		return Report{}, fmt.Errorf("guides: %w", err)
	}
	report := Report{Read: len(rows), Left: left}
	first := map[string]row{}
	texts := map[string][]byte{}
	for _, r := range rows {
		d := s.draw(r)
		e := Entry{Row: r.number, Name: d.name.ZH, Notes: d.notes}
		if len(d.reasons) == 0 {
			before, twice := first[d.id]
			file := d.yaml(filepath.Base(o.Source))
			switch {
			case twice && bytes.Equal(withoutFirst(file), withoutFirst(texts[d.id])):
				e.Verdict, e.Notes = Same, append(e.Notes, fmt.Sprintf("row %d says the same", before.number))
			case twice:
				d.refuse("row %d has the same code, or name, and says otherwise", before.number)
			default:
				first[d.id], texts[d.id] = r, file
				if err := keep(d, file, o, &e); err != nil {
					return report, err
				}
			}
		}
		if len(d.reasons) > 0 {
			e.Verdict, e.Reasons, e.File = Rejected, d.reasons, ""
		}
		report.add(e)
	}
	return report, nil
}

func (r *Report) add(e Entry) {
	r.Entries = append(r.Entries, e)
	switch e.Verdict {
	case Written:
		r.Written++
	case Same:
		r.Same++
	case Rejected:
		r.Rejected++
	}
}

// withoutFirst is a file without its first line, which names the row.
func withoutFirst(file []byte) []byte {
	_, rest, _ := bytes.Cut(file, []byte("\n"))
	return rest
}

// keep judges the file of d and writes it.
func keep(d *draft, file []byte, o Options, e *Entry) error {
	name := d.id + ".yaml"
	place, err := o.Among.With("services/items/"+name, file)
	if err != nil {
		return err
	}
	j, err := place.Judge()
	if err != nil {
		return err
	}
	for _, f := range j.Faults {
		d.refuse("%s: %s", f.Key, f.Problem)
	}
	if len(d.reasons) > 0 {
		return nil
	}
	e.File = name
	path := filepath.Join(o.Into, name)
	there, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(withoutFirst(there), withoutFirst(file)):
		e.Verdict = Same
		return nil
	case err == nil:
		d.refuse("%s is there already and says otherwise; look at it, and delete it to take this one", path)
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("guides: %w", err)
	}
	e.Verdict = Written
	if err := os.WriteFile(path, file, 0o644); err != nil {
		return fmt.Errorf("guides: %w", err)
	}
	return nil
}

// newShelf reads the groups, and the counter that the items of each have.
func newShelf(o Options) (shelf, error) {
	c, err := catalogue.Load(o.Among.FS)
	if err != nil {
		return shelf{}, fmt.Errorf("guides: the items that there are: %w", err)
	}
	words, err := readPhrases()
	if err != nil {
		return shelf{}, err
	}
	s := shelf{counter: o.Counter, names: o.Names, words: words}
	for _, g := range c.Groups {
		one := Group{ID: g.ID, Name: g.Name.ZH, Icon: g.Icon}
		for _, i := range c.Items {
			if i.Group == g.ID && one.Counter == "" {
				one.Counter = string(i.Counter)
			}
		}
		s.groups = append(s.groups, one)
		if g.ID == o.Group {
			s.fallback = one
		}
	}
	if o.Group != "" && s.fallback.ID == "" {
		return shelf{}, fmt.Errorf("guides: no group %q stands in home.yaml", o.Group)
	}
	return s, nil
}
