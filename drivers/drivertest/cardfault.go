package drivertest

import (
	"fmt"
	"slices"
)

// CardFault is a way for the module to fail. It lasts until another is set;
// the two that pull the card happen once.
type CardFault string

// Faults of the module and of its line.
const (
	CardFaultNone           CardFault = "none"
	CardFaultChecksum       CardFault = "wrong-checksum"        // every reply is damaged on its way
	CardFaultStall          CardFault = "stall"                 // commands are heard, nothing is answered
	CardFaultBlind          CardFault = "blind"                 // well, but a search for cards is never answered
	CardFaultSelfTest       CardFault = "self-test-failed"      // 60 to every command
	CardFaultAuthentication CardFault = "authentication-failed" // 31 to the reading of any card
	CardFaultRead           CardFault = "read-failed"           // 41 to the reading of any card
	CardFaultPulled         CardFault = "pulled-mid-read"       // the card leaves while it is read: 41
	CardFaultCutShort       CardFault = "reply-cut-short"       // the card leaves and the reply breaks off
)

// CardFaults lists all of them, none first, for a page to show.
func CardFaults() []CardFault {
	return []CardFault{
		CardFaultNone, CardFaultChecksum, CardFaultStall, CardFaultBlind, CardFaultSelfTest,
		CardFaultAuthentication, CardFaultRead, CardFaultPulled, CardFaultCutShort,
	}
}

// Fault makes the module fail as f says from now on. An unknown f is an error
// and changes nothing.
func (m *CardModule) Fault(f CardFault) error {
	if !slices.Contains(CardFaults(), f) {
		return fmt.Errorf("drivertest: card fault %q is unknown", string(f))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fault = f
	return nil
}

// CardHabit is how a module shows that a card which was read still lies there.
// Documents leave it open, and modules differ.
type CardHabit string

// Habits.
const (
	CardFindsOnce     CardHabit = "finds-once"     // only the additional address, 90 or 91, tells
	CardKeepsFinding  CardHabit = "keeps-finding"  // find tells; the additional address is no command it knows
	CardAnswersAlways CardHabit = "answers-always" // find tells; the additional address is answered with nothing there too
)

// Habit gives the module a habit other than CardFindsOnce. An unknown h is an
// error and changes nothing.
func (m *CardModule) Habit(h CardHabit) error {
	if !slices.Contains([]CardHabit{CardFindsOnce, CardKeepsFinding, CardAnswersAlways}, h) {
		return fmt.Errorf("drivertest: card habit %q is unknown", string(h))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.habit = h
	return nil
}
