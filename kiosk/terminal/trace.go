package terminal

import (
	"encoding/json"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// TraceLine tells one presented picture to whoever watches the terminal from
// outside: a technician, or the player of `make run`. Like View it holds no
// unmasked personal data. One JSON object a line.
type TraceLine struct {
	At             time.Time     `json:"at"`
	Seq            uint64        `json:"seq"`
	Screen         flow.Screen   `json:"screen"`
	Visit          kiosk.VisitID `json:"visit,omitempty"`
	View           flow.View     `json:"view"`
	Shown          flow.Shown    `json:"shown"`
	RecordsPending int           `json:"recordsPending"`
}

// trace writes one line. A trace that cannot be written is not worth a
// resident's time: the error goes nowhere.
func (t *Terminal) trace(s flow.Shown) {
	if t.opts.Trace == nil || t.display == nil {
		return
	}
	v := t.display.sent
	line, err := json.Marshal(TraceLine{
		At: time.Now(), Seq: v.Seq, Screen: v.Screen, Visit: v.Visit, View: v, Shown: s,
		RecordsPending: t.hall.Pending(),
	})
	if err != nil {
		return
	}
	_, _ = t.opts.Trace.Write(append(line, '\n'))
}
