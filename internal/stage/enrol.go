package stage

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// enrolWithin is how long enrolment may take, on a slow machine.
const enrolWithin = 30 * time.Second

// firstDevice is the name of a terminal that was given none, its program's
// default.
const firstDevice = "K1"

// enrol lets the terminal in at the office as staff and a technician do: a
// code, the terminal's request, an approval. It does nothing for a terminal
// that was let in by an earlier run.
func (s *Stage) enrol(ctx context.Context) error {
	if s.opts.NoOffice || exists(filepath.Join(s.kioskData(), "identity", "identity.json")) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, enrolWithin)
	defer cancel()
	text, err := s.call(ctx, "streetoffice", "device", "code", "-json", "-data", s.officeData(), "-terminals", s.terminals, s.device())
	if err != nil {
		return err
	}
	var code struct{ QR string }
	if err := json.Unmarshal(text, &code); err != nil {
		return fmt.Errorf("stage: code for the terminal: %w", err)
	}
	p, err := start(command{
		name: "enrol", path: filepath.Join(s.opts.Bin, "kioskctl"),
		args: []string{"enrol", "-data", s.kioskData(), "-qr", code.QR},
	}, s.logs)
	if err != nil {
		return err
	}
	defer p.Kill()
	approved := func(ctx context.Context) bool {
		_, err := s.call(ctx, "streetoffice", "device", "approve", "-data", s.officeData(), s.device())
		return err == nil
	}
	if err := p.awaitReady(ctx, enrolWithin, approved); err != nil {
		return err
	}
	select {
	case <-p.Ended():
	case <-ctx.Done():
	}
	if !exists(filepath.Join(s.kioskData(), "identity", "identity.json")) {
		return errors.Join(fmt.Errorf("stage: the terminal was not let in\n%s", tail(p.log)), ctx.Err())
	}
	return nil
}

func (s *Stage) device() string { return cmp.Or(s.opts.Device, firstDevice) }

// call runs a program to its end and returns what it prints.
func (s *Stage) call(ctx context.Context, program string, args ...string) ([]byte, error) {
	var faults bytes.Buffer
	c := exec.CommandContext(ctx, filepath.Join(s.opts.Bin, program), args...)
	c.Stderr = &faults
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("stage: %s %s: %w: %s", program, strings.Join(args[:2], " "), err, strings.TrimSpace(faults.String()))
	}
	return out, nil
}

// forget drops the terminal's identity when its office is another than before:
// a folder of data was cleared.
func (s *Stage) forget() error {
	if exists(filepath.Join(s.officeData(), "ca.key")) {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(s.kioskData(), "identity")); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
