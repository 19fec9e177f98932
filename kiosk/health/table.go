package health

import (
	"slices"

	"linli/kiosk"
)

// Table returns every condition there is, in groups by what it concerns.
func Table() []Condition {
	return slices.Concat(storeRows(), lineRows(), printerRows(), paperRows(), readerRows(), scannerRows(), linesRows(), voiceRows())
}

func storeRows() []Condition {
	return []Condition{
		{
			Code: StoreFailed, Source: OfStore, Severity: Severe, Takes: Tickets, Resident: kiosk.StoreFailed,
			Title:  "the store cannot be written",
			Advice: "Do not switch off. Run kioskctl queue check; it says whether the file or the disk is at fault.",
		},
		{
			Code: StoreFull, Source: OfStore, Severity: Severe, Takes: Tickets, Resident: kiosk.StoreFailed,
			Title:  "the store is full",
			Advice: "Restore the line to the office, or carry the queue there with kioskctl queue export.",
			Within: []Code{StoreFailed},
		},
		{
			Code: StoreNearlyFull, Source: OfStore, Severity: Warning,
			Title:  "the store is nearly full",
			Advice: "Restore the line to the office before the store is full.",
			Within: []Code{StoreFull},
		},
		{
			Code: ApplicationsFull, Source: OfStore, Severity: Warning, Takes: Applications, Resident: kiosk.ApplicationsFull,
			Title:  "the store takes no more applications",
			Advice: "Tickets go on. Restore the line to the office, or carry the queue there with kioskctl queue export.",
			Within: []Code{StoreFull, StoreFailed},
		},
		{
			Code: StoreMended, Source: OfStore, Severity: Warning,
			Title:  "the store was damaged; it was mended or begun anew",
			Advice: "Keep the file named *.damaged-*. Run kioskctl queue rescue on it and carry the parcel to the office when records are lost. Look at the health of the disk. It is said until kiosk starts anew.",
		},
	}
}

func lineRows() []Condition {
	return []Condition{
		{
			Code: StreamForked, Source: OfLine, Severity: Warning,
			Title:  "the office holds other records under this terminal's numbers",
			Advice: "A copy of this terminal or of its disk is in use, or the disk was put back to an earlier day. This terminal goes on in a new epoch; find the other one. It is said until kiosk starts anew.",
		},
		{
			Code: ContentRefused, Source: OfLine, Severity: Notice,
			Title:  "what the office published cannot be shown",
			Advice: "The terminal goes on with what it had. The detail says why; most of the time its program is older than the office's: update it. If the signature is at fault, ask the office what it published.",
		},
		{
			Code: LineDown, Source: OfLine, Severity: Notice, Takes: Queue,
			Title:  "the office does not answer",
			Advice: "Tickets go on and are sent later. Check cable, switch and the office's server.",
		},
	}
}

func printerRows() []Condition {
	printer := []Code{PrinterGone, PrinterSilent}
	return []Condition{
		{
			Code: PrinterGone, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer is not there",
			Advice: "Check the printer's power and cable. It is taken up again by itself.",
		},
		{
			Code: PrinterSilent, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer does not answer",
			Advice: "Switch the printer off and on. If it stays silent, check baud rate and cable.",
			Within: []Code{PrinterGone},
		},
		{
			Code: PrinterBroken, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the ticket printer reports an error it cannot leave",
			Advice: "Switch the printer off and on; replace it if the error comes back.",
			Within: printer,
		},
		{
			Code: CutterJam, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the cutter is stuck",
			Advice: "Open the cover, free the blade, close the cover.",
			Within: printer,
		},
		{
			Code: PrinterHot, Source: OfPrinter, Severity: Notice, Takes: Paper, Resident: kiosk.PrinterFailed,
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
			Code: CoverOpen, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the printer's cover is open",
			Advice: "Close the cover until it clicks.",
			Within: printer,
		},
		{
			Code: PaperOut, Source: OfPrinter, Severity: Warning, Takes: Paper, Resident: kiosk.PrinterFailed,
			Title:  "the paper is used up",
			Advice: "Put in a new roll, printed side up as shown inside the cover.",
			Within: append(printer, CoverOpen),
		},
		{
			Code: PaperNearEnd, Source: OfPrinter, Severity: Notice,
			Title:  "the paper is nearly used up",
			Advice: "Bring a new roll on the next round.",
			Within: append(printer, PaperOut),
		},
	}
}

func readerRows() []Condition {
	return []Condition{
		{
			Code: ReaderGone, Source: OfReader, Severity: Warning, Takes: Card, Resident: kiosk.ReaderGone,
			Title:  "the ID-card reader does not answer",
			Advice: "Check the reader's cable. It is taken up again by itself.",
		},
		{
			Code: ReaderBroken, Source: OfReader, Severity: Warning, Takes: Card, Resident: kiosk.ReaderGone,
			Title:  "the ID-card reader fails its self-test",
			Advice: "Switch the terminal's power off and on; replace the module if it fails again.",
			Within: []Code{ReaderGone},
		},
	}
}

func scannerRows() []Condition {
	return []Condition{
		{
			Code: ScannerGone, Source: OfScanner, Severity: Notice,
			Title:  "the scanner of codes does not answer",
			Advice: "Residents type the code of their receipt. Check the scanner's cable, and scan in kiosk.yaml. It is taken up again by itself.",
		},
	}
}

func linesRows() []Condition {
	return []Condition{
		{
			Code: DoorOpen, Source: OfLines, Severity: Warning,
			Title:  "the cabinet's door is open",
			Advice: "Nobody of yours is there? Send somebody. Otherwise close the door; a cut wire reads as an open door.",
		},
		{
			Code: LinesGone, Source: OfLines, Severity: Notice,
			Title:  "lamps, presence and door do not answer",
			Advice: "Check cable and supply of the I/O board, and lines in kiosk.yaml. It is taken up again by itself.",
		},
	}
}

func voiceRows() []Condition {
	return []Condition{
		{
			Code: VoiceGone, Source: OfVoice, Severity: Warning,
			Title:  "the voice cannot be heard",
			Advice: "Check cable and supply of the sound device, and voice in kiosk.yaml: aplay -L lists what there is. It is taken up again by itself.",
		},
	}
}
