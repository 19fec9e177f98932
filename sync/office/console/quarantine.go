package console

import (
	"bytes"
	"net/http"

	"linli/kiosk"
	"linli/sync/office"
)

// asideShown is how many records the page of the quarantine lists.
const asideShown = 200

// quarantinePicture is the page of records that could not be opened or
// understood.
type quarantinePicture struct {
	picture
	Aside []office.Quarantined // the newest
}

// showQuarantine lists what a technician asks for. Nothing of it tells of a
// resident: it could not be opened.
func (c *Console) showQuarantine(w http.ResponseWriter, r *http.Request) {
	all, err := c.quarantine.Quarantined(r.Context(), asideShown)
	if err != nil {
		c.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
		http.Error(w, "ledger cannot be read", http.StatusServiceUnavailable)
		return
	}
	var b bytes.Buffer
	err = c.pages.ExecuteTemplate(&b, "quarantine.html", quarantinePicture{
		picture: c.picture(r, "/quarantine"), Aside: all,
	})
	if err != nil {
		c.opts.Logger.Error(kiosk.EventPageTrouble, "page", "quarantine.html", "err", err)
		http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(b.Bytes()) // a browser that left is no fault of ours
}
