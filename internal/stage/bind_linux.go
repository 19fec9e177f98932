package stage

import (
	"os/exec"
	"syscall"
)

// bindToParent puts the process in a group of its own, so that Ctrl-C at the
// terminal reaches only us and the rest is stopped in order, and has the kernel
// end it should we die without stopping it.
func bindToParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
