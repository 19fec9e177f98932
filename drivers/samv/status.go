package samv

import "fmt"

// Class says what to do about a StatusError.
type Class int

// Classes of status.
const (
	ClassOK           Class = iota // done, also when the card holds no such item
	ClassNoCard                    // nothing lies there, or it left: poll on
	ClassCard                      // this card, or this attempt at it: begin again from find
	ClassLink                      // the module did not understand the frame
	ClassOutOfService              // the module takes no command: a technician must come
)

// String returns the class in words for a log.
func (c Class) String() string {
	switch c {
	case ClassOK:
		return "ok"
	case ClassNoCard:
		return "no card"
	case ClassCard:
		return "card"
	case ClassLink:
		return "link"
	case ClassOutOfService:
		return "out of service"
	default:
		return fmt.Sprintf("class %d", int(c))
	}
}

// Status bytes SW3 (SAM-V SW3 values, softs.im protocol page; HslCommunication
// error descriptions).
const (
	statusDone           byte = 0x90
	statusFound          byte = 0x9F
	statusBadChecksum    byte = 0x10
	statusBadLength      byte = 0x11
	statusBadCommand     byte = 0x21
	statusNotPermitted   byte = 0x23
	statusUnknownError   byte = 0x24
	statusCardRejects    byte = 0x31
	statusModuleRejects  byte = 0x32
	statusReadFailed     byte = 0x41
	statusNoRandom       byte = 0x47
	statusSelfTestFailed byte = 0x60
	statusNotAuthorised  byte = 0x66
	statusNoCard         byte = 0x80
	statusSelectFailed   byte = 0x81
	statusNoSuchItem     byte = 0x91
)

// Values of StatusError.SW3 that callers tell apart within ClassCard.
const (
	// BadSignature says that the record on the card fails its own check. Treat
	// the card as suspect.
	BadSignature byte = 0x33
	// WrongKind says that this is no card the module can read.
	WrongKind byte = 0x40
)

// StatusError is a reply in which the module reports anything but success.
// SW1 and SW2 pass on what the card said and are mostly zero; SW3 is the
// module's own word and alone decides.
type StatusError struct {
	SW1, SW2, SW3 byte
}

// Error gives the status bytes and their meaning.
func (e *StatusError) Error() string {
	return fmt.Sprintf("status %02X (%02X %02X): %s", e.SW3, e.SW1, e.SW2, meaning(e.SW3))
}

// Class sorts SW3 by what to do about it. A value the documents do not list
// counts as ClassCard: begin again from find, and give up after a few times.
func (e *StatusError) Class() Class {
	switch e.SW3 {
	case statusDone, statusFound, statusNoSuchItem:
		return ClassOK
	case statusNoCard, statusSelectFailed:
		return ClassNoCard
	case statusBadChecksum, statusBadLength, statusBadCommand, statusNotPermitted:
		return ClassLink
	case statusSelfTestFailed, statusNotAuthorised:
		return ClassOutOfService
	default:
		return ClassCard
	}
}

// meaning puts SW3 in words for a log.
func meaning(sw3 byte) string {
	words := map[byte]string{
		statusDone:           "done",
		statusFound:          "card found",
		statusBadChecksum:    "command had a bad checksum",
		statusBadLength:      "command had a bad length",
		statusBadCommand:     "command unknown or out of order",
		statusNotPermitted:   "operation not permitted",
		statusUnknownError:   "unknown error",
		statusCardRejects:    "card rejected the module",
		statusModuleRejects:  "module rejected the card",
		BadSignature:         "record fails its signature",
		WrongKind:            "wrong kind of card",
		statusReadFailed:     "reading the card failed",
		statusNoRandom:       "no random number",
		statusSelfTestFailed: "module failed its self-test",
		statusNotAuthorised:  "module not authorised",
		statusNoCard:         "no card",
		statusSelectFailed:   "selecting the card failed",
		statusNoSuchItem:     "card holds no such item",
	}
	if text, ok := words[sw3]; ok {
		return text
	}
	return "not in the documents"
}
