package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/host/v3/gpioioctl"

	"linli/kiosk"
)

// openGPIO finds the GPIO chips of this computer. Of periph's drivers only the
// kernel's character devices are built in: the others map the registers of
// boards they know into memory, the wrong ones on a Raspberry Pi 5, and no
// terminal needs them.
func openGPIO(log *slog.Logger) error {
	state, err := driverreg.Init()
	if err != nil {
		return fmt.Errorf("gpio: %w", err)
	}
	var errs []error
	for _, f := range append(state.Skipped, state.Failed...) {
		log.Warn(kiosk.EventLineMissing, "driver", f.D.String(), "err", f.Err)
		errs = append(errs, fmt.Errorf("gpio: %s: %w", f.D, f.Err))
	}
	return errors.Join(errs...)
}

// findLine finds a line by the name the kernel has for it, "GPIO17", or by its
// place, "gpiochip0:17", where the kernel has none.
func findLine(name string) (gpio.PinIO, error) {
	if chip, number, ok := strings.Cut(name, ":"); ok {
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("gpio: %s: must be CHIP:NUMBER", name)
		}
		for _, c := range gpioioctl.Chips {
			if c.Name() == chip && n >= 0 && n < c.LineCount() {
				return c.ByNumber(n), nil
			}
		}
		return nil, fmt.Errorf("gpio: no line %s: gpioinfo lists what there is", name)
	}
	var found []*gpioioctl.GPIOLine
	for _, c := range gpioioctl.Chips {
		if line := c.ByName(name); line != nil {
			found = append(found, line)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("gpio: no line %s: gpioinfo lists what there is", name)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("gpio: %d lines are called %s: name it as CHIP:NUMBER", len(found), name)
}
