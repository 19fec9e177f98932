package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"linli/cmd/kioskctl/internal/guides"
	"linli/internal/itemcheck"
)

// guideImportCommand exits with 0 when every row became an item, with 1 when
// some were rejected, and with 3 when the export could not be read at all.
func guideImportCommand(_ context.Context, c call) error {
	set, parse := c.flags("guide import", "take over guides that another system exported, as service items (docs/service-items.md).\n"+
		"FILE is a table, .csv, .json or .xlsx, with the headings that such exports have")
	var o guides.Options
	set.StringVar(&o.Into, "out", "", "write the items' files into this `folder`")
	set.StringVar(&o.Group, "group", "", "the `group` in home.yaml of rows whose theme is none")
	set.StringVar(&o.Counter, "counter", "", "the `counter` of all; empty takes that of the group's other items")
	services := set.String("services", "", "the `folder` with the items that there are; empty is what Linli brings along")
	names := set.String("names", "", "a CSV `file` with short names: the export's, the terminal's, and that in English")
	asJSON := set.Bool("json", false, "print the report as JSON")
	if err := parse(); err != nil {
		return err
	}
	if set.NArg() != 1 || o.Into == "" {
		return usageError{errors.New("name -out FOLDER and one FILE")}
	}
	o.Source, o.Among = set.Arg(0), itemcheck.Brought()
	report, err := importGuides(o, *services, *names)
	if err != nil {
		return exitError{exitNotJudged, err}
	}
	if *asJSON {
		out := json.NewEncoder(c.stdout)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		err = out.Encode(report)
	} else {
		err = report.WriteText(c.stdout)
	}
	if err == nil && report.Rejected > 0 {
		err = exitError{code: exitFailed} // the report says it
	}
	return err
}

func importGuides(o guides.Options, services, names string) (guides.Report, error) {
	data, err := os.ReadFile(o.Source)
	if err != nil {
		return guides.Report{}, err
	}
	if services != "" {
		if o.Among, err = itemcheck.Open(services); err != nil {
			return guides.Report{}, err
		}
	}
	if names != "" {
		if o.Names, err = readNames(names); err != nil {
			return guides.Report{}, err
		}
	}
	return guides.Import(data, o)
}

// readNames reads lines "name in the export,short name[,English]".
func readNames(path string) (map[string]guides.Name, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff")))
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	names := map[string]guides.Name{}
	for i, line := range lines {
		if len(line) < 2 {
			return nil, fmt.Errorf("%s:%d: expected the name in the export and the short one", path, i+1)
		}
		short := guides.Name{ZH: strings.TrimSpace(line[1])}
		if len(line) > 2 {
			short.EN = strings.TrimSpace(line[2])
		}
		names[strings.TrimSpace(line[0])] = short
	}
	return names, nil
}
