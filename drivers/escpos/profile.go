package escpos

import (
	"errors"
	"fmt"
	"slices"
)

// StatusKind says how a printer tells its state.
type StatusKind string

// Ways of telling. A printer with ASB also answers DLE EOT.
const (
	StatusNone StatusKind = "none" // has no voice at all
	StatusDLE  StatusKind = "dle"  // answers DLE EOT when asked
	StatusASB  StatusKind = "asb"  // and reports each change by itself
)

// FenceKind says how a printer confirms that it has come to a place in the
// stream.
type FenceKind string

// Kinds of fence.
const (
	FenceNone FenceKind = "none"
	FenceGSH  FenceKind = "gsH" // GS ( H: echoed when what stands before it is printed
	FenceGSR  FenceKind = "gsr" // GS r 1: weaker, only tells that the command was reached
)

// QRKind says who draws QR codes.
type QRKind string

// Ways of drawing a QR code.
const (
	QRNative QRKind = "native" // the printer, GS ( k
	QRRaster QRKind = "raster" // we do, GS v 0
)

// HanSet is the range of characters the printer's own font is trusted with.
type HanSet string

// Sets of characters.
const (
	HanGBK    HanSet = "gbk"
	HanGB2312 HanSet = "gb2312"
)

// ClearKind says which real-time command empties the printer's buffer.
type ClearKind string

// Ways of clearing.
const (
	ClearNone ClearKind = "none"
	ClearENQ  ClearKind = "enq" // DLE ENQ 2
	ClearDC4  ClearKind = "dc4" // DLE ENQ 2, then DLE DC4 8, which is confirmed
)

// Profile is what one model can do. A technician chooses it; nothing here is
// found by trying commands out.
type Profile struct {
	WidthDots  int        // printable width: 576 on 80 mm paper, 384 on 58 mm
	Status     StatusKind //
	Fence      FenceKind  // anything but FenceNone needs a Status
	QR         QRKind     //
	Han        HanSet     //
	Clear      ClearKind  //
	RasterFrom int        // text of this scale and above is drawn by the Rasterizer; 0 for none
	SliceRows  int        // rows of one raster command: 1 to 255, not a multiple of 48
	Baud       int        // bits per second of a serial line; 0 on USB and TCP
	Speed      int        // paper speed in mm/s
}

// Kiosk80 is a common 80 mm kiosk unit with all reply channels.
func Kiosk80() Profile {
	return Profile{
		WidthDots: 576, Status: StatusASB, Fence: FenceGSH, QR: QRNative, Han: HanGBK,
		Clear: ClearDC4, RasterFrom: 2, SliceRows: 255, Baud: 115200, Speed: 100,
	}
}

// Kiosk58 is a common 58 mm kiosk unit with all reply channels.
func Kiosk58() Profile {
	p := Kiosk80()
	p.WidthDots = 384
	p.Speed = 60
	return p
}

// ErrProfile reports a profile that contradicts itself.
var ErrProfile = errors.New("escpos: faulty profile")

// check returns an error that wraps ErrProfile and names the field.
func (p Profile) check() error {
	for _, f := range []struct {
		name string
		ok   bool
	}{
		{"WidthDots", p.WidthDots >= 8*cellWidth && p.WidthDots <= 8*255 && p.WidthDots%8 == 0},
		{"Status", slices.Contains([]StatusKind{StatusNone, StatusDLE, StatusASB}, p.Status)},
		{"Fence", slices.Contains([]FenceKind{FenceNone, FenceGSH, FenceGSR}, p.Fence)},
		{"Fence", p.Fence == FenceNone || p.Status != StatusNone},
		{"QR", slices.Contains([]QRKind{QRNative, QRRaster}, p.QR)},
		{"Han", slices.Contains([]HanSet{HanGBK, HanGB2312}, p.Han)},
		{"Clear", slices.Contains([]ClearKind{ClearNone, ClearENQ, ClearDC4}, p.Clear)},
		{"RasterFrom", p.RasterFrom >= 0},
		{"SliceRows", p.SliceRows >= 1 && p.SliceRows <= maxRows && p.SliceRows%garbledRows != 0},
		{"Baud", p.Baud >= 0},
		{"Speed", p.Speed > 0},
	} {
		if !f.ok {
			return fmt.Errorf("%w: %s", ErrProfile, f.name)
		}
	}
	return nil
}
