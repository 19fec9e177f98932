package beside

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"linli/kiosk/screen"
)

// Browser is Chromium with one page, over the whole display.
type Browser struct {
	Began time.Time // just before exec
	PID   int
	cmd   *exec.Cmd
}

// Chromium returns the path of the browser, or an error that says what to
// install.
func Chromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("beside: %w: apt-get install chromium", exec.ErrNotFound)
}

// Browse opens the file page in kiosk mode on the display, with the profile of
// a first start in the folder profile.
func Browse(chromium, display, page, profile string, o screen.Options) (*Browser, error) {
	b := &Browser{}
	b.cmd = exec.Command(chromium, "--kiosk", "--no-first-run", "--no-default-browser-check",
		"--noerrdialogs", "--password-store=basic", "--test-type", "--no-sandbox", "--disable-component-update",
		"--window-position=0,0", fmt.Sprintf("--window-size=%d,%d", o.Width, o.Height),
		"--user-data-dir="+profile, "file://"+page)
	b.cmd.Env = append(os.Environ(), "DISPLAY="+display, "HOME="+filepath.Dir(profile))
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	b.Began = time.Now()
	if err := b.cmd.Start(); err != nil {
		return nil, fmt.Errorf("beside: %w", err)
	}
	b.PID = b.cmd.Process.Pid
	return b, nil
}

// Close ends the browser and all its processes.
func (b *Browser) Close() error {
	_ = syscall.Kill(-b.PID, syscall.SIGKILL)
	_ = b.cmd.Wait()
	return nil
}
