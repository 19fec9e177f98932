package guides

import (
	"fmt"
	"io"
	"strings"
)

// WriteText writes the report for whoever looks after the items.
func (r Report) WriteText(out io.Writer) error {
	var b strings.Builder
	for _, e := range r.Entries {
		fmt.Fprintf(&b, "row %d, %s: %s", e.Row, e.Name, e.Verdict)
		if e.File != "" {
			fmt.Fprintf(&b, ", %s", e.File)
		}
		b.WriteString("\n")
		for _, reason := range e.Reasons {
			fmt.Fprintf(&b, "    %s\n", reason)
		}
		for _, note := range e.Notes {
			fmt.Fprintf(&b, "    (%s)\n", note)
		}
	}
	if len(r.Left) > 0 {
		fmt.Fprintf(&b, "not taken over: %s\n", strings.Join(r.Left, ", "))
	}
	fmt.Fprintf(&b, "%d rows: %d written, %d said already, %d rejected\n", r.Read, r.Written, r.Same, r.Rejected)
	_, err := io.WriteString(out, b.String())
	return err
}
