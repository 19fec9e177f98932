package terminal

// Names of log events. Each message in the log is one of these; attributes
// carry the rest.
const (
	EventScreen       = "visit.screen"        // another screen came
	EventCard         = "card.trouble"        // the reader or a card failed
	EventCommitted    = "visit.committed"     // number, record and job are on disk
	EventCommitFailed = "visit.commit-failed" // nothing was promised
	EventPrinted      = "print.ended"         // a sheet reached an end state
	EventPrintFailed  = "print.trouble"       // why a sheet did not end as printed
	EventDisplayUp    = "display.up"          // a drawing process came
	EventDisplayLost  = "display.lost"        // it went
	EventMissingGlyph = "display.missing-glyph"
)
