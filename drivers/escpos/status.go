package escpos

import "strings"

// Status is what a printer last told about itself.
type Status struct {
	Known         bool // false: the printer has no voice or has not spoken
	Offline       bool // takes no data, for a reason below or for its feed button
	CoverOpen     bool
	PaperOut      bool
	PaperNearEnd  bool // still prints
	CutterJam     bool
	Unrecoverable bool // needs a technician
	Recoverable   bool // head too hot or voltage; passes by itself
	AtOutput      bool // a printed paper waits to be taken; only told by a unit with a presenter
	PaperLow      bool // by count, where no sensor tells it; set also when Known is not
}

// IsReady reports whether a document would be printed now. A printer without
// a voice is never known to be ready.
func (s Status) IsReady() bool {
	return s.Known && !s.Offline && !s.CoverOpen && !s.PaperOut && !s.isBroken()
}

// isBroken reports an error of the mechanism.
func (s Status) isBroken() bool { return s.CutterJam || s.Unrecoverable || s.Recoverable }

// isStopped reports what does not pass by itself: people have to come.
func (s Status) isStopped() bool {
	return s.CoverOpen || s.PaperOut || s.CutterJam || s.Unrecoverable
}

// String names what is wrong, for a log: "paper out, cutter jam"; "ready" when
// nothing is.
func (s Status) String() string {
	var words []string
	if !s.Known {
		words = append(words, "unknown")
	}
	for _, w := range []struct {
		on   bool
		word string
	}{
		{s.CoverOpen, "cover open"},
		{s.PaperOut, "paper out"},
		{s.PaperNearEnd, "paper near end"},
		{s.CutterJam, "cutter jam"},
		{s.Unrecoverable, "unrecoverable error"},
		{s.Recoverable, "recoverable error"},
		{s.Offline, "offline"},
		{s.AtOutput, "paper waits at the output"},
		{s.PaperLow, "paper low by count"},
	} {
		if w.on {
			words = append(words, w.word)
		}
	}
	if words == nil {
		return "ready"
	}
	return strings.Join(words, ", ")
}

// fromRealTime joins the four answers of DLE EOT 1 to 4.
//
// Epson-U220, DLE EOT: 1 printer: 08 offline. 2 offline cause: 04 cover, 20
// stopped at paper end. 3 error cause: 08 cutter, 20 unrecoverable, 40
// auto-recoverable. 4 roll sensor: 0C near end, 60 paper end.
func fromRealTime(answers [4]RealTime) Status {
	printer, cause, fault, roll := answers[0], answers[1], answers[2], answers[3]
	return Status{
		Known:         true,
		Offline:       printer&0x08 != 0,
		AtOutput:      printer&tornBit != 0,
		CoverOpen:     cause&0x04 != 0,
		PaperOut:      cause&0x20 != 0 || roll&0x60 != 0,
		PaperNearEnd:  roll&0x0C != 0,
		CutterJam:     fault&0x08 != 0,
		Unrecoverable: fault&0x20 != 0,
		Recoverable:   fault&0x40 != 0,
	}
}

// fromASB reads an automatic report.
//
// Epson-U220, GS a: byte 1: 08 offline, 20 cover. Byte 2: 08 cutter, 20
// unrecoverable, 40 auto-recoverable; 04 is a mechanical error, which stops
// the unit like an unrecoverable one. Byte 3: 03 near end, 0C paper end.
func fromASB(a ASB) Status {
	return Status{
		Known:         true,
		Offline:       a[0]&0x08 != 0,
		CoverOpen:     a[0]&0x20 != 0,
		PaperOut:      a[2]&0x0C != 0,
		PaperNearEnd:  a[2]&0x03 != 0,
		CutterJam:     a[1]&0x08 != 0,
		Unrecoverable: a[1]&0x24 != 0,
		Recoverable:   a[1]&0x40 != 0,
	}
}
