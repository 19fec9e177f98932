// Package stage starts the programs of Linli as real processes in one folder
// and ends them again: a street office, a simulated lobby, a terminal, and a
// virtual X display where there is none. `kioskctl demo` and the end-to-end
// tests stand on it.
//
// It refuses to look inside: it knows flags, configuration files, ports and
// readiness of the programs, and nothing of their packages. No process
// outlives its Stage: each is asked to stop, killed when it does not, and bound
// to the life of its parent by the kernel.
package stage
