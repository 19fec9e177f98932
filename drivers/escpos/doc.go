// Package escpos drives receipt and ticket printers of the ESC/POS family as
// sold in China: Chinese text from the printer's own font, rasters for what
// that font lacks, QR codes, a cut, and an honest answer to the question
// whether the paper is really out.
//
// It refuses to guess: a printer that cannot answer is SentUnconfirmed, never
// Printed. It refuses to resend: after an Uncertain job it clears the
// printer's buffer and leaves a second print to people. It refuses text with
// control characters, opens and reopens no port, and does not log.
//
// # Documents
//
// Short names used at the frames below.
//
//   - Epson: "ESC/POS Command Reference", the public web edition, cited by
//     command name.
//   - Epson-U220: "TM-U220 Specification", the tables of DLE EOT and GS a.
//     Citizen iDP-3221, SRP-350, SNBC BTP-M300 and SPRT POS5 manuals agree.
//   - KPM300: Custom KPM150, KPM210, KPM216 and KPM300 command manuals, the
//     sections on full status and on the ejector (GS e).
//   - Cashino A2L: manual, the note on bit 7 of DLE EOT 1.
//   - BTP-M300: SNBC manual, the commands FS & and FS . of Chinese models.
package escpos
