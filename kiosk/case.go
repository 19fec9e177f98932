package kiosk

import (
	"strings"
	"time"
)

// CaseID names a Case. It is a ULID.
type CaseID string

// Case (办件) is one application that a resident handed in.
type Case struct {
	ID       CaseID
	Code     string // CaseCode of ID: what the resident asks with
	Visit    VisitID
	Item     ItemID
	Day      BusinessDay
	OpenedAt time.Time
}

// CaseState is how far a Case is. The values stand in records at the office.
type CaseState string

// States of a Case, in the order it goes through them.
const (
	CaseSubmitted CaseState = "submitted" // received, nobody has looked at it
	CaseAccepted  CaseState = "accepted"  // staff work on it
	CaseReturned  CaseState = "returned"  // something is missing; words say what
	CaseDecided   CaseState = "decided"   // words say what was decided
	CaseSaved     CaseState = "saved"     // not handed in: the resident goes on later
)

// Moves lists the states that staff may move a case to from s; none when it
// has come to its end.
func (s CaseState) Moves() []CaseState {
	switch s {
	case CaseSubmitted:
		return []CaseState{CaseAccepted, CaseReturned}
	case CaseAccepted:
		return []CaseState{CaseDecided, CaseReturned}
	case CaseReturned:
		return []CaseState{CaseAccepted, CaseDecided}
	}
	return nil
}

// Source says where an Answer came from. The values stand in records.
type Source string

// Sources of an answer.
const (
	Typed       Source = "typed"   // the resident was asked
	FromCard    Source = "card"    // the card told it
	FromEarlier Source = "earlier" // an earlier answer told it
)

// Answer is one field of an application as it was given.
type Answer struct {
	Field  string  // its id in the item's file
	Value  Private // as its kind writes it; several choices stand with commas
	Source Source
}

// Application is what a resident confirmed and handed in.
type Application struct {
	Answers []Answer // in the order of the item's fields; none is empty
	Spared  int      // how many were not asked because they were known
	Jurisdiction

	Agent   Resident // 代办人: who acts for the resident; zero where nobody does
	Saved   bool     // not handed in yet: kept for who comes back with its code
	Resumes CaseID   // the saved one that this one takes the place of; empty for none
}

// crockford are the digits of codes that people read out and type: Crockford's
// Base 32, which has no I, L, O and U. ULIDs are written with them too.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// codeDigits is how many digits of a case's id stand in its code.
const codeDigits = 7

// CaseCode is what a resident asks with after a case, "7K3Q-4M2X": the last
// seven digits of its id, all of them random, and a check digit. It is "" for
// an id that is no ULID.
func CaseCode(id CaseID) string {
	if len(id) < codeDigits {
		return ""
	}
	digits := string(id[len(id)-codeDigits:])
	check, ok := checkDigit(digits)
	if !ok {
		return ""
	}
	return digits[:4] + "-" + digits[4:] + string(check)
}

// ParseCaseCode reads a code as people write it: small letters, spaces,
// dashes, and the letters that look like digits. It reports false for one that
// was mistyped: a wrong digit, or two neighbours in the wrong order, always
// shows.
func ParseCaseCode(text string) (code string, ok bool) {
	text = strings.NewReplacer(" ", "", "-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(text))
	if len(text) != codeDigits+1 {
		return "", false
	}
	check, ok := checkDigit(text[:codeDigits])
	if !ok || text[codeDigits] != check {
		return "", false
	}
	return text[:4] + "-" + text[4:], true
}

// checkDigit weighs the digits with the powers of a generator of the field of
// 32 elements (x^5 + x^2 + 1), so that no two weights are equal.
func checkDigit(digits string) (byte, bool) {
	const reduce = 0b100101
	sum := 0
	for i := range len(digits) {
		n := strings.IndexByte(crockford, digits[i])
		if n < 0 {
			return 0, false
		}
		if sum = (sum ^ n) << 1; sum > 31 {
			sum ^= reduce
		}
	}
	return crockford[sum], true
}
