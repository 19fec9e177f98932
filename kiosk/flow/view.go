package flow

import (
	"time"

	"linli/kiosk"
)

// Screen names what is drawn. Each has one drawing in package screen.
type Screen string

// The screens of a visit, in the order a resident meets them.
const (
	Attract    Screen = "attract"     // nobody is here: greeting, clock, "touch to begin"
	Home       Screen = "home"        // tiles from the catalogue
	ChooseItem Screen = "choose-item" // service items, in groups, paged
	Guide      Screen = "guide"       // one item: conditions, materials, steps, limits
	Identify   Screen = "identify"    // lay the card, or go on without it
	Form       Screen = "form"        // one question of an application
	Confirm    Screen = "confirm"     // all answers, read back
	Consent    Screen = "consent"     // what the resident agrees to, then it is handed in
	Working    Screen = "working"     // the number or the case is being written down and printed
	Number     Screen = "number"      // the ticket number, people ahead, what to do
	Received   Screen = "received"    // the case is open: its code, what happens next
	Problem    Screen = "problem"     // what is safe, what to do, who comes
	Asking     Screen = "asking"      // the office is being asked; no control is live
	Cases      Screen = "cases"       // what somebody has with the office
	CaseShown  Screen = "case"        // how far one case is
	Claimed    Screen = "claimed"     // a paper of the office: being printed, or why not
	NoLine     Screen = "no-line"     // the office does not answer: what can be done instead
)

// View is everything the drawing process needs for one picture: plain data, no
// behaviour. It travels as one JSON line from the terminal to its screen. What
// a card told is masked in it; what the resident types stands in it, and is
// masked by Masked wherever a View is kept.
type View struct {
	// Seq grows by one with each View. A touch names the Seq it was made on,
	// and the terminal drops touches on anything but the newest View: that is
	// what makes a control inert until its answer shows.
	Seq      uint64        `json:"seq"`
	Screen   Screen        `json:"screen"`
	Visit    kiosk.VisitID `json:"visit,omitempty"`
	Lang     kiosk.Lang    `json:"lang"`
	Large    bool          `json:"large,omitempty"`    // 大字 mode
	Contrast bool          `json:"contrast,omitempty"` // high contrast
	Lowered  bool          `json:"lowered,omitempty"`  // everything within reach of who sits
	Speaks   bool          `json:"speaks,omitempty"`   // this terminal has a voice
	Voice    bool          `json:"voice,omitempty"`    // what is shown is said as well
	Volume   int           `json:"volume,omitempty"`   // of the voice, from 1 to LoudestVolume; 0 while it is off
	Silenced bool          `json:"silenced,omitempty"` // over any screen: headphones were pulled out, so the voice has stopped

	Band      Band           `json:"band"`
	Tiles     []Tile         `json:"tiles,omitempty"`     // Home: entries; ChooseItem: items of the whole list
	Quick     []Tile         `json:"quick,omitempty"`     // Home: what most people come for
	Page      int            `json:"page,omitempty"`      // where there are pages: the one wanted, from 0; screen clamps it
	Heading   kiosk.Text     `json:"heading,omitzero"`    // the item or entry this screen is about
	Guide     *GuideView     `json:"guide,omitempty"`     // Guide only
	Card      *CardView      `json:"card,omitempty"`      // Identify only
	Ticket    *TicketView    `json:"ticket,omitempty"`    // Working, Number, Problem once a number is taken
	Form      *FormView      `json:"form,omitempty"`      // Form only
	Answers   []AnswerRow    `json:"answers,omitempty"`   // Confirm only
	Seen      int            `json:"seen,omitempty"`      // Confirm: pages that were on the glass, from the first
	Consent   kiosk.Text     `json:"consent,omitzero"`    // Consent; on Confirm it tells that Consent follows
	Received  *ReceivedView  `json:"received,omitempty"`  // Received only
	Notices   []NoticeView   `json:"notices,omitempty"`   // Attract: what turns; Entries: the list
	Notice    *NoticeView    `json:"notice,omitempty"`    // Notice only
	Word      string         `json:"word,omitempty"`      // Entries: what was looked for
	Directory *DirectoryView `json:"directory,omitempty"` // Directory only
	Missing   Missing        `json:"missing,omitzero"`    // Attract: what does not work now
	Outage    *OutageView    `json:"outage,omitempty"`    // Attract: what was cut off
	Start     *StartView     `json:"start,omitempty"`     // Starting only
	Help      *HelpView      `json:"help,omitempty"`      // over any screen: somebody called for help
	Track     *TrackView     `json:"track,omitempty"`     // Cases, CaseShown
	Claim     *ClaimView     `json:"claim,omitempty"`     // Claimed only
	Scan      *ScanView      `json:"scan,omitempty"`      // ScanShown only
	ScanSide  string         `json:"scanSide,omitempty"`  // where the scanner sits, while a code may be held before it
	NoLine    *NoLineView    `json:"noLine,omitempty"`    // NoLine only
	Trouble   kiosk.Code     `json:"trouble,omitempty"`   // Problem, and a hint line on Identify
	Mandate   *MandateView   `json:"mandate,omitempty"`   // ForWhom, Mandate
	Rate      *RateView      `json:"rate,omitempty"`      // Rate only
	Ballot    *BallotView    `json:"ballot,omitempty"`    // Voted; on Confirm and NoLine of a vote
	Pay       *PayView       `json:"pay,omitempty"`       // Pay; on NoLine and Problem of a payment
	// Idle is how long until the visit is wiped; zero while no warning shows.
	Idle time.Duration `json:"idle,omitempty"`
	// Can lists the controls that are live. A control not in it is not drawn.
	Can []Control `json:"can,omitempty"`
}

