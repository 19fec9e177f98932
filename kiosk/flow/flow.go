// Package flow decides what the resident sees next. It is a pure state
// machine: (catalogue, state, event) in, (state, effects) out.
//
// It refuses clocks, files, devices, drawing and any knowledge of a single
// service item.
package flow
