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
	SwitchReach Control = "reach"         // everything lower on the glass, or not
	PageBefore  Control = "page-before"   //
	PageAfter   Control = "page-after"    //
	TakeTicket  Control = "take-ticket"   // Guide: queue for this item
	SkipCard    Control = "skip-card"     // Identify: go on without a card
	Finish      Control = "finish"        // end the visit and wipe it
	StayHere    Control = "stay"          // more time, on the idle warning
	PaperOut    Control = "paper-out"     // "did your ticket come out?": yes
	PaperNotOut Control = "paper-not-out" // no
	TryAgain    Control = "try-again"     //
	ApplyHere   Control = "apply"         // Guide: apply for this item
	NextField   Control = "next"          // Form: the answer is complete
	Correct     Control = "correct"       // Confirm: all of it is right
	Agree       Control = "agree"         // Consent: hand it in
	CallHelp    Control = "help"          // somebody should come
	CloseHelp   Control = "help-close"    // nobody needs to come any more
	PrintPaper  Control = "print-paper"   // CaseShown: the paper that lies ready
	SwitchVoice Control = "voice"         // the voice on or off
	Softer      Control = "softer"        // with the voice on, as the two below
	Louder      Control = "louder"        //
	Repeat      Control = "repeat"        // say it again
)

// EntryControl names the tile of a home entry.
func EntryControl(id string) Control { return Control("entry:" + id) }

// ItemControl names the tile of a service item.
func ItemControl(id kiosk.ItemID) Control { return Control("item:" + string(id)) }

// ChoiceControl names one of the choices of the question on the screen.
func ChoiceControl(id string) Control { return Control(choiceMark + id) }

// FixControl names the answer on Confirm that is to be given anew.
func FixControl(field string) Control { return Control(fixMark + field) }

// What the controls of choices and answers begin with.
const (
	choiceMark = "choice:"
	fixMark    = "fix:"
)
