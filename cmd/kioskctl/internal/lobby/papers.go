package lobby

import (
	"bytes"
	"fmt"
	"image/png"
	"sync"

	"linli/drivers/drivertest"
)

// keptPapers is how many taken papers stay to be looked at. Older ones keep
// their number and are gone.
const keptPapers = 200

// papers are all papers that came out, numbered from 1, taken or not. It is
// safe for concurrent use.
type papers struct {
	printer *drivertest.ReceiptPrinter

	mu    sync.Mutex // protects the fields below
	gone  int        // taken papers that are no longer kept
	taken []drivertest.Paper
}

// count tells how many papers came out, and how many of them nobody took.
func (p *papers) count() (all, tray int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	tray = len(p.printer.Papers())
	return p.gone + len(p.taken) + tray, tray
}

// take empties the tray.
func (p *papers) take() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		front, ok := p.printer.TakePaper()
		if !ok {
			break
		}
		p.taken = append(p.taken, front)
	}
	if over := len(p.taken) - keptPapers; over > 0 {
		p.taken = append([]drivertest.Paper(nil), p.taken[over:]...)
		p.gone += over
	}
}

// paper returns paper n, from 1, if it is still kept.
func (p *papers) paper(n int) (drivertest.Paper, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := n - 1 - p.gone
	if i >= 0 && i < len(p.taken) {
		return p.taken[i], true
	}
	tray := p.printer.Papers()
	i -= len(p.taken)
	if i < 0 || i >= len(tray) {
		return drivertest.Paper{}, false
	}
	return tray[i], true
}

func pictureOf(p drivertest.Paper) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, p.Image); err != nil {
		return nil, fmt.Errorf("lobby: paper picture: %w", err)
	}
	return b.Bytes(), nil
}
