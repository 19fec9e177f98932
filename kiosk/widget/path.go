package widget

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// IconBox is the side of the box that icons are drawn in, in units. At its
// full size a unit is one millimetre and a line is IconStroke units wide.
const (
	IconBox    = 24.0
	IconStroke = 1.2
)

// Verb is one step of a Path.
type Verb byte

// Steps of a path. The letters are those of SVG path data, which icon files
// use; all points are absolute.
const (
	MoveTo  Verb = 'M' // x y
	LineTo  Verb = 'L' // x y
	QuadTo  Verb = 'Q' // control, end
	CubicTo Verb = 'C' // control, control, end
	Circle  Verb = 'O' // centre, radius: an addition to SVG
	Box     Verb = 'R' // x y w h corner radius: an addition to SVG
	Shut    Verb = 'Z'
)

// Step is a verb and its numbers.
type Step struct {
	Verb Verb
	At   [6]float64
}

// Path is a drawing made of strokes.
type Path []Step

// numbers tells how many numbers follow each verb.
func (v Verb) numbers() (int, bool) {
	switch v {
	case MoveTo, LineTo:
		return 2, true
	case Circle:
		return 3, true
	case QuadTo:
		return 4, true
	case Box:
		return 5, true
	case CubicTo:
		return 6, true
	case Shut:
		return 0, true
	}
	return 0, false
}

// ParsePath reads path data: verbs and numbers parted by spaces, a comment
// from # to the end of a line. Each verb is written out; none is implied.
func ParsePath(data string) (Path, error) {
	var words []string
	for line := range strings.Lines(data) {
		line, _, _ = strings.Cut(line, "#")
		words = append(words, strings.Fields(line)...)
	}
	var p Path
	for len(words) > 0 {
		verb := Verb(words[0][0])
		n, ok := verb.numbers()
		if !ok || len(words[0]) != 1 {
			return nil, fmt.Errorf("widget: path: %q is not a verb", words[0])
		}
		if len(words) < 1+n {
			return nil, fmt.Errorf("widget: path: %c wants %d numbers, has %d", verb, n, len(words)-1)
		}
		s := Step{Verb: verb}
		for i, w := range words[1 : 1+n] {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				return nil, fmt.Errorf("widget: path: %c: %w", verb, err)
			}
			s.At[i] = v
		}
		p = append(p, s)
		words = words[1+n:]
	}
	if len(p) == 0 {
		return nil, fmt.Errorf("widget: path: empty")
	}
	return p, nil
}

// readIcons reads icons/*.path of fsys.
func readIcons(fsys fs.FS) (map[string]Path, error) {
	names, err := fs.Glob(fsys, "icons/*.path")
	if err != nil {
		return nil, fmt.Errorf("widget: icons: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("widget: icons: %w", fs.ErrNotExist)
	}
	icons := map[string]Path{}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("widget: icons: %w", err)
		}
		p, err := ParsePath(string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		icons[strings.TrimSuffix(strings.TrimPrefix(name, "icons/"), ".path")] = p
	}
	return icons, nil
}
