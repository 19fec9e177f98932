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

// FlowKind says how the printer holds back a serial line. The driver does not
// use it: whoever opens the port does.
type FlowKind string

// Kinds of flow control. Without any, a slow printer loses bytes of pictures.
const (
	FlowNone    FlowKind = "none"
	FlowRTSCTS  FlowKind = "rtscts"
	FlowXOnXOff FlowKind = "xonxoff"
)

// Profile is what one model can do. A technician chooses it; nothing here is
// found by trying commands out. Its JSON is the format of models.json and of a
// technician's own file, see ReadProfile.
type Profile struct {
	WidthDots    int           `json:"widthDots"`    // printable width: 576 for 80 mm paper, 384 for 58 mm
	Flow         FlowKind      `json:"flow"`         //
	Status       StatusKind    `json:"status"`       //
	Fence        FenceKind     `json:"fence"`        // anything but FenceNone needs a Status
	QR           QRKind        `json:"qr"`           //
	Han          HanSet        `json:"han"`          //
	Clear        ClearKind     `json:"clear"`        //
	Presenter    PresenterKind `json:"presenter"`    // anything but PresenterNone needs a Status
	PresentSteps int           `json:"presentSteps"` // how far GS e 3 pushes the paper out, 0 to 255; a model's own unit
	Full         FullBits      `json:"full"`         // what the full status of a presenter means
	RasterFrom   int           `json:"rasterFrom"`   // text of this scale and above is drawn by the Rasterizer; 0 for none
	SliceRows    int           `json:"sliceRows"`    // rows of one raster command: 1 to 255, not a multiple of 48
	Baud         int           `json:"baud"`         // bits per second of a serial line; 0 on USB and TCP
	Speed        int           `json:"speed"`        // paper speed in mm/s
}

// Kiosk80 is a common 80 mm kiosk unit with all reply channels.
func Kiosk80() Profile {
	return Profile{
		WidthDots: 576, Flow: FlowNone, Status: StatusASB, Fence: FenceGSH, QR: QRNative, Han: HanGBK,
		Clear: ClearDC4, Presenter: PresenterNone, RasterFrom: 2, SliceRows: 255, Baud: 115200, Speed: 100,
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
		{"Flow", slices.Contains([]FlowKind{FlowNone, FlowRTSCTS, FlowXOnXOff}, p.Flow)},
		{"Presenter", slices.Contains([]PresenterKind{PresenterNone, PresenterTear, PresenterRetract, PresenterEject}, p.Presenter)},
		{"Presenter", p.Presenter == PresenterNone || p.Status != StatusNone},
		{"PresentSteps", p.PresentSteps >= 0 && p.PresentSteps <= 255},
		{"Full", !p.Presenter.isDriven() || p.Full.AtOutput != 0},
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

// slowLine is the speed in bits per second below which large text is left to
// the printer's own font: drawn, a ticket would take several seconds.
const slowLine = 38400

// At is the profile on a serial line of so many bits per second.
func (p Profile) At(baud int) Profile {
	p.Baud = baud
	if baud < slowLine {
		p.RasterFrom = 0
	}
	return p
}
