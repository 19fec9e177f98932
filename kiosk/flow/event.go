package flow

import "linli/kiosk"

// Control names something a resident can touch. The fixed ones are below; a
// tile's control is its kind, a colon and an id, for example "item:birth".
type Control string

// Controls that keep their place on every screen, and the acts of single ones.
const (
	Begin       Control = "begin"         // Attract: anywhere
	Back        Control = "back"          // one step back
	GoHome      Control = "home"          //
	SwitchLang  Control = "lang"          // to the other language
	SwitchLarge Control = "large"         // 大字 on or off
	SwitchTone  Control = "contrast"      // high contrast on or off
	PageBefore  Control = "page-before"   //
	PageAfter   Control = "page-after"    //
	TakeTicket  Control = "take-ticket"   // Guide: queue for this item
	SkipCard    Control = "skip-card"     // Identify: go on without a card
	Finish      Control = "finish"        // end the visit and wipe it
	StayHere    Control = "stay"          // more time, on the idle warning
	PaperOut    Control = "paper-out"     // "did your ticket come out?": yes
	PaperNotOut Control = "paper-not-out" // no
	TryAgain    Control = "try-again"     //
)

// EntryControl names the tile of a home entry.
func EntryControl(id string) Control { return Control("entry:" + id) }

// ItemControl names the tile of a service item.
func ItemControl(id kiosk.ItemID) Control { return Control("item:" + string(id)) }

// FromScreen is one JSON line from the drawing process to the terminal.
type FromScreen struct {
	// Seq is the View that was on the glass.
	Seq uint64 `json:"seq"`
	// Touched is the control that was pressed and released; empty in a report
	// that the View is now on the glass.
	Touched Control `json:"touched,omitempty"`
	// Any is set on every touch-down, also beside controls: somebody is here.
	Any bool `json:"any,omitempty"`
	// Shown reports that View Seq was presented, with the place of each live
	// control in window pixels.
	Shown *Shown `json:"shown,omitempty"`
}

// Shown tells what one presented picture held.
type Shown struct {
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	Page     int     `json:"page"`
	Pages    int     `json:"pages"` // how many pages the list has in this layout; 1 when it is not paged
	Controls []Place `json:"controls"`
	Missing  []rune  `json:"missing,omitempty"` // characters no font could draw
}

// Place is where a control sits, in window pixels.
type Place struct {
	Control Control `json:"control"`
	X       int     `json:"x"`
	Y       int     `json:"y"`
	W       int     `json:"w"`
	H       int     `json:"h"`
}
