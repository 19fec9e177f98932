package flow

import (
	"strings"

	"linli/kiosk/catalogue"
)

// NoticeLink is where an entry of a listing is read on a telephone: where it
// says itself, else on the office's pages. It is empty where there are none.
func (m Machine) NoticeLink(l catalogue.Listing, e catalogue.ListingEntry) string {
	if e.Link != "" || m.NoticeURL == "" {
		return e.Link
	}
	return m.NoticeURL + strings.ToUpper(l.ID+"/"+e.ID) // a smaller code
}
