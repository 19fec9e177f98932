package stage

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// stopWithin is how long a process may take to stop after SIGTERM.
const stopWithin = 5 * time.Second

// readyEvery is the pause between two looks whether a process is ready.
const readyEvery = 50 * time.Millisecond

// Process is one program that was started. Its output goes to a log file.
type Process struct {
	name  string
	cmd   *exec.Cmd
	log   string
	ended chan struct{} // closed when the process is gone
}

// command says what to start.
type command struct {
	name  string // also the log's base name
	path  string
	args  []string
	env   []string      // added to our own environment
	files []*os.File    // handed over as descriptors 3, 4, ...
	first chan<- string // receives the first line of standard output, if set
}

// start runs c with its output in logs/<name>.log, appended.
func start(c command, logs string) (*Process, error) {
	logPath := filepath.Join(logs, c.name+".log")
	log, err := os.OpenFile(logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, fmt.Errorf("stage: %s: %w", c.name, err)
	}
	defer log.Close() // the child has its own descriptor by then
	p := &Process{name: c.name, log: logPath, ended: make(chan struct{})}
	p.cmd = exec.Command(c.path, c.args...)
	p.cmd.Env = append(os.Environ(), c.env...)
	p.cmd.Stderr = log
	p.cmd.Stdout = log
	p.cmd.ExtraFiles = c.files
	bindToParent(p.cmd)
	var stdout io.ReadCloser
	if c.first != nil {
		p.cmd.Stdout = nil
		if stdout, err = p.cmd.StdoutPipe(); err != nil {
			return nil, fmt.Errorf("stage: %s: %w", c.name, err)
		}
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("stage: %s: %w", c.name, err)
	}
	go func() {
		defer close(p.ended)
		if stdout != nil {
			copyOutput(stdout, logPath, c.first)
		}
		_ = p.cmd.Wait() // how it ended is in ProcessState
	}()
	return p, nil
}

// copyOutput hands over the first line and writes all of it to the log.
func copyOutput(out io.Reader, logPath string, first chan<- string) {
	defer close(first)
	log, err := os.OpenFile(logPath, os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return // the process blocks on a full pipe and its readiness times out
	}
	defer log.Close()
	r := bufio.NewReader(io.TeeReader(out, log))
	if line, err := r.ReadString('\n'); err == nil {
		first <- line
	}
	_, _ = io.Copy(io.Discard, r)
}

// PID is the number the kernel gave the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ended is closed when the process is gone.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// Kill ends the process at once, as a power cut would, with all it started.
// It returns when the process is gone.
func (p *Process) Kill() {
	select {
	case <-p.ended: // its number may belong to another by now
		return
	default:
	}
	p.signal(syscall.SIGKILL)
	<-p.ended
}

// Stop asks the process to stop, and kills it when it has not within patience.
// It returns when the process is gone; the error says that it had to be killed.
func (p *Process) Stop(patience time.Duration) error {
	select {
	case <-p.ended:
		return nil
	default:
	}
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stage: stop %s: %w", p.name, err)
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	select {
	case <-p.ended:
		p.signal(syscall.SIGKILL) // whatever it left behind in its group
		return nil
	case <-over.C:
		p.Kill()
		return fmt.Errorf("stage: %s did not stop within %v and was killed; see %s", p.name, patience, p.log)
	}
}

// signal goes to the process and everything it started.
func (p *Process) signal(s syscall.Signal) {
	_ = syscall.Kill(-p.cmd.Process.Pid, s) // ESRCH: nobody is left, which is what is wanted
}

// awaitReady asks ready again and again until it says yes. It ends with an
// error when the process ends, when within is over, or when ctx ends.
func (p *Process) awaitReady(ctx context.Context, within time.Duration, ready func(context.Context) bool) error {
	ctx, stop := context.WithTimeoutCause(ctx, within, fmt.Errorf("not ready within %v", within))
	defer stop()
	tick := time.NewTicker(readyEvery)
	defer tick.Stop()
	for !ready(ctx) {
		select {
		case <-p.ended:
			return fmt.Errorf("stage: %s ended before it was ready: %s\n%s", p.name, p.cmd.ProcessState, tail(p.log))
		case <-ctx.Done():
			return fmt.Errorf("stage: %s: %w\n%s", p.name, context.Cause(ctx), tail(p.log))
		case <-tick.C:
		}
	}
	return nil
}

// tail returns the last lines of a log, for an error a person reads.
func tail(path string) string {
	const lines = 12
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimRight(string(b), "\n"), "\n")
	all = all[max(0, len(all)-lines):]
	return "  " + strings.Join(all, "\n  ")
}
