package screen

import (
	"image"
	"time"

	"linli/kiosk/widget"
)

// How often the glass changes. A screen of 60 pictures a second shows no more.
const (
	frameShortest = 8 * time.Millisecond
	pageShortest  = 16 * time.Millisecond // while pages move: nearly all of the picture
)

// plain is a window whose pixels are painted by the processor. Only what has
// changed is painted and brought to the glass, as soon as it has changed.
type plain struct {
	window  *window
	raster  *widget.Raster
	glass   *xWindow
	picture *image.RGBA // upright; the glass's own memory where the panel is not turned
	changed []image.Rectangle
	sheets  sheets[*image.RGBA]
	wake    chan struct{} // holds one: something may be due
	contact widget.Contact
	clock   serverClock
	put     time.Time // last frame
	healed  time.Time // when all of the picture was last brought to the glass
}

// byMemory opens the window of w in the glass's memory.
func byMemory(w *window) (*plain, error) {
	width, height := w.opts.glass()
	glass, err := openXWindow(w.opts.Title, image.Pt(width, height), w.opts.Fullscreen)
	if err != nil {
		return nil, err
	}
	p := &plain{window: w, raster: widget.NewRaster(w.kit, true), glass: glass, wake: make(chan struct{}, 1)}
	p.picture = glass.pixels
	if w.opts.Rotate != 0 {
		p.picture = image.NewRGBA(image.Rect(0, 0, w.opts.Width, w.opts.Height))
	}
	p.sheets.draw = p.raster.Picture
	p.sheets.drop = func(page *image.RGBA) { clear(page.Pix) }
	w.easel = p
	w.pace.next, w.pace.follow = p.stir, func(bool) {}
	return p, nil
}

// stir has the window look what is due. It may be called from any goroutine
// and never blocks.
func (p *plain) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run shows the window until the link ends, which returns nil, or the X server
// does.
func (p *plain) run() error {
	defer p.glass.close()
	w := p.window
	for {
		var err error
		select {
		case <-p.wake:
		case e := <-p.glass.events:
			err = p.feel(w.now(), e)
		}
		if err != nil {
			return err
		}
		now := w.now()
		if !w.hear(now) {
			return nil
		}
		w.touch(now, p.contact) // an answer that does not come, a page that flies
		w.fly(now)
		w.rest(now)
		if err := p.show(now); err != nil {
			return err
		}
	}
}

// feel takes what fingers and keys did, each in its turn, beginning with e.
func (p *plain) feel(now time.Time, e xEvent) error {
	w := p.window
	return p.glass.read(e, func(d deedOnGlass) {
		switch {
		case d.bared:
			p.healed = time.Time{}
		case d.keyed:
			w.key(p.clock.at(now, d.when), d.key, d.typed)
		default:
			x, y := w.opts.upright(float64(d.at.X), float64(d.at.Y))
			p.contact = widget.Contact{Down: d.down, X: x, Y: y}
			w.touch(p.clock.at(now, d.when), p.contact)
		}
	})
}

// show paints what has changed and brings it to the glass, unless it has just
// done so.
func (p *plain) show(now time.Time) error {
	w := p.window
	if w.view == nil || !p.glass.seen {
		return nil
	}
	shortest := frameShortest
	if w.scroll.roll.Moving() {
		shortest = pageShortest
	}
	if wait := p.put.Add(shortest).Sub(now); wait > 0 {
		time.AfterFunc(wait, p.stir)
		return nil
	}
	painted := w.paint(now)
	if now.Sub(p.healed) >= healEach {
		p.healed = now
		p.changed = []image.Rectangle{p.picture.Rect}
	}
	if len(p.changed) > 0 {
		if err := p.bring(); err != nil {
			return err
		}
		p.put = now
	}
	w.presented(w.now())
	if painted && w.scroll.roll.Moving() {
		time.AfterFunc(pageShortest, p.stir)
	}
	return nil
}

// bring puts what changed on the glass and waits until it is there.
func (p *plain) bring() error {
	all := p.changed
	p.changed = p.changed[:0]
	for i, part := range all {
		if p.window.opts.Rotate != 0 {
			part = turnPart(p.glass.pixels, p.picture, part, p.window.opts.Rotate)
		}
		if err := p.glass.put(part, i == len(all)-1); err != nil {
			return err
		}
	}
	return nil
}

func (p *plain) change(part widget.Rect) {
	r := part.Outer().Intersect(p.picture.Rect)
	if r.Empty() {
		return
	}
	for i, other := range p.changed {
		if r.In(other) {
			return
		}
		if other.In(r) {
			p.changed[i] = r
			return
		}
	}
	p.changed = append(p.changed, r)
}

func (p *plain) paint(s *widget.Scene, pressed string, part widget.Rect) {
	p.raster.Paint(p.picture, s, pressed, part)
	p.change(part)
}

func (p *plain) motion(s *widget.Scene, m widget.Motion, ops []widget.Op) {
	p.raster.PaintMotion(p.picture, s, m, ops)
	p.change(m.Box)
}

func (p *plain) pages(r *widget.Roll, scene func(int) *widget.Scene) {
	p.sheets.each(r, scene, func(page func(int) *image.RGBA) { p.raster.PutPages(p.picture, r, page) })
	p.change(r.Box())
}

func (p *plain) forget(all bool) {
	p.sheets.clear()
	if all {
		p.raster.Forget()
	}
}

// turnPart copies part of an upright picture to the glass of a panel that is
// turned by degrees, and returns where it lies there.
func turnPart(glass, picture *image.RGBA, part image.Rectangle, degrees int) image.Rectangle {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	start, along := 0, 0 // where a row begins on the glass, and the way of its pixels
	var there image.Rectangle
	switch degrees {
	case 90:
		there = image.Rect(h-part.Max.Y, part.Min.X, h-part.Min.Y, part.Max.X)
		along = glass.Stride
	case 180:
		there = image.Rect(w-part.Max.X, h-part.Max.Y, w-part.Min.X, h-part.Min.Y)
		along = -4
	case 270:
		there = image.Rect(part.Min.Y, w-part.Max.X, part.Max.Y, w-part.Min.X)
		along = -glass.Stride
	}
	for y := part.Min.Y; y < part.Max.Y; y++ {
		switch degrees {
		case 90:
			start = glass.PixOffset(h-1-y, part.Min.X)
		case 180:
			start = glass.PixOffset(w-1-part.Min.X, h-1-y)
		case 270:
			start = glass.PixOffset(y, w-1-part.Min.X)
		}
		row := picture.Pix[picture.PixOffset(part.Min.X, y):][:4*part.Dx()]
		for to := start; len(row) >= 4; row = row[4:] {
			copy(glass.Pix[to:to+4], row[:4])
			to += along
		}
	}
	return there
}
