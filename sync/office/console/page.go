package console

import (
	"bytes"
	"fmt"
	"net/http"
	"time"

	"go.yaml.in/yaml/v3"

	"linli/kiosk"
	"linli/sync/office/desk"
	"linli/sync/office/fleet"
	"linli/sync/office/hall"
)

// calledShown is how many called numbers the page lists.
const calledShown = 12

// picture is what one page shows.
type picture struct {
	console *Console

	Lang        kiosk.Lang
	Office      string
	Path        string // of the page
	Day         kiosk.BusinessDay
	Change      string // differs whenever the page would
	Counters    []hall.CounterState
	Waiting     []hall.Ticket
	Called      []hall.Ticket
	Quarantined int
	Help        []desk.Call
	Unwell      []fleet.Terminal
	Late        int // tickets of earlier days that arrived today
}

func (c *Console) page(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all, err := c.quarantine.Quarantined(r.Context(), -1)
		if err != nil {
			c.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
			http.Error(w, "ledger cannot be read", http.StatusServiceUnavailable)
			return
		}
		s := c.hall.State()
		called := s.Called()
		calls, _ := c.helpCalls()
		unwell, told := c.unwell()
		var b bytes.Buffer
		p := c.picture(r, "/")
		p.Day, p.Change, p.Help, p.Unwell, p.Counters = s.Day, change(s, calls, told), calls.open, unwell, s.Counters
		p.Waiting, p.Called = s.Waiting(), called[:min(len(called), calledShown)]
		p.Quarantined, p.Late = len(all), c.late(s)
		err = c.pages.ExecuteTemplate(&b, name, p)
		if err != nil {
			c.opts.Logger.Error(kiosk.EventPageTrouble, "page", name, "err", err)
			http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(b.Bytes()) // a browser that left is no fault of ours
	}
}

// office is the configured name, or the example's.
func (c *Console) office() kiosk.Text {
	if c.opts.Office.ZH != "" {
		return c.opts.Office
	}
	return c.words["office"]
}

func (c *Console) late(s hall.State) int {
	n := 0
	for _, t := range s.Tickets {
		arrived := kiosk.BusinessDayOf(t.ReceivedAt, c.opts.Zone)
		if arrived == s.Day && t.Day < s.Day {
			n++
		}
	}
	return n
}

// unwell returns the terminals with which something is wrong, and their
// revision. A page that listens learns of a change with the next heartbeat.
func (c *Console) unwell() ([]fleet.Terminal, uint64) {
	if c.opts.Fleet == nil {
		return nil, 0
	}
	return c.opts.Fleet.Unwell()
}

// change names one state of the page: the revisions of hall, calls for help and
// unwell terminals, and the day because midnight empties the queue without an
// event.
func change(s hall.State, h helpCalls, unwell uint64) string {
	return fmt.Sprintf("%s.%d.%d.%d", s.Day, s.Revision, h.revision, unwell)
}

// langOf is the language asked for, Chinese unless it is said.
func langOf(r *http.Request) kiosk.Lang {
	if r.URL.Query().Get("lang") == string(kiosk.English) {
		return kiosk.English
	}
	return kiosk.Chinese
}

// OtherLang is the language the page offers to change to.
func (p picture) OtherLang() kiosk.Lang {
	if p.Lang == kiosk.English {
		return kiosk.Chinese
	}
	return kiosk.English
}

// T returns a word of the page.
func (p picture) T(key string) (string, error) {
	t, ok := p.console.words[key]
	if !ok {
		return "", fmt.Errorf("console: no word %q", key)
	}
	return t.In(p.Lang), nil
}

// Text returns t in the language of the page.
func (p picture) Text(t kiosk.Text) string { return t.In(p.Lang) }

// Item names a service item, by its id when the catalogue knows it no more.
func (p picture) Item(id kiosk.ItemID) string {
	if name := p.console.opts.Item(id).In(p.Lang); name != "" {
		return name
	}
	return string(id)
}

// Print says in words what became of the paper.
func (p picture) Print(s kiosk.PrintState) string {
	if t, ok := p.console.words["print-"+string(s)]; ok {
		return t.In(p.Lang)
	}
	return string(s) // of a newer terminal
}

// Condition says in words what is wrong with a terminal.
func (p picture) Condition(code string) string {
	if t, ok := p.console.words["condition-"+code]; ok {
		return t.In(p.Lang)
	}
	return code // of a newer terminal
}

// Clock shows a time of day in the office's zone.
func (p picture) Clock(t time.Time) string {
	return t.In(p.console.opts.Zone).Format(time.TimeOnly)
}

// Moment shows a time of today as Clock does, and others with their date.
func (p picture) Moment(t time.Time) string {
	if kiosk.BusinessDayOf(t, p.console.opts.Zone) == p.Day {
		return p.Clock(t)
	}
	return t.In(p.console.opts.Zone).Format("01-02 15:04")
}

// Made shows when a terminal made a record, and that it is an estimate.
func (p picture) Made(t time.Time, about bool) (string, error) {
	if !about {
		return p.Moment(t), nil
	}
	word, err := p.T("about")
	return word + p.Moment(t), err
}

func readWords() (map[string]kiosk.Text, error) {
	b, err := web.ReadFile("web/texts.yaml")
	if err != nil {
		return nil, err
	}
	words := map[string]kiosk.Text{}
	strict := yaml.NewDecoder(bytes.NewReader(b))
	strict.KnownFields(true) // what follows a comma without quotation marks would be lost
	return words, strict.Decode(&words)
}
