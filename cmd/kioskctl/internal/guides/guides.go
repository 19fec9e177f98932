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
	"fmt"
	"os"
	"slices"

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
	im := importer{
		shelf: s, opts: o, first: map[string]int{}, texts: map[string][]byte{},
		report: Report{Read: len(rows), Left: left},
	}
	for batch := range slices.Chunk(rows, judgedTogether) {
		if err := im.take(batch); err != nil {
			return im.report, err
		}
	}
	return im.report, nil
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
