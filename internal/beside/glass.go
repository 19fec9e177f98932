package beside

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// xvfbWithin bounds the start of the virtual display.
const xvfbWithin = 15 * time.Second

// Glass is a virtual display whose picture can be read without asking anybody:
// the X server keeps it in a file that is mapped here.
type Glass struct {
	Name   string // ":7"
	server *exec.Cmd
	memory []byte
	pixels []byte
	stride int
	size   image.Point
}

// OpenGlass starts a virtual display of the given size in pixels with its file
// in dir. It blocks until the display can be used, at most 15 s.
func OpenGlass(dir string, size image.Point) (*Glass, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, errors.New("beside: Xvfb is not installed: apt-get install xvfb")
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("beside: xvfb: %w", err)
	}
	defer read.Close()
	g := &Glass{size: size}
	g.server = exec.Command(path, "-displayfd", "3", "-fbdir", dir, "-nolisten", "tcp", "-noreset",
		"-screen", "0", fmt.Sprintf("%dx%dx24", size.X, size.Y))
	g.server.ExtraFiles = []*os.File{write}
	err = g.server.Start()
	write.Close()
	if err != nil {
		return nil, fmt.Errorf("beside: xvfb: %w", err)
	}
	if err := g.open(read, dir); err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return g, nil
}

func (g *Glass) open(read *os.File, dir string) error {
	if err := read.SetReadDeadline(time.Now().Add(xvfbWithin)); err != nil {
		return fmt.Errorf("beside: xvfb: %w", err)
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		return fmt.Errorf("beside: xvfb named no display: %w", err)
	}
	g.Name = ":" + strings.TrimSpace(number)
	f, err := os.Open(filepath.Join(dir, "Xvfb_screen0"))
	if err != nil {
		return fmt.Errorf("beside: xvfb: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("beside: xvfb: %w", err)
	}
	g.memory, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return fmt.Errorf("beside: xvfb: map its picture: %w", err)
	}
	return g.header()
}

// header finds the pixels in the XWD file (X11/XWDFile.h, XWDFileHeader): its
// fields are 32-bit, the most significant byte first.
func (g *Glass) header() error {
	const headerSize, bitsPerPixel, bytesPerLine, colours = 0, 11, 12, 19
	const colourEntry = 12 // bytes, XWDColor
	field := func(i int) int { return int(binary.BigEndian.Uint32(g.memory[4*i:])) }
	if len(g.memory) < 100 || field(bitsPerPixel) != 32 {
		return errors.New("beside: xvfb: not the picture that was asked for")
	}
	start := field(headerSize) + colourEntry*field(colours)
	g.stride = field(bytesPerLine)
	if len(g.memory) < start+g.stride*g.size.Y {
		return errors.New("beside: xvfb: its picture is too short")
	}
	g.pixels = g.memory[start:]
	return nil
}

// PID is the process of the X server.
func (g *Glass) PID() int { return g.server.Process.Pid }

// At is what the display shows at a point.
func (g *Glass) At(x, y int) color.NRGBA {
	p := g.pixels[y*g.stride+4*x:]
	return color.NRGBA{R: p[2], G: p[1], B: p[0], A: 0xFF}
}

// Picture copies what the display shows.
func (g *Glass) Picture() image.Image {
	img := image.NewNRGBA(image.Rectangle{Max: g.size})
	for y := range g.size.Y {
		for x := range g.size.X {
			img.SetNRGBA(x, y, g.At(x, y))
		}
	}
	return img
}

// Close ends the display.
func (g *Glass) Close() error {
	if g.memory != nil {
		if err := syscall.Munmap(g.memory); err != nil {
			return fmt.Errorf("beside: xvfb: %w", err)
		}
	}
	if err := g.server.Process.Kill(); err != nil {
		return fmt.Errorf("beside: xvfb: %w", err)
	}
	_ = g.server.Wait() // it was killed, and says so
	return nil
}
