package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"rsc.io/qr"

	"linli/kiosk"
	"linli/sync/office/trust"
	"linli/sync/wire"
)

// Terminals is the list of terminals that the office lets in; trust.Book is
// documented there.
type Terminals interface {
	Devices(ctx context.Context) ([]trust.Device, error)
	Invite(ctx context.Context, device string) (code string, until time.Time, err error)
	Approve(ctx context.Context, device, words string) error
	Refuse(ctx context.Context, device, words string) error
	Revoke(ctx context.Context, device string) error
}

// terminalsPicture is the page of terminals.
type terminalsPicture struct {
	picture
	Devices    []trust.Device
	Trouble    string // key of a word; why nothing was done
	Invitation *invitation
}

// invitation is a code that was just made. It is shown once.
type invitation struct {
	Device, Code, Office, Root string
	Until                      time.Time
	QR                         string // path of an SVG picture
	Side                       int    // of that picture, in modules
}

// terminals shows the list.
func (c *Console) terminals(w http.ResponseWriter, r *http.Request) {
	c.showTerminals(w, r, http.StatusOK, "", nil)
}

func (c *Console) showTerminals(w http.ResponseWriter, r *http.Request, status int, trouble string, made *invitation) {
	all, err := c.opts.Terminals.Devices(r.Context())
	if err != nil {
		c.terminalsTrouble(w, "", err)
		return
	}
	var b bytes.Buffer
	err = c.pages.ExecuteTemplate(&b, "terminals.html", terminalsPicture{
		picture: c.picture(r, "/terminals"),
		Devices: all, Trouble: trouble, Invitation: made,
	})
	if err != nil {
		c.opts.Logger.Error(kiosk.EventPageTrouble, "page", "terminals.html", "err", err)
		http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a browser that left is no fault of ours
}

func (c *Console) terminalsTrouble(w http.ResponseWriter, device string, err error) {
	c.opts.Logger.Error(kiosk.EventOfficeTrouble, "device", device, "err", err)
	http.Error(w, "the list of terminals cannot be read or written", http.StatusServiceUnavailable)
}

// inviteTerminal makes a code and shows it.
func (c *Console) inviteTerminal(w http.ResponseWriter, r *http.Request) {
	device := strings.ToUpper(strings.TrimSpace(r.FormValue("name")))
	p, err := c.opts.Pairing(device)
	if err != nil {
		c.opts.Logger.Warn(kiosk.EventPageTrouble, "page", "terminals.html", "err", err)
		c.showTerminals(w, r, http.StatusConflict, "terminal-no-address", nil)
		return
	}
	code, until, err := c.opts.Terminals.Invite(r.Context(), device)
	if errors.Is(err, trust.ErrName) {
		c.showTerminals(w, r, http.StatusBadRequest, "terminal-name-wrong", nil)
		return
	}
	if err != nil {
		c.terminalsTrouble(w, device, err)
		return
	}
	c.opts.Logger.Info(kiosk.EventTerminalDecided, "device", device, "what", "invited")
	p.Code = code
	made := &invitation{
		Device: device, Code: wire.ShowCode(code), Office: p.Office, Root: fmt.Sprintf("%x", p.Root), Until: until,
	}
	if made.QR, made.Side, err = drawQR(p.String()); err != nil {
		c.opts.Logger.Error(kiosk.EventPageTrouble, "page", "terminals.html", "err", err)
	}
	c.showTerminals(w, r, http.StatusOK, "", made)
}

// decideTerminal approves, refuses or revokes. The words of the request stand
// in the form, so that nobody approves other keys than he has compared.
func (c *Console) decideTerminal(w http.ResponseWriter, r *http.Request) {
	device, words, what := r.PathValue("name"), r.FormValue("words"), r.PathValue("what")
	var err error
	switch {
	case what == "revoke":
		err = c.opts.Terminals.Revoke(r.Context(), device)
	case words == "":
		err = trust.ErrWords
	case what == "approve":
		err = c.opts.Terminals.Approve(r.Context(), device, words)
	case what == "refuse":
		err = c.opts.Terminals.Refuse(r.Context(), device, words)
	default:
		http.NotFound(w, r)
		return
	}
	switch {
	case errors.Is(err, trust.ErrWords), errors.Is(err, trust.ErrNoRequest):
		c.showTerminals(w, r, http.StatusConflict, "terminal-changed", nil)
	case errors.Is(err, trust.ErrNoDevice):
		http.NotFound(w, r)
	case err != nil:
		c.terminalsTrouble(w, device, err)
	default:
		c.opts.Logger.Info(kiosk.EventTerminalDecided, "device", device, "what", what)
		http.Redirect(w, r, "/terminals?lang="+string(langOf(r)), http.StatusSeeOther)
	}
}

// Date shows a day with its year in the office's zone.
func (p terminalsPicture) Date(t time.Time) string {
	return t.In(p.console.opts.Zone).Format(time.DateOnly)
}

// drawQR returns the dark modules of a code as the path of an SVG picture,
// with the quiet zone of four modules that ISO/IEC 18004 asks for.
func drawQR(text string) (path string, side int, err error) {
	const quiet = 4
	code, err := qr.Encode(text, qr.L)
	if err != nil {
		return "", 0, fmt.Errorf("console: QR code: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		for x := range code.Size {
			if code.Black(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return b.String(), code.Size + 2*quiet, nil
}
