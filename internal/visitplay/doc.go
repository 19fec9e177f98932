// Package visitplay plays a resident at a running terminal. It sees what a
// person sees (the pixels of the X display, the paper in the tray) and does
// what a person does (touches at places of the glass, cards laid on the
// reader); it learns where controls are from the terminal's trace file and
// checks at the office, through its public JSON, that the record arrived.
//
// It refuses to call into the terminal: nothing here imports flow's machine,
// the store or a driver, so that a visit that passes was made by real
// processes. It also refuses to judge pictures; it only takes them.
//
// A player needs four things: a Glass, a Trace, a Lobby, and an Office where
// there is one. Package stage starts the processes behind them.
package visitplay
