package health

import (
	"slices"

	"linli/kiosk"
)

// Table returns every condition there is, in groups by what it concerns.
func Table() []Condition {
	return slices.Concat(storeRows(), lineRows(), printerRows(), paperRows(), readerRows())
}

func storeRows() []Condition {
	return []Condition{
		{
			Code: StoreFailed, Severity: Severe, Takes: Tickets, Resident: kiosk.StoreFailed,
			Title:  "the store cannot be written",
			Advice: "Do not switch off. Run kioskctl queue check; it says whether the file or the disk is at fault.",
		},
		{
			Code: StoreFull, Severity: Severe, Takes: Tickets, Resident: kiosk.StoreFailed,
			Title:  "the store is full",
			Advice: "Restore the line to the office, or carry the queue there with kioskctl queue export.",
			Within: []Code{StoreFailed},
		},
		{
			Code: StoreNearlyFull, Severity: Warning,
			Title:  "the store is nearly full",
			Advice: "Restore the line to the office before the store is full.",
			Within: []Code{StoreFull},
		},
	}
}

func lineRows() []Condition {
	return []Condition{
		{
			Code: StreamForked, Severity: Warning, Takes: Queue,
			Title:  "the office holds other records under this terminal's numbers",
			Advice: "A copy of this terminal or of its disk is in use. Find it, then have the office admit one of them.",
		},
		{
			Code: LineDown, Severity: Notice, Takes: Queue,
			Title:  "the office does not answer",
			Advice: "Tickets go on and are sent later. Check cable, switch and the office's server.",
		},
	}
}

func printerRows() []Condition {
	printer := []Code{PrinterGone, PrinterSilent}
	return []Condition{
		{
			Code: PrinterGone, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer is not there",
			Advice: "Check the printer's power and cable. It is taken up again by itself.",
		},
		{
			Code: PrinterSilent, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer does not answer",
			Advice: "Switch the printer off and on. If it stays silent, check baud rate and cable.",
			Within: []Code{PrinterGone},
		},
		{
			Code: PrinterBroken, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer reports an error it cannot leave",
			Advice: "Switch the printer off and on; replace it if the error comes back.",
			Within: printer,
		},
		{
			Code: CutterJam, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the cutter is stuck",
			Advice: "Open the cover, free the blade, close the cover.",
			Within: printer,
		},
		{
			Code: PrinterHot, Severity: Notice, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the printer pauses to cool down",
			Advice: "It goes on by itself. If it happens often, look at the fan and the slots.",
			Within: printer,
		},
	}
}

func paperRows() []Condition {
	printer := []Code{PrinterGone, PrinterSilent}
	return []Condition{
		{
			Code: CoverOpen, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the printer's cover is open",
			Advice: "Close the cover until it clicks.",
			Within: printer,
		},
		{
			Code: PaperOut, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the paper is used up",
			Advice: "Put in a new roll, printed side up as shown inside the cover.",
			Within: append(printer, CoverOpen),
		},
		{
			Code: PaperNearEnd, Severity: Notice,
			Title:  "the paper is nearly used up",
			Advice: "Bring a new roll on the next round.",
			Within: append(printer, PaperOut),
		},
	}
}

func readerRows() []Condition {
	return []Condition{
		{
			Code: ReaderGone, Severity: Warning, Takes: Card, Resident: kiosk.ReaderGone,
			Title:  "the ID-card reader does not answer",
			Advice: "Check the reader's cable. It is taken up again by itself.",
		},
		{
			Code: ReaderBroken, Severity: Warning, Takes: Card, Resident: kiosk.ReaderGone,
			Title:  "the ID-card reader fails its self-test",
			Advice: "Switch the terminal's power off and on; replace the module if it fails again.",
			Within: []Code{ReaderGone},
		},
	}
}
