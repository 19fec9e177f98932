// Package kiosk holds the words of the trade: residents and their documents,
// service items, tickets, print outcomes, and the one error type. Every other
// package speaks in these terms.
//
// It refuses technology: no file, no socket, no clock, nothing outside the
// standard library. What a word means on a wire, on paper or on a screen is
// said where that wire, paper or screen is.
package kiosk

import "time"

// VisitID names one visit, from the first touch to the wipe. It is a ULID, so
// visits sort by their start.
type VisitID string

// DeviceID names one terminal, for example "K1". It is given by the office and
// is never derived from hardware addresses.
type DeviceID string

// ItemID names a ServiceItem in the catalogue, for example "subsistence-allowance".
// Code never compares it with a literal: items are data.
type ItemID string

// CounterID names a Counter, for example "2".
type CounterID string

// Counter is one 窗口 where staff serve residents.
type Counter struct {
	ID     CounterID
	Prefix string // letters that begin the ticket numbers of this counter, "A"
	Name   Text
}

// Text is one phrase in the languages a terminal speaks. Chinese is never
// empty; a missing English falls back to Chinese.
type Text struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// In returns the phrase in lang.
func (t Text) In(lang Lang) string {
	if lang == English && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Lang is a language the resident may choose.
type Lang string

// The languages of this terminal. Their values are BCP 47 tags and stand in
// records at the office; changing one makes old records unreadable.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// DocumentKind says which document was laid on the reader. The values stand in
// records at the office.
type DocumentKind string

// Kinds of document. NoDocument is a visit that went on without a card.
const (
	NoDocument        DocumentKind = "none"
	ResidentCard      DocumentKind = "resident"
	ForeignerCard     DocumentKind = "foreigner"
	HKMacaoTaiwanCard DocumentKind = "hk-macao-taiwan"
)

// Resident (居民) is the person at the terminal as the card told it. It lives
// in memory for the visit only.
type Resident struct {
	Kind    DocumentKind
	Name    Private
	Number  Private // number on the document
	Sex     Private // "male", "female"; empty when the card does not say
	Birth   Private // 2006-01-02
	Address Private // as it stands on the card
	Until   Private // last day on which the card is valid, 2006-01-02; empty when it has none, or does not say
}

// MaskedName returns the name as screens and papers may show it: 张*.
func (r Resident) MaskedName() string { return maskName(r.Name.Reveal()) }

// MaskedNumber returns the number as screens and papers may show it:
// 110101********1234.
func (r Resident) MaskedNumber() string { return maskNumber(r.Number.Reveal()) }

// MaskedAddress returns the address as screens may show it: its first six
// characters.
func (r Resident) MaskedAddress() string { return maskAddress(r.Address.Reveal()) }

// BusinessDay is a day of the office's calendar in the office's zone, written
// 2006-01-02. Ticket numbers begin again each business day.
type BusinessDay string

// BusinessDayOf returns the business day that t belongs to in zone.
func BusinessDayOf(t time.Time, zone *time.Location) BusinessDay {
	return BusinessDay(t.In(zone).Format(time.DateOnly))
}

// Ticket (号票) is a place in the queue of a counter.
type Ticket struct {
	ID       string      // ULID, printed as the tracking code
	Visit    VisitID     // the visit that took it
	Number   string      // "A005", or "A-K2-01" from the overflow series
	Prefix   string      // "A"
	Item     ItemID      // what the resident came for
	Day      BusinessDay // numbers never repeat within (office, day, prefix)
	IssuedAt time.Time
}
