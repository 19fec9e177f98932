// Package lobby is the simulated lobby: the devices of a terminal and its line
// to the office, worked by hand from a small local page instead of by people
// with cards and cables. The terminal sees serial ports and network
// addresses and cannot tell them from real ones.
//
// It refuses to know the terminal: nothing here imports it. It listens on
// loopback addresses only, because whoever reaches it lays cards and cuts
// lines.
package lobby
