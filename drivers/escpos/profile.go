package escpos

import (
	"errors"
	"fmt"
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
	fault := ""
	switch {
	case p.WidthDots < 8*cellWidth || p.WidthDots > 8*255 || p.WidthDots%8 != 0:
		fault = "WidthDots"
	case p.Status != StatusNone && p.Status != StatusDLE && p.Status != StatusASB:
		fault = "Status"
	case p.Fence != FenceNone && p.Fence != FenceGSH && p.Fence != FenceGSR,
		p.Fence != FenceNone && p.Status == StatusNone:
		fault = "Fence"
	case p.QR != QRNative && p.QR != QRRaster:
		fault = "QR"
	case p.Han != HanGBK && p.Han != HanGB2312:
		fault = "Han"
	case p.Clear != ClearNone && p.Clear != ClearENQ && p.Clear != ClearDC4:
		fault = "Clear"
	case p.RasterFrom < 0:
		fault = "RasterFrom"
	case p.SliceRows < 1 || p.SliceRows > 255 || p.SliceRows%garbledRows == 0:
		fault = "SliceRows"
	case p.Baud < 0:
		fault = "Baud"
	case p.Speed <= 0:
		fault = "Speed"
	}
	if fault != "" {
		return fmt.Errorf("%w: %s", ErrProfile, fault)
	}
	return nil
}
