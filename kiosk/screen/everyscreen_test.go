package screen_test

import (
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/crawl"
	"linli/kiosk/catalogue"
	"linli/kiosk/flow"
	"linli/kiosk/screen"
	"linli/kiosk/widget"
)

// smaller is by how much the golden frames of all screens are scaled down.
const smaller = 4

// frameSlack is the part of the pixels of such a frame that may differ.
const frameSlack = 0.01

// small is the small catalogue, walked once for all tests.
var small = sync.OnceValues(func() (*crawl.Walked, error) {
	c, err := catalogue.Load(os.DirFS("testdata"))
	if err != nil {
		return nil, err
	}
	return crawl.Walk(flow.Machine{Catalogue: c}, crawl.Ambient(), nil), nil
})

// everyScreen is the first picture of each screen on a walk through the small
// catalogue in testdata/services, which what is shipped does not change.
func everyScreen(t *testing.T) map[flow.Screen]flow.View {
	t.Helper()
	walked, err := small()
	if err != nil {
		t.Fatal(err)
	}
	views := map[flow.Screen]flow.View{}
	for _, p := range walked.Views {
		if _, ok := views[p.View.Screen]; !ok && p.View.Help == nil && p.View.Idle == 0 {
			views[p.View.Screen] = p.View
		}
	}
	starting := view(flow.Starting)
	starting.Can, starting.Visit = nil, ""
	starting.Start = &flow.StartView{Done: 1200, Total: 5000, Left: 40 * time.Second}
	views[flow.Starting] = starting
	return views
}

// screensOf reads the names of all screens from package flow.
func screensOf(t *testing.T) []flow.Screen {
	t.Helper()
	files, err := filepath.Glob("../flow/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all []flow.Screen
	name := regexp.MustCompile(`\bScreen\s*=\s*"([a-z-]+)"`)
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range name.FindAllStringSubmatch(string(code), -1) {
			all = append(all, flow.Screen(m[1]))
		}
	}
	return all
}

func TestEveryScreenHasGoldenFrames(t *testing.T) {
	views := everyScreen(t)
	all := screensOf(t)
	if len(all) < 20 {
		t.Fatalf("only %d screens were found in flow", len(all))
	}
	for _, s := range all {
		if _, ok := views[s]; !ok {
			t.Errorf("no golden frame shows %s: lead to it in testdata/services, then make golden", s)
		}
	}
}

// TestGoldenFrameOfEveryScreen draws each screen on each panel in each manner
// and compares. Without LINLI_VERIFY, each screen is drawn in one of them. It
// also samples the pixels of what is read: they must stand out.
func TestGoldenFrameOfEveryScreen(t *testing.T) {
	needDisplay(t)
	k := kit(t)
	views := everyScreen(t)
	n := 0
	for i, s := range slices.Sorted(maps.Keys(views)) {
		for j, pn := range panels() {
			for l, m := range []manner{manners()[0], manners()[1], manners()[2], manners()[4]} {
				n++
				if !*update && os.Getenv("LINLI_VERIFY") == "" && (i+j)%3+l*3 != i%12 {
					continue
				}
				v := views[s]
				v.Lang, v.Large, v.Contrast, v.Lowered = languages()[(i+j+l)%2], m.large, m.contrast, m.lowered
				name := strings.Join([]string{string(s), pn.name, m.name, string(v.Lang)}, "-")
				scene := screen.Lay(k, v, pn.opts).Scene
				whole := draw(k, scene, 0.45, "")
				standsOut(t, name, scene, whole, m.contrast)
				compareFrame(t, name, shrunk(whole))
			}
		}
	}
	if n < 250 {
		t.Errorf("only %d frames", n)
	}
}

func compareFrame(t *testing.T, name string, got *image.Paletted) {
	t.Helper()
	file := filepath.Join("testdata", "golden", "every", name+".png")
	if *update {
		writePNG(t, file, got)
		return
	}
	f, err := os.Open(file)
	if err != nil {
		t.Errorf("%v: make golden writes it", err)
		return
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	if part := difference(rgba(got), want); part > frameSlack {
		writePNG(t, filepath.Join(t.ArtifactDir(), name+".png"), got)
		t.Errorf("%.2f %% of the pixels differ from %s; make golden rewrites it", part*100, file)
	}
}

func rgba(img image.Image) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// shrunk is img scaled down, in at most 256 colours.
func shrunk(img *image.RGBA) *image.Paletted {
	w, h := img.Rect.Dx()/smaller, img.Rect.Dy()/smaller
	small := make([]color.RGBA, w*h)
	count := map[color.RGBA]int{}
	for y := range h {
		for x := range w {
			var sum [3]int
			for dy := range smaller {
				at := img.PixOffset(x*smaller, y*smaller+dy)
				for dx := range smaller {
					for c := range 3 {
						sum[c] += int(img.Pix[at+4*dx+c])
					}
				}
			}
			round := func(v int) uint8 { return uint8(min(v/(smaller*smaller)/12*12+6, 255)) }
			c := color.RGBA{round(sum[0]), round(sum[1]), round(sum[2]), 255}
			small[y*w+x] = c
			count[c]++
		}
	}
	most := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		if n := count[b] - count[a]; n != 0 {
			return n
		}
		return (int(a.R)<<16 | int(a.G)<<8 | int(a.B)) - (int(b.R)<<16 | int(b.G)<<8 | int(b.B))
	})
	var colours color.Palette
	index := map[color.RGBA]uint8{}
	for i, c := range most[:min(256, len(most))] {
		colours = append(colours, c)
		index[c] = uint8(i)
	}
	out := image.NewPaletted(image.Rect(0, 0, w, h), colours)
	for i, c := range small {
		at, ok := index[c]
		if !ok {
			at = uint8(colours.Index(c))
		}
		out.Pix[i] = at
	}
	return out
}

// standsOut samples the pixels of each line that nothing covers: what is
// farthest from the ground it lies on must have the contrast that the colours
// promise, smoothing of edges allowed for.
func standsOut(t *testing.T, name string, s *widget.Scene, img *image.RGBA, high bool) {
	t.Helper()
	least := 4.5
	if high {
		least = 7
	}
	const smoothed = 0.75
	for _, op := range s.Ops {
		line, ok := op.(widget.TextLine)
		if !ok || strings.TrimSpace(line.Text) == "" || turnsOver(s, ink(line)) {
			continue
		}
		box := ink(line)
		count := map[color.RGBA]int{}
		for y := int(box.Y); y < int(box.Y+box.H); y++ {
			for x := int(box.X); x < int(box.X+box.W); x++ {
				count[img.RGBAAt(x, y)]++
			}
		}
		var ground color.RGBA
		for c, n := range count {
			if n > count[ground] {
				ground = c
			}
		}
		best := 1.0
		for c := range count {
			best = max(best, crawl.Contrast(c, ground))
		}
		if best < least*smoothed {
			t.Errorf("%s: %q has a contrast of %.1f on the glass", name, line.Text, best)
		}
	}
}

// turnsOver tells whether a part that moves is drawn over box.
func turnsOver(s *widget.Scene, box widget.Rect) bool {
	return slices.ContainsFunc(s.Motions, func(m widget.Motion) bool { return m.Box.Meets(box) })
}
