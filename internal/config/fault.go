package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong in one file.
type Fault struct {
	File    string
	Line    int    // from 1
	Key     string // path within the file, "counters[1].name.zh"; empty for the whole file
	Problem string // what is wrong and what is expected
}

// String writes the fault as one line, "kiosk.yaml:12: reader.port: ...".
func (f Fault) String() string {
	if f.Key == "" {
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Problem)
	}
	return fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Key, f.Problem)
}

// Faults are all faults that one reading found. It is never empty when it is
// returned as an error.
type Faults []Fault

// Error writes one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Sorted puts faults in the order a reader meets them, by file and line, and
// returns them.
func (fs Faults) Sorted() Faults {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return fs
}

// Validator is a struct that can judge its own values. Validate is called
// once its values have been read without a fault; it fills Key, as a path from
// the struct, and Problem. File and line are added here.
type Validator interface {
	Validate() []Fault
}

// Source remembers where each key of one file stands.
type Source struct {
	name  string
	lines map[string]int
}

// Fault returns a fault at key, or at the nearest key around it that the file
// holds.
func (s *Source) Fault(key, problem string) Fault {
	return Fault{File: s.name, Line: s.line(key), Key: key, Problem: problem}
}

// Has reports whether the file itself gives key.
func (s *Source) Has(key string) bool {
	_, ok := s.lines[key]
	return ok
}

// Empty reports whether the file gives no key at all.
func (s *Source) Empty() bool { return len(s.lines) <= 1 }

func (s *Source) line(key string) int {
	for {
		if line, ok := s.lines[key]; ok {
			return line
		}
		cut := strings.LastIndexAny(key, ".[")
		if cut < 0 {
			return s.lines[""]
		}
		key = key[:cut]
	}
}

// join makes the path of a key inside the struct at path.
func join(path, key string) string {
	switch {
	case path == "":
		return key
	case key == "" || key[0] == '[':
		return path + key
	}
	return path + "." + key
}
