package screen_test

import (
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"linli/kiosk/flow"
	"linli/kiosk/screen"
)

func TestCodeOnTheScreenIsReadInEveryPalette(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	const link = "https://example.invalid/notice/0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
	v := view(flow.Notice, flow.Back, flow.GoHome, flow.PrintNotice)
	v.Notice = &flow.NoticeView{Icon: "board", Title: tx("停水", "No water"), Listing: tx("通知", "Notices"), Link: link}
	for _, pn := range panels() {
		for _, v.Contrast = range []bool{false, true} {
			picture := draw(k, screen.Lay(k, v, pn.opts).Scene, 1, "")
			bits, err := gozxing.NewBinaryBitmapFromImage(picture)
			if err != nil {
				t.Fatal(err)
			}
			got, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
			if err != nil || got.GetText() != link {
				t.Errorf("%s, contrast %v: read %v, %v", pn.name, v.Contrast, got, err)
			}
		}
	}
}
