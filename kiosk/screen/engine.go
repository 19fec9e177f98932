package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"linli/kiosk/widget"
)

// Engine is what brings pixels to the glass.
type Engine string

// Engines.
const (
	AnyEngine Engine = "auto"    // Library where there is a GPU, else Memory; so is ""
	Memory    Engine = "memory"  // painted by the processor, only what changed
	Library   Engine = "library" // drawn by OpenGL
)

// Known tells whether e is one of them.
func (e Engine) Known() bool { return e == AnyEngine || e == Memory || e == Library }

// What a window manager calls the window.
const (
	instanceName = "screen"
	className    = "linli"
)

// Run shows what arrives on conn until conn closes, which returns nil, or ctx
// ends, which returns its error. It must be called from the main goroutine and
// once in a process, because the window system wants it so. When the X server
// dies, Run returns an error or the process dies with it.
func Run(ctx context.Context, conn io.ReadWriteCloser, o Options) error {
	if err := findDisplay(); err != nil {
		return err
	}
	kit, err := widget.LoadKit()
	if err != nil {
		return fmt.Errorf("screen: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &window{kit: kit, opts: o, now: time.Now}
	show, err := chosen(w)
	if err != nil {
		return err
	}
	w.link = dial(ctx, conn, w.pace.next)
	go w.pace.beat(ctx)
	debug.SetGCPercent(gcPercent)
	if err := show(); err != nil {
		return err
	}
	if errors.Is(w.reason, io.EOF) || errors.Is(w.reason, io.ErrClosedPipe) || errors.Is(w.reason, os.ErrClosed) {
		return nil
	}
	return w.reason
}

// chosen opens the window of the engine that the options or the machine want.
// Where memory is not asked for by name and the display is none that it can be
// put on as it is, the library is left to cope with it.
func chosen(w *window) (show func() error, err error) {
	if w.opts.Engine == Memory || w.opts.Engine != Library && !hasGPU() {
		p, err := byMemory(w)
		if err == nil {
			return p.run, nil
		}
		if w.opts.Engine == Memory || !errors.Is(err, errUnfit) {
			return nil, err
		}
	}
	return byLibrary(w).run, nil
}

// hasGPU tells whether a driver for one is loaded. Without one OpenGL is
// computed by the processor, at the price of everything else.
func hasGPU() bool {
	for _, nodes := range []string{"/dev/dri/renderD*", "/dev/nvidiactl", "/dev/mali*"} {
		if found, err := filepath.Glob(nodes); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}
