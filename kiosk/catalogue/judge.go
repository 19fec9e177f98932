package catalogue

import (
	"io/fs"

	"linli/internal/config"
)

// Judgement is all that can be said about the files of a catalogue. It is the
// same wherever a catalogue is looked at: at the technician's desk, before it
// is published, and on the terminal.
type Judgement struct {
	Catalogue *Catalogue    // nil when there are faults
	Faults    config.Faults // nothing is published before they are mended
	Advice    config.Faults // what a clerk should look at once more; it harms nobody
}

// JudgeOpts says what a catalogue may count on.
type JudgeOpts struct {
	// Picture tells whether terminals have a picture; nil takes every name.
	Picture func(name string) bool
}

// Judge reads the catalogue under services/ in fsys as Load does, and says
// beside what is wrong what looks unmeant. It returns an error only for files
// that cannot be read at all.
func Judge(fsys fs.FS, opts JudgeOpts) (Judgement, error) {
	c := &checker{picture: opts.Picture}
	loaded, items, home, err := c.load(fsys)
	if err != nil {
		return Judgement{}, err
	}
	j := Judgement{Faults: c.faults.Sorted()}
	if len(j.Faults) == 0 {
		j.Catalogue = loaded
	}
	a := adviser{advice: c.cut}
	for _, f := range items {
		if f.right {
			a.item(f)
		}
	}
	if j.Catalogue != nil {
		a.whole(loaded, items, home)
	}
	j.Advice = a.advice.Sorted()
	return j, nil
}

// Load reads and checks the catalogue under services/ in fsys: home.yaml, and
// one file for each item in items/. When the data is wrong the error is
// config.Faults with all that is wrong in it; no half catalogue is returned.
func Load(fsys fs.FS) (*Catalogue, error) {
	c := &checker{}
	loaded, _, _, err := c.load(fsys)
	if err == nil && len(c.faults) > 0 {
		err = c.faults.Sorted()
	}
	if err != nil {
		return nil, err
	}
	return loaded, nil
}

// icon checks the name of a picture.
func (c *checker) icon(src *config.Source, key, name string) {
	c.id(src, key, name)
	if c.picture != nil && idShape.MatchString(name) && !c.picture(name) {
		c.fault(src, key, "terminals have no picture %q; docs/service-items.md lists those they have", name)
	}
}
