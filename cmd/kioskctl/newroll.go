package main

import (
	"context"
	"errors"
	"fmt"

	"linli/internal/roll"
)

// printerNewrollCommand tells a terminal that counts paper, running or not, that
// a new roll was put in.
func printerNewrollCommand(_ context.Context, c call) error {
	set, parse := c.flags("printer newroll", "say that a new roll of paper was put in, to a terminal with printer.roll-m; a printer that reports its end needs no such word")
	folder := set.String("data", "", "the terminal's data `folder`")
	if err := parse(); err != nil {
		return err
	}
	if err := alone(set); err != nil {
		return err
	}
	if *folder == "" {
		return usageError{errors.New("name the terminal's data folder: -data FOLDER")}
	}
	if err := (roll.Used{}).Save(*folder); err != nil {
		return err
	}
	fmt.Fprintln(c.stdout, "counting from a new roll")
	return nil
}
