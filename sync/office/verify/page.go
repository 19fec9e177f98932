package verify

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"linli/kiosk"
	"linli/kiosk/verify"
	"linli/sync/office"
)

// picture is what the page shows.
type picture struct {
	Verdict verify.Verdict
	Office  kiosk.Text
	Paper   *paper // nil unless a key of the office signed the code
	Now     string
}

// paper is a statement as people read it.
type paper struct {
	verify.Statement
	Kind            kiosk.Text
	Issued, Expires string
}

// verdict shows what a code is worth. It answers 200 whenever it can tell, and
// 503 when it cannot.
func (d *Desk) verdict(w http.ResponseWriter, r *http.Request) {
	s, verdict, err := d.check(r.Context(), r.PathValue("code"))
	status := http.StatusOK
	if err != nil {
		d.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
		status = http.StatusServiceUnavailable
	}
	p := picture{Verdict: verdict, Office: d.opts.Office, Now: d.clock(d.opts.Now())}
	if s.ID != "" {
		p.Paper = &paper{Statement: s, Kind: d.opts.Kind(s.Kind), Issued: d.clock(s.Issued), Expires: d.clock(s.Expires)}
	}
	var b bytes.Buffer
	if err := d.page.Execute(&b, p); err != nil {
		d.opts.Logger.Error(kiosk.EventPageTrouble, "page", d.page.Name(), "err", err)
		http.Error(w, "page cannot be drawn", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a browser that left is no fault of ours
}

// clock shows a moment in the office's zone, to the minute.
func (d *Desk) clock(t time.Time) string { return t.In(d.opts.Zone).Format("2006-01-02 15:04") }

// rootsFile gives out the keys with which papers are checked without a line.
func (d *Desk) rootsFile(w http.ResponseWriter, r *http.Request) {
	issuers, err := d.papers.Issuers(r.Context(), 0)
	if err != nil {
		d.unavailable(w, err)
		return
	}
	var certificates [][]byte
	trusted := verify.NewRoots(d.public())
	for _, i := range issuers {
		if _, err := trusted.Add(i.Certificate); err == nil {
			certificates = append(certificates, i.Certificate)
		}
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(verify.FormatRoots(d.public(), certificates)))
}

// revokedFile gives out what was withdrawn.
func (d *Desk) revokedFile(w http.ResponseWriter, r *http.Request) {
	list, err := d.revocations(r.Context())
	if err != nil {
		d.unavailable(w, err)
		return
	}
	writeJSON(w, list)
}

func (d *Desk) revocations(ctx context.Context) (verify.Revocations, error) {
	asOf := d.opts.Now().UTC()
	papers, err := d.papers.Withdrawals(ctx, office.WithdrawnPaper)
	if err != nil {
		return verify.Revocations{}, err
	}
	issuers, err := d.papers.Withdrawals(ctx, office.WithdrawnIssuer)
	if err != nil {
		return verify.Revocations{}, err
	}
	return verify.Revocations{AsOf: asOf, Papers: published(papers), Issuers: published(issuers)}, nil
}

func (d *Desk) unavailable(w http.ResponseWriter, err error) {
	d.opts.Logger.Error(kiosk.EventOfficeTrouble, "err", err)
	http.Error(w, "ledger cannot be read or written", http.StatusServiceUnavailable)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a reader that left is no fault of ours
}
