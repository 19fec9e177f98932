package main

import (
	"fmt"
	"io"

	"linli/internal/itemcheck"
)

// tellChecked says that all is right, and what a clerk should look at once
// more. An empty folder is what the program brings along.
func tellChecked(folder string, stdout, stderr io.Writer) int {
	place, err := itemcheck.Brought(), error(nil)
	if folder != "" {
		place, err = itemcheck.Open(folder)
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return exitUsage
	}
	j, err := place.Judge()
	if err == nil {
		err = place.WriteText(stdout, j)
	}
	switch {
	case err != nil:
		fmt.Fprintln(stderr, err)
		return exitUsage
	case len(j.Faults) > 0:
		return exitUsage
	}
	fmt.Fprintf(stdout, "settings and %d service items are right\n", len(j.Catalogue.Items))
	return exitOK
}
