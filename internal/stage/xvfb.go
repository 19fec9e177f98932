package stage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"strings"
	"time"
)

// xvfbWithin bounds the start of the virtual display.
const xvfbWithin = 15 * time.Second

// StartDisplay starts a virtual display of the given size in pixels and returns
// its name, for example ":1". The server picks a free number itself (option
// -displayfd, Xserver manual page). Its log goes to the folder logs. It blocks
// until the display can be used, at most 15 s.
func StartDisplay(ctx context.Context, size image.Point, logs string) (*Process, string, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, "", errors.New("stage: no DISPLAY is set and Xvfb is not installed: apt-get install xvfb")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, "", fmt.Errorf("stage: xvfb: %w", err)
	}
	defer read.Close()
	p, err := start(command{
		name: "xvfb", path: path, files: []*os.File{write},
		args: []string{
			"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", size.X, size.Y),
			"-nolisten", "tcp", "-noreset",
		},
	}, logs)
	write.Close()
	if err != nil {
		return nil, "", err
	}
	deadline, ok := ctx.Deadline()
	if limit := time.Now().Add(xvfbWithin); !ok || deadline.After(limit) {
		deadline = limit
	}
	if err := read.SetReadDeadline(deadline); err != nil {
		return nil, "", errors.Join(fmt.Errorf("stage: xvfb: %w", err), p.Stop(stopWithin))
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return nil, "", errors.Join(fmt.Errorf("stage: xvfb named no display: %w\n%s", err, tail(p.log)), p.Stop(stopWithin))
	}
	return p, ":" + strings.TrimSpace(number), nil
}
