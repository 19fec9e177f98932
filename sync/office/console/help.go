package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"linli/kiosk"
	"linli/sync/office/desk"
)

// helpCalls are the calls for help at one moment.
type helpCalls struct {
	open     []desk.Call
	revision uint64
}

// helpCalls returns the calls and a channel that is closed when they change.
func (c *Console) helpCalls() (helpCalls, <-chan struct{}) {
	if c.opts.Help == nil {
		return helpCalls{}, nil
	}
	changed := c.opts.Help.Changed() // before the calls: no change is missed
	open, revision := c.opts.Help.Calls()
	return helpCalls{open, revision}, changed
}

// watchHelp counts this page among those that show calls.
func (c *Console) watchHelp() (stop func()) {
	if c.opts.Help == nil {
		return func() {}
	}
	return c.opts.Help.Watch()
}

// afterClosed calls f when c is closed before ctx ends. stop waits until no
// more call comes; ctx must have ended.
func afterClosed(ctx context.Context, c <-chan struct{}, f func()) (stop func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-c:
			f()
		case <-ctx.Done():
		}
	}()
	return func() { <-done }
}

// answerHelp takes a call off the page, or with words writes them on the glass
// before the resident. One that is gone was answered by
// somebody else, which is as well.
func (c *Console) answerHelp(w http.ResponseWriter, r *http.Request) {
	number, err := strconv.ParseUint(r.PathValue("number"), 10, 64)
	if err != nil || c.opts.Help == nil {
		http.NotFound(w, r)
		return
	}
	if words := r.PostFormValue("words"); words != "" {
		_, err = c.opts.Help.Say(r.Context(), number, words)
	} else {
		_, err = c.opts.Help.Answer(r.Context(), number)
	}
	if errors.Is(err, desk.ErrWords) {
		http.Error(w, c.words["help-too-long"].In(langOf(r)), http.StatusBadRequest)
		return
	}
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
		http.Error(w, "the call was not taken off", http.StatusServiceUnavailable)
		return
	}
	http.Redirect(w, r, "/?lang="+string(langOf(r)), http.StatusSeeOther)
}

// Step says at which step a resident called, by the terminal's name of the
// screen; that name itself for one of a newer terminal.
func (p picture) Step(screen string) string {
	if t, ok := p.console.words["step-"+screen]; ok {
		return t.In(p.Lang)
	}
	return screen
}
