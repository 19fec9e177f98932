package lobby

import (
	"fmt"
	"slices"
	"sync"

	"linli/drivers/drivertest"
)

// powerLoss is the fault that switches the printer off in the middle of the
// next ticket; ending it switches the printer on again.
const powerLoss = "power-loss"

// lossAfter is how many bytes of the next job still arrive: less than a ticket
// has.
const lossAfter = 300

// noFault as a name ends every fault.
const noFault = "none"

// PrinterFaults lists the printer's faults by the names of the API.
func PrinterFaults() []string {
	var names []string
	for _, f := range drivertestFaults() {
		names = append(names, string(f))
	}
	return append(names, powerLoss)
}

func drivertestFaults() []drivertest.Fault {
	return []drivertest.Fault{
		drivertest.PaperOut, drivertest.NearEnd, drivertest.CoverOpen, drivertest.CutterJam,
		drivertest.Overheated, drivertest.Silent, drivertest.Stall, drivertest.OutputJam,
	}
}

// faultyPrinter is the printer with its power switch. It is safe for
// concurrent use.
type faultyPrinter struct {
	*drivertest.ReceiptPrinter
	presenter bool // it has one

	mu    sync.Mutex // protects the field below
	unfed bool       // the power is off, or goes off with the next job
}

// faults lists what is wrong now.
func (p *faultyPrinter) faults() []string {
	on := []string{}
	for _, f := range drivertestFaults() {
		if p.HasFault(f) {
			on = append(on, string(f))
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unfed {
		on = append(on, powerLoss)
	}
	return on
}

// set switches a fault on or off by its name, or all of them off.
func (p *faultyPrinter) set(name string, on bool) error {
	switch {
	case name == noFault:
		for _, f := range drivertestFaults() {
			p.SetFault(f, false)
		}
		p.power(true)
	case name == powerLoss:
		p.power(!on)
	case name == string(drivertest.OutputJam) && !p.presenter:
		return fmt.Errorf("lobby: printer fault %q: this printer has no presenter", name)
	case slices.Contains(PrinterFaults(), name):
		p.SetFault(drivertest.Fault(name), on)
	default:
		return fmt.Errorf("lobby: printer fault %q is unknown; there are %q and %q", name, PrinterFaults(), noFault)
	}
	return nil
}

func (p *faultyPrinter) power(on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case on && p.unfed:
		p.PowerOn()
	case !on && !p.unfed:
		p.PowerLossAfter(lossAfter)
	}
	p.unfed = !on
}
