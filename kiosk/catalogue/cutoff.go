package catalogue

import (
	"regexp"
	"strings"

	"linli/internal/config"
)

// cutShape is a value without quotes that a # cuts short, with words right
// behind it: 3号楼 #2 单元. A note for people has a blank there.
var cutShape = regexp.MustCompile(`^[^"'#]*[^"'#\s][^"'#]*\s#([^\s#])`)

// cutOff finds texts of which YAML reads only the beginning.
func cutOff(name string, data []byte) (found config.Faults) {
	for n, line := range strings.Split(string(data), "\n") {
		if cutShape.MatchString(line) {
			found = append(found, config.Fault{File: name, Line: n + 1,
				Problem: "what stands behind # is not shown; put the text in \"double quotes\", or write a blank after # if it is a note"})
		}
	}
	return found
}
