package lobby

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
)

// pageSource is the lobby's page. Its words are for the person who plays the
// lobby, in Chinese and English.
//
//go:embed page.html
var pageSource string

// pagePolicy lets the page be what is in its own file and nothing else.
const pagePolicy = "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'"

// pageFacts is what the page is made with; what changes while it is open comes
// from /api/state.
type pageFacts struct {
	Ready     Ready
	Office    string
	Presenter bool
}

func (l *Lobby) servePage(w http.ResponseWriter, _ *http.Request) {
	page, err := render(pageFacts{Ready: l.Ready(), Office: l.opts.Office, Presenter: l.opts.Presenter})
	if err != nil {
		l.opts.Log.Error("page not made", "err", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", pagePolicy)
	_, _ = w.Write(page) // the browser that went away has no use for an error
}

func render(facts pageFacts) ([]byte, error) {
	t, err := template.New("page").Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("lobby: page: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, facts); err != nil {
		return nil, fmt.Errorf("lobby: page: %w", err)
	}
	return b.Bytes(), nil
}
