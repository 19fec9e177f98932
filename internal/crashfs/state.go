package crashfs

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
)

// sector is what a disk writes whole or not at all, in bytes.
const sector = 512

// State is a folder: contents by name.
type State map[string][]byte

// Disk walks along a Log and tells, at each place, what a power cut there may
// leave.
type Disk struct {
	files map[int]*content
	names map[string]int // that stand
	moves []Op           // of names, since the last sync of the folder
}

// content is one file.
type content struct {
	live    []byte // as the program sees it
	synced  []byte
	pending []Op // since its last sync
}

// NewDisk returns an empty disk.
func NewDisk() *Disk {
	return &Disk{files: map[int]*content{}, names: map[string]int{}}
}

// Apply takes one call.
func (d *Disk) Apply(o Op) {
	switch o.Kind {
	case Create:
		d.files[o.File] = &content{}
		d.moves = append(d.moves, o)
	case Link, Rename, Remove:
		d.moves = append(d.moves, o)
	case SyncDir:
		d.names = moved(d.names, d.moves)
		d.moves = nil
	case Write, Truncate:
		f := d.files[o.File]
		f.live, f.pending = applied(f.live, o), append(f.pending, o)
	case Sync:
		f := d.files[o.File]
		for _, p := range f.pending {
			f.synced = applied(f.synced, p)
		}
		f.pending = nil
	case SyncFailed:
		// Linux takes pages that it could not write for written: they are
		// read back until the power goes, and no later sync writes them.
		d.files[o.File].pending = nil
	}
}

// Pending is how many calls a power cut could undo now.
func (d *Disk) Pending() int {
	n := len(d.moves)
	for _, f := range d.files {
		n += len(f.pending)
	}
	return n
}

// Killed returns what stands when the program dies and the machine does not.
func (d *Disk) Killed() State {
	s := State{}
	for name, id := range moved(d.names, d.moves) {
		s[name] = slices.Clone(d.files[id].live)
	}
	return s
}

// Cut returns what stands when nothing that was not synced has reached the
// disk.
func (d *Disk) Cut() State {
	return d.state(0, func(int, Op) []Op { return nil })
}

// Torn returns one of the many states between Cut and Killed: chance chooses
// which names, writes and sectors have reached the disk.
func (d *Disk) Torn(chance *rand.Rand) State {
	whole := chance.Float64() // how much of what is pending arrives, on the whole
	return d.state(chance.IntN(len(d.moves)+1), func(_ int, o Op) []Op {
		switch {
		case chance.Float64() < whole:
			return []Op{o}
		case o.Kind != Write || chance.IntN(2) == 0:
			return nil
		}
		return slices.DeleteFunc(sectors(o), func(Op) bool { return chance.IntN(2) == 0 })
	})
}

// Without returns, for each pending write, the state that lacks it alone.
func (d *Disk) Without() []State {
	var all []State
	for id, f := range d.files {
		for i := range f.pending {
			nth := 0
			all = append(all, d.state(len(d.moves), func(file int, o Op) []Op {
				if file != id {
					return []Op{o}
				}
				nth++
				if nth-1 == i {
					return nil
				}
				return []Op{o}
			}))
		}
	}
	return all
}

// state applies the first named moves, and of each pending call what arrives
// leaves of it.
func (d *Disk) state(moves int, arrives func(file int, o Op) []Op) State {
	s := State{}
	for name, id := range moved(d.names, d.moves[:moves]) {
		f := d.files[id]
		data := slices.Clone(f.synced)
		for _, p := range f.pending {
			for _, part := range arrives(id, p) {
				data = applied(data, part)
			}
		}
		s[name] = data
	}
	return s
}

func moved(names map[string]int, moves []Op) map[string]int {
	names = maps.Clone(names)
	for _, o := range moves {
		switch o.Kind {
		case Create, Link:
			names[o.Name] = o.File
		case Rename:
			names[o.To] = names[o.Name]
			delete(names, o.Name)
		case Remove:
			delete(names, o.Name)
		}
	}
	return names
}

// applied returns data after o. It may change data in place.
func applied(data []byte, o Op) []byte {
	end := o.Off + int64(len(o.Data))
	if o.Kind == Truncate {
		end = o.Size
		if int(end) < len(data) {
			return data[:end]
		}
	}
	if grow := int(end) - len(data); grow > 0 {
		data = append(data, make([]byte, grow)...)
	}
	copy(data[o.Off:], o.Data)
	return data
}

// sectors cuts a write at the borders of sectors.
func sectors(o Op) []Op {
	var all []Op
	for data, off := o.Data, o.Off; len(data) > 0; {
		n := min(int64(len(data)), sector-off%sector)
		all = append(all, Op{Kind: Write, File: o.File, Off: off, Data: data[:n]})
		data, off = data[n:], off+n
	}
	return all
}

// WriteTo makes the folder dir hold s and nothing else. It does not sync.
func (s State) WriteTo(dir string) error {
	old, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("crashfs: %w", err)
	}
	for _, e := range old {
		if _, stays := s[e.Name()]; !stays {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return fmt.Errorf("crashfs: %w", err)
			}
		}
	}
	for name, data := range s {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return fmt.Errorf("crashfs: %w", err)
		}
	}
	return nil
}
