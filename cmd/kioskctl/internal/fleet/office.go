package fleet

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"linli/sync/office/ledger/sqlite"
	"linli/sync/wire"
)

// startWait is how long an office may take to serve, and to stop.
const startWait = 30 * time.Second

// office is a street office that the fleet started.
type office struct {
	cmd    *exec.Cmd
	folder string
	url    string
}

// startOffice runs the streetoffice of bin on a free port of loopback.
func startOffice(ctx context.Context, bin, folder string) (*office, error) {
	log, err := os.Create(filepath.Join(folder, "streetoffice.log"))
	if err != nil {
		return nil, fmt.Errorf("fleet: office: %w", err)
	}
	defer log.Close() // the process has its own
	o := &office{folder: folder}
	o.cmd = exec.Command(filepath.Join(bin, "streetoffice"), "-listen", "127.0.0.1:0", "-data", folder)
	o.cmd.Stderr = log
	o.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("fleet: office: %w", err)
	}
	if err := o.cmd.Start(); err != nil {
		return nil, fmt.Errorf("fleet: office: %w", err)
	}
	ready := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(out).ReadString('\n') // empty when it ended
		ready <- text
		_, _ = io.Copy(io.Discard, out)
	}()
	wait, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	select {
	case text := <-ready:
		_, rest, _ := strings.Cut(text, "serving ")
		o.url, _, _ = strings.Cut(rest, ",")
	case <-wait.Done():
	}
	if o.url == "" {
		_ = o.cmd.Process.Kill()
		_ = o.cmd.Wait()
		return nil, fmt.Errorf("fleet: office did not start; see %s", log.Name())
	}
	return o, nil
}

// readSealer reads the office's public key.
func readSealer(path string) (*wire.Sealer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("fleet: sealing key: %w", err)
	}
	key, err := wire.DecodePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("fleet: %s: %w", path, err)
	}
	return wire.NewSealer(key)
}

// stop asks the office to end, and kills it when it does not.
func (o *office) stop() error {
	if err := o.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("fleet: office: %w", err)
	}
	late := time.AfterFunc(startWait, func() { _ = o.cmd.Process.Kill() })
	defer late.Stop()
	if err := o.cmd.Wait(); err != nil {
		return fmt.Errorf("fleet: office: %w; see %s", err, filepath.Join(o.folder, "streetoffice.log"))
	}
	return nil
}

// memory is the largest resident set of a process so far, in bytes; 0 when it
// cannot be read. proc(5), status, VmHWM.
func memory(pid string) int64 {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "status"))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	kib, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}

// count is what the ledger of a stopped office keeps of the fleet.
type count struct {
	records    uint64
	duplicates uint64
	missing    uint64
}

// audit reads the whole ledger: each terminal's records must stand there once
// and in order.
func (o *office) audit(ctx context.Context, terminals []*terminal) (c count, err error) {
	ledger, err := sqlite.Open(filepath.Join(o.folder, "ledger.db"))
	if err != nil {
		return c, fmt.Errorf("fleet: audit: %w", err)
	}
	defer ledger.Close()
	const step = 5000
	last := map[string]uint64{}
	for after := uint64(0); ; {
		entries, err := ledger.Read(ctx, after, time.Time{}, step)
		if err != nil {
			return c, fmt.Errorf("fleet: audit: %w", err)
		}
		for _, e := range entries {
			name := e.Header.GetDevice()
			switch seq := e.Header.GetSeq(); {
			case seq <= last[name]:
				c.duplicates++
			default:
				c.missing += seq - last[name] - 1
				last[name] = seq
				c.records++
			}
			after = e.Position
		}
		if len(entries) < step {
			break
		}
	}
	for _, t := range terminals {
		c.missing += t.backlog.records - last[t.name]
	}
	return c, nil
}
