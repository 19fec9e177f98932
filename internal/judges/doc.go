// Package judges holds the receipt printer's driver and its simulation against
// programs that others wrote: npos splits our bytes, zbarimg reads our codes,
// tesseract reads our text, receiptio asks our simulated printer. `make
// verify-print` runs it; everywhere else its tests skip.
//
// It refuses to install anything, and to call a judge that is absent content.
package judges
