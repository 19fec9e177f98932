// Package drivertest holds devices that behave on the wire as the real ones
// do, and fail on command: an ID-card module and transcripts of one, a reader
// for community cards, a bar code scanner, receipt and A4 printers, GPIO lines,
// an I/O board, and the pseudo terminal that stands for their cable. Tests use
// them, and so does the simulated lobby, where people lay cards and pull cables
// by hand.
//
// It refuses to share code with the drivers it meets: frames, records and
// commands are worked out here a second time, so that one mistake cannot hide
// in both ends. It holds no data of a real person, and no program that runs a
// real terminal imports it.
package drivertest
