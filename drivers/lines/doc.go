// Package lines drives the single wires of a lobby: inputs that tell of a
// presence or an open door, and outputs that light a lamp or sound a buzzer,
// on any gpio.PinIO of periph.io.
//
// It refuses what GPIO drivers for Linux get wrong: it never waits without a
// limit (gpioioctl returns at once from WaitForEdge(-1), and for ever from
// WaitForEdge(0)), never trusts an edge (the kernel keeps 16 and drops the
// rest; the level is read again instead), and never reads an output (Read and
// Func turn it into an input, and the lamp goes out). It refuses to look up
// pins, to drive PWM and to log.
//
// # Documents
//
//   - periph: package gpio of periph.io/x/conn, the contract of a pin.
//   - gpioioctl: package gpioioctl of periph.io/x/host v3.8.5, what its lines
//     do instead.
//   - GPIO v2: the GPIO character device, linux/gpio.h, version 2.
package lines
