package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"linli/cmd/kioskctl/internal/papercheck"
	"linli/kiosk/verify"
)

// exitNotJudged says that verify could not tell, because a file was missing.
const exitNotJudged = 3

// verifyCommand exits with 0 for a genuine paper, 1 for any other verdict, and
// 3 when it could not judge.
func verifyCommand(_ context.Context, c call) error {
	set, parse := c.flags("verify", "say whether the code on a paper is genuine; CODE is what a scanner reads, or - for standard input.\n"+
		"The office gives out both files, at /c/roots.txt and /c/revoked.json")
	opts := papercheck.Options{At: time.Now()}
	set.StringVar(&opts.Roots, "roots", "roots.txt", "`file` with the office's keys")
	set.StringVar(&opts.Revoked, "revoked", "", "`file` with what the office has withdrawn; without it the answer says nothing about that")
	set.BoolVar(&opts.JSON, "json", false, "print one JSON line")
	set.Func("at", "judge for this `moment`, 2026-11-22T10:00:00Z, instead of now", func(text string) (err error) {
		opts.At, err = time.Parse(time.RFC3339, text)
		return err
	})
	if err := parse(); err != nil {
		return err
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one CODE, or - to read it from standard input")}
	}
	code := set.Arg(0)
	if code == "-" {
		text, err := io.ReadAll(io.LimitReader(os.Stdin, 4*verify.MaxCode))
		if err != nil {
			return exitError{exitNotJudged, fmt.Errorf("standard input: %w", err)}
		}
		code = string(text)
	}
	verdict, err := papercheck.Run(c.stdout, code, opts)
	switch {
	case err != nil:
		return exitError{exitNotJudged, err}
	case verdict != verify.Genuine:
		return exitError{code: exitFailed} // the report says it
	}
	return nil
}
