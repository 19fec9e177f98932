package main

import (
	"fmt"

	"linli/drivers/escpos"
	"linli/internal/roll"
)

// lowMetres is how much paper is left when a counted roll is low: about thirty
// tickets.
const lowMetres = 5

// rollCount keeps what is used of the roll between runs. The file is read before
// each paper, so that a technician's "new roll" counts at once.
type rollCount struct {
	folder string
	metres int // of a new roll; 0 counts nothing
}

// begin tells dev what is used. A count that was lost counts as a whole roll.
func (c rollCount) begin(dev *escpos.Dev) roll.Used {
	if c.metres == 0 {
		return roll.Used{}
	}
	full := escpos.RollOf(float64(c.metres), min(lowMetres, float64(c.metres)/5))
	used, err := roll.Load(c.folder)
	if err != nil {
		used = roll.Used{Dots: full.Length}
	}
	full.Used = used.Dots
	dev.SetRoll(full)
	return used
}

// end keeps what dev has used since begin.
func (c rollCount) end(dev *escpos.Dev, used roll.Used) error {
	if c.metres == 0 {
		return nil
	}
	used.Dots = dev.Roll().Used
	return used.Save(c.folder)
}

// sees learns from what the printer says about its paper: after an end, paper
// is a new roll.
func (c rollCount) sees(dev *escpos.Dev, used roll.Used, status escpos.Status) error {
	switch {
	case c.metres == 0 || !status.Known || status.PaperOut == used.Ended:
		return nil
	case status.PaperOut:
		used.Ended = true
		return used.Save(c.folder)
	}
	if err := (roll.Used{}).Save(c.folder); err != nil {
		return err
	}
	c.begin(dev)
	return nil
}

// left says in words for the technician what is on the roll.
func (c rollCount) left(dev *escpos.Dev) string {
	const dotsPerMetre = 8000
	return fmt.Sprintf("about %.1f m left by count", float64(dev.Roll().Left())/dotsPerMetre)
}
