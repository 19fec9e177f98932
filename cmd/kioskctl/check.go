package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"linli/internal/itemcheck"
	"linli/kiosk/catalogue"
)

// checkCommand exits with 0 when the items may be published, also with advice,
// with 1 when something is wrong, and with 3 when there was nothing to judge.
func checkCommand(_ context.Context, c call) error {
	set, parse := c.flags("check", "say what is wrong with service items, with file, line, key and what to write instead (docs/service-items.md).\n"+
		"PATH is a folder that holds services, a ZIP of it, or one item's file. The office and the terminal judge the same way")
	asJSON := set.Bool("json", false, "print one line of JSON for each finding")
	if err := parse(); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one folder, ZIP or .yaml file")}
	}
	place, err := itemcheck.Open(set.Arg(0))
	if err != nil {
		return exitError{exitNotJudged, err}
	}
	j, err := place.Judge()
	if err != nil {
		return exitError{exitNotJudged, err}
	}
	if *asJSON {
		lines := json.NewEncoder(c.stdout)
		lines.SetEscapeHTML(false)
		for _, f := range itemcheck.Findings(j) {
			if err := lines.Encode(f); err != nil {
				return err
			}
		}
	} else if err := tellJudgement(c, place, j); err != nil {
		return err
	}
	if len(j.Faults) > 0 {
		return exitError{code: exitFailed} // the findings say it
	}
	return nil
}

func tellJudgement(c call, place itemcheck.Place, j catalogue.Judgement) error {
	if err := place.WriteText(c.stdout, j); err != nil {
		return err
	}
	verdict := fmt.Sprintf("%d faults; nothing of it can be published before they are mended", len(j.Faults))
	switch {
	case len(j.Faults) == 1:
		verdict = "1 fault; nothing of it can be published before it is mended"
	case len(j.Faults) == 0 && place.Only != "":
		verdict = place.Only + " is right"
	case len(j.Faults) == 0:
		verdict = fmt.Sprintf("all is right: %d items", len(j.Catalogue.Items))
	}
	_, err := fmt.Fprintln(c.stdout, verdict)
	return err
}
