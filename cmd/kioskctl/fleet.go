package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"linli/cmd/kioskctl/internal/fleet"
)

func fleetCommand(ctx context.Context, c call) error {
	set, parse := c.flags("fleet", "play many terminals that come back after an outage, against one office on this machine;\n"+
		"exits with 0 when each record is in the ledger once and no terminal waited more than three times as long as most")
	opts := fleet.Options{Out: c.stdout}
	set.IntVar(&opts.Terminals, "n", 200, "how many terminals; 10,000 want 3 GB of memory")
	set.StringVar(&opts.Office, "office", fleet.Self, "`URL` of an office on this machine that is tried without enrolment, or self to start one")
	set.StringVar(&opts.SealingKey, "sealing-key-file", "", "with an URL: that office's `sealing.pub`")
	set.DurationVar(&opts.Outage, "outage", 24*time.Hour, "how long all were off-line")
	set.Float64Var(&opts.PerHour, "rate", 4, "records that each took in an `hour` of it")
	set.Float64Var(&opts.TimeScale, "scale", 0.1, "of the terminals' waits; 1 takes fifteen minutes")
	if err := parse(); err != nil {
		return err
	}
	if err := alone(set); err != nil {
		return err
	}
	switch {
	case opts.Terminals < 1 || opts.Terminals > 99_999:
		return usageError{errors.New("-n must be 1 to 99999")}
	case opts.Outage <= 0 || opts.PerHour <= 0 || opts.TimeScale <= 0 || opts.TimeScale > 1:
		return usageError{errors.New("-outage and -rate must be above 0, -scale above 0 and at most 1")}
	case !fleet.Loopback(opts.Office):
		return usageError{errors.New("-office must be self or http:// on this machine")}
	case opts.Office != fleet.Self && opts.SealingKey == "":
		return usageError{errors.New("-office with an URL needs -sealing-key-file")}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	opts.Bin = filepath.Dir(self)
	return fleet.Run(ctx, opts)
}
