package beside

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

// Drawing is a drawing process and the terminal's end of its connection.
type Drawing struct {
	Began time.Time // just before exec
	PID   int
	cmd   *exec.Cmd
	conn  net.Conn
}

// Draw starts the drawing process of the program kiosk on the display and
// sends it v at once.
func Draw(kiosk, display string, o screen.Options, v flow.View) (*Drawing, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "ours"), os.NewFile(uintptr(fds[1]), "theirs")
	defer ours.Close()
	defer theirs.Close()
	d := &Drawing{}
	if d.conn, err = net.FileConn(ours); err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	d.cmd = exec.Command(kiosk, "screen", "-width", strconv.Itoa(o.Width), "-height", strconv.Itoa(o.Height),
		"-pitch", strconv.FormatFloat(o.PitchMM, 'f', -1, 64))
	d.cmd.Env = append(os.Environ(), "DISPLAY="+display)
	d.cmd.ExtraFiles = []*os.File{theirs}
	d.cmd.Stderr = os.Stderr
	if err := json.NewEncoder(d.conn).Encode(v); err != nil {
		d.conn.Close()
		return nil, fmt.Errorf("beside: show: %w", err)
	}
	d.Began = time.Now()
	if err := d.cmd.Start(); err != nil {
		d.conn.Close()
		return nil, fmt.Errorf("beside: %w", err)
	}
	d.PID = d.cmd.Process.Pid
	return d, nil
}

// Close ends the process.
func (d *Drawing) Close() error {
	d.conn.Close()
	_ = d.cmd.Process.Kill() // it may have ended with its connection
	_ = d.cmd.Wait()
	return nil
}
