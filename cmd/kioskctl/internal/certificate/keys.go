package certificate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// checkKeys refuses an object that names a field twice: the decoder would take
// the last one, and a paragraph would be gone without a word. Data is one JSON
// value that has been decoded before.
func checkKeys(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	open := []map[string]bool{nil} // fields so far of each object around; nil outside and for a list
	isName := false                // the next text in an object is a name
	for {
		token, err := d.Token()
		if err != nil {
			return nil //nolint:nilerr // the end; faults were found before
		}
		fields := open[len(open)-1]
		text, isText := token.(string)
		if fields != nil && isName && isText {
			// The decoder does not tell capitals from small letters.
			name := strings.ToLower(text)
			if fields[name] {
				return fmt.Errorf("line %d: field %q stands twice", 1+bytes.Count(data[:d.InputOffset()], []byte("\n")), text)
			}
			fields[name] = true
			isName = false
			continue
		}
		isName = true
		switch token {
		case json.Delim('{'):
			open = append(open, map[string]bool{})
		case json.Delim('['):
			open = append(open, nil)
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
	}
}
