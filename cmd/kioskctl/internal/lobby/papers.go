package lobby

import (
	"bytes"
	"fmt"
	"image/png"
	"slices"
	"sync"

	"linli/drivers/drivertest"
)

// keptPapers is how many papers that left the tray stay to be looked at. Older
// ones keep their number and are gone.
const keptPapers = 200

// papers are all papers that came out, numbered from 1 in the order they were
// cut, whether they lie in the tray or not. It is safe for concurrent use.
type papers struct {
	printer *drivertest.ReceiptPrinter

	mu        sync.Mutex // protects the fields below
	gone      int        // papers that left the tray and are no longer kept
	left      []place    // that left the tray, in the order they were cut
	retracted int        // papers of the presenter that are among left
}

// place is a paper and where it is.
type place struct {
	drivertest.Paper
	drawnBack bool // in the presenter's bin
	tray      bool // still there to be taken
}

// count tells how many papers came out, how many of them nobody took, and
// which the presenter drew back.
func (p *papers) count() (all, tray int, drawnBack []int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	drawnBack = []int{}
	kept := p.kept()
	for i, one := range kept {
		if one.tray {
			tray++
		}
		if one.drawnBack {
			drawnBack = append(drawnBack, p.gone+i+1)
		}
	}
	return p.gone + len(kept), tray, drawnBack
}

// take empties the tray.
func (p *papers) take() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept()
	for {
		front, ok := p.printer.TakePaper()
		if !ok {
			break
		}
		p.leave(place{Paper: front})
	}
	if over := len(p.left) - keptPapers; over > 0 {
		p.left = slices.Clone(p.left[over:])
		p.gone += over
	}
}

// paper returns paper n, from 1, if it is still kept.
func (p *papers) paper(n int) (drivertest.Paper, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := n - 1 - p.gone
	kept := p.kept()
	if i < 0 || i >= len(kept) {
		return drivertest.Paper{}, false
	}
	return kept[i].Paper, true
}

// kept lists all papers there are, in the order they were cut; p.mu is held.
func (p *papers) kept() []place {
	tray := p.printer.Papers()
	retracted := p.printer.Retracted()
	for _, paper := range retracted[p.retracted:] {
		p.leave(place{Paper: paper, drawnBack: true})
		// It may have been drawn back since the look into the tray.
		tray = slices.DeleteFunc(tray, func(t drivertest.Paper) bool { return t.Image == paper.Image })
	}
	p.retracted = len(retracted)
	all := slices.Clone(p.left)
	for _, paper := range tray {
		all = append(all, place{Paper: paper, tray: true})
	}
	slices.SortStableFunc(all, earlier)
	return all
}

// leave notes a paper that left the tray; p.mu is held.
func (p *papers) leave(one place) {
	p.left = append(p.left, one)
	slices.SortStableFunc(p.left, earlier)
}

func earlier(a, b place) int { return a.At.Compare(b.At) }

func pictureOf(p drivertest.Paper) ([]byte, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, p.Image); err != nil {
		return nil, fmt.Errorf("lobby: paper picture: %w", err)
	}
	return b.Bytes(), nil
}
