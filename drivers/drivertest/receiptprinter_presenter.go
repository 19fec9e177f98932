package drivertest

// present executes GS e: 2 draw the paper back, 3 hold it out by m steps, 5
// drop it. A paper that was drawn back is not among Papers any more.
func (m *mechanism) present() error {
	n, err := m.next()
	if err != nil {
		return err
	}
	if n == 3 {
		if _, err := m.next(); err != nil {
			return err
		}
	}
	p := m.p
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.opts.Presenter || n != 2 && n != 3 && n != 5 {
		p.complain("1D 65 %02X", n)
		return nil
	}
	if p.faults[OutputJam] {
		return nil
	}
	switch last := len(p.papers) - 1; {
	case n == 3:
		p.output = last >= 0 && p.papers[last].Cut
	case n == 2 && p.output:
		p.inside = append(p.inside, p.papers[last])
		p.papers = p.papers[:last]
		p.output = false
	case n == 5:
		p.output = false
	}
	return nil
}

// fullStatus is the answer to DLE EOT 20: 10 0F, paper, user, recoverable and
// unrecoverable errors. The caller holds mu.
func (p *ReceiptPrinter) fullStatus() []byte {
	status := []byte{0x10, 0x0F, 0, 0, 0, 0}
	add := func(on bool, i int, bit byte) {
		if on {
			status[2+i] |= bit
		}
	}
	add(p.faults[PaperOut], 0, 0x01)
	add(p.faults[NearEnd] || p.faults[PaperOut], 0, 0x04)
	add(p.output, 0, 0x20)
	add(p.faults[CoverOpen], 1, 0x02)
	add(p.faults[Overheated], 2, 0x01)
	add(p.jammed, 3, 0x01)
	return status
}
