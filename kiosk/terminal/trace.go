package terminal

import (
	"encoding/json"
	"io"
	"time"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// TraceLine tells one presented picture to whoever watches the terminal from
// outside: a technician, or the player of `make run`. A line comes with each
// picture, and again when RecordsPending or Present has changed under it. Like
// View it holds no unmasked personal data. One JSON object a line.
type TraceLine struct {
	At             time.Time     `json:"at"`
	Seq            uint64        `json:"seq"`
	Screen         flow.Screen   `json:"screen"`
	Visit          kiosk.VisitID `json:"visit,omitempty"`
	View           flow.View     `json:"view"`
	Shown          flow.Shown    `json:"shown"`
	RecordsPending int           `json:"recordsPending"`
	Present        bool          `json:"present,omitempty"` // somebody stands before the terminal
}

// trace writes a line for a picture that came to the glass.
func (t *Terminal) trace(s flow.Shown) {
	if t.opts.Trace == nil || t.display == nil {
		return
	}
	v := t.display.sent.Masked()
	t.traced = TraceLine{Seq: v.Seq, Screen: v.Screen, Visit: v.Visit, View: v, Shown: s}
	t.writeTrace()
}

// retrace writes the newest line again when the count of records has changed
// under it, or somebody came or went.
func (t *Terminal) retrace() {
	if t.traced.Seq != 0 && (t.traced.RecordsPending != t.hall.Pending() || t.traced.Present != t.present.Load()) {
		t.writeTrace()
	}
}

// writeTrace writes t.traced as of now.
func (t *Terminal) writeTrace() {
	t.traced.At, t.traced.RecordsPending, t.traced.Present = time.Now(), t.hall.Pending(), t.present.Load()
	trace(t.opts.Trace, t.traced)
}

// trace writes l. A trace that cannot be written is not worth a resident's
// time: the error goes nowhere.
func trace(w io.Writer, l TraceLine) {
	if line, err := json.Marshal(l); err == nil {
		_, _ = w.Write(append(line, '\n'))
	}
}
