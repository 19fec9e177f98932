package repocheck

import (
	"fmt"
	"slices"
	"strings"

	"linli/kiosk/health"
)

// ConditionPage is docs/conditions.md as it should be.
func ConditionPage() string {
	var b strings.Builder
	b.WriteString(`# What can be wrong with a terminal

A terminal watches itself: it asks printer and card reader how they are while nobody is here, and notices the line, its store and its cabinet. What holds is in its log (` + "`health.raised`, `health.cleared`" + `), on the office's page, on the lamps, and, where residents lose something, on the screen of the empty lobby. The office hears of a change within a minute, while there is a line. ` + "`make golden`" + ` writes this page from the table in package health.

| severity | somebody comes |
|---|---|
| severe | now: the terminal serves nobody |
| warning | today: residents lose something |
| notice | on the next round |

| code | severity | what is wrong | what to do | residents lose |
|---|---|---|---|---|
`)
	rows := health.Table()
	slices.SortStableFunc(rows, func(a, b health.Condition) int { return int(b.Severity - a.Severity) })
	for _, c := range rows {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Code, c.Severity, c.Title, c.Advice, c.Takes)
	}
	return b.String()
}
