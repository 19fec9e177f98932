package visitplay_test

import (
	"context"
	"image"
	"image/color"
	"strings"
	"testing"
	"time"

	"linli/internal/visitplay"
)

func within(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), d)
	t.Cleanup(stop)
	return ctx
}

func TestPictureShowsWhatAProgramPainted(t *testing.T) {
	display := virtualDisplay(t, image.Pt(200, 100))
	painter := openPainter(t, display)
	red := color.RGBA{R: 0xB3, G: 0x37, B: 0x2B, A: 0xFF}
	blue := color.RGBA{R: 0x1F, G: 0x6F, B: 0x78, A: 0xFF}
	painter.fill(image.Rect(0, 0, 200, 100), blue)
	painter.fill(image.Rect(10, 20, 30, 40), red)
	glass := openGlass(t, display)
	if got := glass.Size(); got != image.Pt(200, 100) {
		t.Fatalf("size %v", got)
	}
	picture, err := glass.Settled(within(t, 10*time.Second), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[image.Point]color.RGBA{
		{X: 10, Y: 20}: red, {X: 29, Y: 39}: red, {X: 9, Y: 20}: blue, {X: 199, Y: 99}: blue,
	} {
		if got := picture.RGBAAt(at.X, at.Y); got != want {
			t.Errorf("pixel %v is %v, want %v", at, got, want)
		}
	}
}

func TestTouchIsPressedAndReleasedWhereItWasMeant(t *testing.T) {
	display := virtualDisplay(t, image.Pt(200, 100))
	painter := openPainter(t, display)
	glass := openGlass(t, display)
	if _, err := glass.Touch(within(t, 10*time.Second), image.Pt(123, 45)); err != nil {
		t.Fatal(err)
	}
	press, release := painter.nextPress(t), painter.nextRelease(t)
	if press != image.Pt(123, 45) || release != image.Pt(123, 45) {
		t.Errorf("pressed at %v, released at %v", press, release)
	}
}

func TestTouchOutsideTheGlassIsRefused(t *testing.T) {
	glass := openGlass(t, virtualDisplay(t, image.Pt(200, 100)))
	_, err := glass.Touch(within(t, 5*time.Second), image.Pt(200, 50))
	if err == nil || !strings.Contains(err.Error(), "outside the glass") {
		t.Fatalf("touch beside the glass: %v", err)
	}
}

func TestTouchWhereNoWindowIsFailsInsteadOfBeingLost(t *testing.T) {
	glass := openGlass(t, virtualDisplay(t, image.Pt(200, 100)))
	ctx, stop := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer stop()
	if _, err := glass.Touch(ctx, image.Pt(50, 50)); err == nil {
		t.Fatal("a touch of nothing was felt")
	}
}

func TestGlassOfNoDisplayIsRefused(t *testing.T) {
	for _, display := range []string{"", ":54321"} {
		if g, err := visitplay.OpenGlass(within(t, 5*time.Second), display); err == nil {
			g.Close()
			t.Errorf("display %q opened", display)
		}
	}
}

func TestPictureOfAVanishedDisplayIsAnError(t *testing.T) {
	server, display := startDisplay(t, image.Pt(200, 100))
	glass := openGlass(t, display)
	server.Kill()
	if _, err := glass.Picture(within(t, 5*time.Second)); err == nil {
		t.Fatal("a picture of a display that is gone")
	}
}
