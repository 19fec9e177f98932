package kiosk

// Event names one kind of line in a log, at the terminal or at the office. A
// log line is an Event and attributes, never a sentence made up on the spot.
type Event = string

// The events there are. Their meaning stands in Events; docs/events.md is made
// from it.
const (
	EventStarted          Event = "kiosk.started"
	EventStopped          Event = "kiosk.stopped"
	EventScreenEnded      Event = "screen.ended"
	EventDisplayUp        Event = "display.up"
	EventDisplayLost      Event = "display.lost"
	EventMissingGlyph     Event = "display.missing-glyph"
	EventVisitScreen      Event = "visit.screen"
	EventCommitted        Event = "visit.committed"
	EventCommitFailed     Event = "visit.commit-failed"
	EventRated            Event = "visit.rated"
	EventCardTrouble      Event = "card.trouble"
	EventScanTrouble      Event = "scan.trouble"
	EventLineMissing      Event = "lines.missing"
	EventPrintEnded       Event = "print.ended"
	EventPrintTrouble     Event = "print.trouble"
	EventPaperHandled     Event = "print.paper"
	EventVoiceTrouble     Event = "voice.trouble"
	EventVoiceSkipped     Event = "voice.skipped"
	EventHealthRaised     Event = "health.raised"
	EventHealthCleared    Event = "health.cleared"
	EventStoreChecking    Event = "store.checking"
	EventStoreQuarantined Event = "store.quarantined"
	EventStoreMended      Event = "store.mended"
	EventStoreTrouble     Event = "store.trouble"
	EventStoreNewEpoch    Event = "store.new-epoch"
	EventStoreCompacted   Event = "store.compacted"
	EventStoreBallast     Event = "store.ballast"
	EventLineChanged      Event = "line.changed"
	EventLineTried        Event = "line.tried"
	EventLineStopped      Event = "line.stopped"
	EventPushFailed       Event = "line.push-failed"
	EventNewsFailed       Event = "line.news-failed"
	EventContentTaken     Event = "content.taken"
	EventContentShown     Event = "content.shown"
	EventContentRefused   Event = "content.refused"
	EventContentPublished Event = "content.published"
	EventContentAhead     Event = "content.ahead"
	EventBatchKept        Event = "ingest.kept"
	EventBatchGap         Event = "ingest.gap"
	EventBatchFork        Event = "ingest.fork"
	EventRecordAside      Event = "ingest.set-aside"
	EventNumberCalled     Event = "hall.called"
	EventCaseRead         Event = "case.read"
	EventCaseMoved        Event = "case.moved"
	EventUnanswered       Event = "desk.unanswered"
	EventCasesAsked       Event = "desk.cases-asked"
	EventPaymentRead      Event = "payment.read"
	EventRatingRead       Event = "rating.read"
	EventResultPublished  Event = "result.published"
	EventRatingMoved      Event = "rating.moved"
	EventPaperHanded      Event = "desk.paper-handed"
	EventHelpCalled       Event = "desk.help-called"
	EventHelpAnswered     Event = "desk.help-answered"
	EventPaperWithdrawn   Event = "paper.withdrawn"
	EventIssuerCertified  Event = "paper.issuer-certified"
	EventIssuerAside      Event = "paper.issuer-aside"
	EventTerminalAdmitted Event = "terminal.admitted"
	EventTerminalRefused  Event = "terminal.refused"
	EventTerminalDecided  Event = "terminal.decided"
	EventIdentityRenewed  Event = "identity.renewed"
	EventIdentityTrouble  Event = "identity.trouble"
	EventSealingKey       Event = "sealing-key.changed"
	EventOfficeTrouble    Event = "office.trouble"
	EventOfficeBusy       Event = "office.busy"
	EventPageTrouble      Event = "console.trouble"
)

// EventInfo is one row of the table.
type EventInfo struct {
	Event   Event
	Level   string // debug, info, warn or error
	Meaning string
	Do      string // what a technician does about it; empty when nothing
}