// Band is the top band: it is the same on every screen.
type Band struct {
	Place   kiosk.Text `json:"place"`             // "示例街道 · 向阳社区"
	Now     time.Time  `json:"now"`               // in the office's zone; drawn to the minute
	LineUp  bool       `json:"lineUp"`            // the office answers
	Open    bool       `json:"open"`              // inside opening hours
	Hours   kiosk.Text `json:"hours"`             // "周一至周五 9:00-17:00"
	Waiting *int       `json:"waiting,omitempty"` // people waiting now; nil when not known
	Device  string     `json:"device"`            // 服务码 for the technician: "K1"
	Demo    bool       `json:"demo,omitempty"`    // content is 示例
}

// Missing says before anybody tries what residents cannot have now, and whom to
// call. The zero value is a terminal on which everything works.
type Missing struct {
	Tickets bool   `json:"tickets,omitempty"` // no number can be taken; trying again may heal it
	Paper   bool   `json:"paper,omitempty"`   // the number shows on the screen alone
	Card    bool   `json:"card,omitempty"`    // no card can be read; visits go on without
	Phone   string `json:"phone,omitempty"`   // of the custodian; shown only with one of the others

	Applications bool `json:"applications,omitempty"` // no application can be handed in; tickets go on
}

// Any tells whether something is missing.
func (m Missing) Any() bool { return m.Tickets || m.Paper || m.Card || m.Applications }

// Tile is one thing to choose.
type Tile struct {
	Control Control      `json:"control"`
	Icon    string       `json:"icon"`             // a name in assets' icon set
	Name    kiosk.Text   `json:"name"`             //
	Hint    kiosk.Text   `json:"hint,omitzero"`    // one line of what is inside
	Group   kiosk.Text   `json:"group,omitzero"`   // ChooseItem: heading the tile stands under
	Only    []kiosk.Text `json:"only,omitempty"`   // ChooseItem: the residents' committees it is for; empty is all
	Prefix  string       `json:"prefix,omitempty"` // ChooseItem: letters of its counter
}

// GuideView is what a resident reads about one item. Paragraph lists are in
// reading order.
type GuideView struct {
	Conditions []kiosk.Text `json:"conditions,omitempty"`
	Materials  []kiosk.Text `json:"materials,omitempty"`
	Procedure  []kiosk.Text `json:"procedure,omitempty"`
	Statutory  kiosk.Text   `json:"statutory,omitzero"` // 法定时限 in words
	Promised   kiosk.Text   `json:"promised,omitzero"`  // 承诺时限 in words
	Fee        kiosk.Text   `json:"fee,omitzero"`
	Result     kiosk.Text   `json:"result,omitzero"`
	Basis      kiosk.Text   `json:"basis,omitzero"`
	Phone      string       `json:"phone,omitempty"`
	Post       kiosk.Text   `json:"post,omitzero"` // 责任岗位
	CounterID  string       `json:"counter,omitempty"`

	Serves   kiosk.Text       `json:"serves,omitzero"` // 服务对象
	Body     kiosk.Text       `json:"body,omitzero"`   // 实施主体
	Hours    kiosk.Text       `json:"hours,omitzero"`
	Phones   []PhoneView      `json:"phones,omitempty"`   // beside Phone
	Counters []kiosk.Counter  `json:"counters,omitempty"` // that do it; the first one gives the number
	Slip     kiosk.PrintState `json:"slip,omitempty"`     // of the guide on paper
	Side     string           `json:"side,omitempty"`     // where the paper comes out
}

// CardView is the state of the reader while a card is asked for.
type CardView struct {
	Phase  CardPhase `json:"phase"`
	Name   string    `json:"name,omitempty"`   // masked
	Number string    `json:"number,omitempty"` // masked
	Side   string    `json:"side"`             // where the reader sits: left, right, below
	For    string    `json:"for,omitempty"`    // what the card is laid for when nothing is handed in: begins its words in assets
}

// CardPhase is what the reader does now.
type CardPhase string

// Phases of a card on the reader.
const (
	CardAwaited CardPhase = "awaited" // lay it
	CardReading CardPhase = "reading" // leave it
	CardRead    CardPhase = "read"    // take it back
)

// TicketView is what Number shows. While the commit is on its way to the disk
// Number is empty and nothing may say "done".
type TicketView struct {
	Number string           `json:"number"` // or the code of a case
	Case   bool             `json:"case,omitempty"`
	Saved  bool             `json:"saved,omitempty"` // the case is put aside, not handed in
	Item   kiosk.Text       `json:"item"`
	Place  kiosk.Text       `json:"place,omitzero"`  // which counters call it, where to sit
	Ahead  *int             `json:"ahead,omitempty"` // nil when the office has not told lately
	Wait   *WaitRange       `json:"wait,omitempty"`
	Shut   *Shut            `json:"shut,omitempty"`  // no counter serves now; nil while one does
	Bring  []kiosk.Text     `json:"bring,omitempty"` // what to have ready
	Print  kiosk.PrintState `json:"print"`
	Side   string           `json:"side"`  // where the paper comes out: left, right, below
	Track  string           `json:"track"` // tracking code, also in the ticket's QR
}

// WaitRange is an expected wait in whole minutes.
type WaitRange struct {
	From int `json:"from"`
	To   int `json:"to"`
}
