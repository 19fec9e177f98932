package flow

import "time"

// Starting is shown before there is a terminal that could serve anybody. No
// visit leads to it and no control is live on it.
const Starting Screen = "starting"

// StartView tells how far a terminal has come with what it kept when it went
// down.
type StartView struct {
	Done  uint64        `json:"done,omitempty"`  // records that were read
	Total uint64        `json:"total,omitempty"` // records there are; 0 while not known
	Left  time.Duration `json:"left,omitempty"`  // estimated; 0 while not known

	Failed bool   `json:"failed,omitempty"` // out of order: it is tried again by itself
	Phone  string `json:"phone,omitempty"`  // of the custodian, with Failed; may be empty
}