// Events is the table of all events, in the order of a visit.
func Events() []EventInfo {
	return []EventInfo{
		{EventStarted, "info", "the terminal's program runs; screen says how large its panel is", ""},
		{EventStopped, "info", "the terminal's program ended as it was asked to", ""},
		{EventDisplayUp, "info", "a drawing process came and got the newest picture", ""},
		{EventDisplayLost, "warn", "the link to the drawing process broke; the visit goes on", "nothing if display.up follows; otherwise look at X and its log"},
		{EventScreenEnded, "warn", "the drawing process ended after lived; the next one starts", "if it repeats: DISPLAY, GL libraries, memory"},
		{EventMissingGlyph, "warn", "count characters on a picture had no glyph in any font", "report the text to whoever maintains the fonts"},
		{EventVisitScreen, "info", "a visit came to another screen; trouble is the code that the resident reads about", ""},
		{EventCardTrouble, "warn", "the reader or a card failed; code is what the resident reads about", "reader-gone: cable and port of the reader"},
		{EventScanTrouble, "warn", "the scanner or a code held before it failed; what stood in the code is not said", "not plain text: speed of the scanner in scan of kiosk.yaml; cut short: its suffix must be CR, LF or both"},
		{EventLineMissing, "warn", "a GPIO line that lines in kiosk.yaml names, or a driver of such lines, is not there; the terminal goes on without", "name and wiring of the line, group gpio of the terminal's user"},
		{EventCommitted, "info", "number, record and print job are on disk", ""},
		{EventCommitFailed, "error", "the disk refused or did not answer; nothing was promised to the resident", "free space and health of the data disk; kioskctl queue check"},
		{EventRated, "info", "a resident gave a grade; it is on disk", ""},
		{EventPrintEnded, "info", "a sheet reached an end state", ""},
		{EventPrintTrouble, "warn", "why a sheet did not end as printed", "paper, cover, cutter, cable of the receipt printer"},
		{EventPaperHandled, "info", "what became of a paper in the presenter: taken, retracted, ejected, not-taken", "not-taken with err: look into the presenter"},
		{EventVoiceTrouble, "warn", "something was not said, or the process of the voice ended; the visit goes on, and it is tried again", "sound device, its cable, voice in kiosk.yaml"},
		{EventVoiceSkipped, "info", "count pieces of what was said have no clip, and no synthesiser spoke them", "make voice, or install espeak-ng on the terminal"},
		{EventHealthRaised, "warn", "condition code holds from now on; detail says more, severity how soon somebody has to come", "docs/conditions.md says what to do about code"},
		{EventHealthCleared, "info", "condition code no longer holds", ""},
		{EventStoreChecking, "info", "the data file is read before it is opened; done of total records so far", ""},
		{EventStoreQuarantined, "error", "the data file was damaged; it lies in file and a new one was begun", "keep that file; kioskctl queue check tells what is in it"},
		{EventStoreMended, "error", "the data file was damaged; what could be read stands in the new one, lost says how many records could not", "keep the file named; kioskctl queue rescue writes what it holds for the office"},
		{EventStoreTrouble, "error", "the data file failed while in use and is opened again", "health of the data disk"},
		{EventStoreNewEpoch, "warn", "records that the office keeps under none of their numbers go on in a new epoch; ticket numbers come from the overflow series for two weeks", "a copy of this terminal is or was at work: find it and cut it off"},
		{EventStoreCompacted, "info", "the data file was written anew without its holes", ""},
		{EventStoreBallast, "error", "the disk is full: the reserve beside the data file was given up, new tickets are refused; or held again", "make room on the data disk"},
		{EventLineChanged, "info", "the line to the office went up or down", "down for long: cable, router, office.url"},
		{EventLineTried, "debug", "one try at the office failed; the next comes after the named wait", ""},
		{EventLineStopped, "error", "the office knows another history of a stream; what waits is chained anew, nothing is lost", "a cloned or restored terminal, or an office restored from a backup: tell the office"},
		{EventPushFailed, "warn", "records could not be sent; said once, then tried for ever", "nothing while the line is down; otherwise err says what the office or the store answers"},
		{EventNewsFailed, "warn", "the office sent numbers, content or a key that could not be kept; it is asked for again", "err says why; if it repeats: health of the data disk"},
		{EventContentTaken, "info", "what the office published was checked and is on disk; it is shown from the next visit on", ""},
		{EventContentShown, "info", "residents see another catalogue from now on", ""},
		{EventContentRefused, "warn", "what the office published is not signed by it or cannot be used; the terminal goes on with what it had", "err says why: a terminal older than its office, or content that was changed"},
		{EventContentPublished, "info", "the office brings terminals another revision from now on", ""},
		{EventContentAhead, "warn", "a terminal has a later revision of published content than the office: it takes nothing that is not newer", "an office restored from a backup: streetoffice publish -above with the number under theirs"},
		{EventBatchKept, "debug", "a batch of a terminal was looked at; through is how far its stream is kept", ""},
		{EventBatchGap, "warn", "a terminal sent records whose predecessors never came", "a restored ledger: bring the records from its newer copy"},
		{EventBatchFork, "warn", "a terminal sent another history under numbers that are kept", "a cloned or restored terminal: find its twin"},
		{EventRecordAside, "warn", "a record is kept but could not be opened or understood", "sealing key of the office's data folder, version of the terminal"},
		{EventNumberCalled, "info", "a counter called the next number", ""},
		{EventCaseRead, "info", "a member of staff read what a resident answered; case names the application", ""},
		{EventCaseMoved, "info", "a member of staff moved a case on, to state", ""},
		{EventUnanswered, "warn", "the office did not answer a question of a resident, who was told so; question names its kind", "often: the line is slow or the office in trouble"},
		{EventCasesAsked, "info", "somebody laid a card at a terminal to see their cases; cases says how many were told", ""},
		{EventPaymentRead, "info", "a member of staff read the receipt of a payment; payment names it, not whose it was", ""},
		{EventRatingRead, "info", "a member of staff read a low grade; visit names it", ""},
		{EventResultPublished, "info", "a member of staff published what came of a vote", ""},
		{EventRatingMoved, "info", "a member of staff noted what was done about a low grade", ""},
		{EventPaperHanded, "info", "a terminal asked for the paper of a case; handed says whether the card was that of its applicant and there was one", ""},
		{EventHelpCalled, "info", "a resident at a terminal asked for help; heard says whether a page of staff was open", "not heard in opening hours: open the calling desk's page at a counter"},
		{EventHelpAnswered, "info", "a member of staff answered a call for help", ""},
		{EventPaperWithdrawn, "info", "staff withdrew a paper, or all papers of a key", ""},
		{EventIssuerCertified, "info", "a terminal's key may issue papers", ""},
		{EventIssuerAside, "warn", "a certificate in the ledger is not of this office's root key; papers issued under it are unknown", "papers-root.key in the office's data folder was exchanged: restore it from the backup"},
		{EventTerminalAdmitted, "info", "a terminal was given a certificate, its first or a new one", ""},
		{EventTerminalRefused, "warn", "a connection came with a certificate that is not admitted", "a revoked or replaced terminal: find out where it stands"},
		{EventTerminalDecided, "info", "staff invited, approved, refused or revoked a terminal", ""},
		{EventIdentityRenewed, "info", "the terminal has a new certificate from its office", ""},
		{EventIdentityTrouble, "warn", "the certificate could not be renewed; said once, then tried for ever", "the office refuses: was the terminal revoked? otherwise its line"},
		{EventSealingKey, "info", "from now on records are sealed to another key of the office", ""},
		{EventOfficeTrouble, "error", "the ledger could not be read or written", "disk of the office's data folder"},
		{EventOfficeBusy, "debug", "a batch of a terminal was not taken in; the terminal comes again after the named wait", ""},
		{EventPageTrouble, "error", "a page or its live feed could not be sent", ""},
	}
}
