// Package verify is the office's desk for papers in residents' hands: the page
// that a code on a paper leads to, the two files with which papers are checked
// without a line, and for staff the withdrawal of papers and the certifying of
// terminals' keys.
//
// It refuses to show or log what a code claims before its signature held, to
// take a withdrawal back, and to keep anything but in the office's database.
// What withdrew a paper is for staff; the public list has ids and times only.
package verify

import (
	"context"
	"crypto/ed25519"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"linli/kiosk"
	"linli/kiosk/verify"
	"linli/sync/office"
)

//go:embed web
var web embed.FS

// patience bounds each answer; what has not come from the database by then is
// said to be unclear.
const patience = 5 * time.Second

// Options are what the desk needs to know of the office.
type Options struct {
	Office kiosk.Text                   // its name; may be empty
	Zone   *time.Location               // of the dates it shows
	Kind   func(kind string) kiosk.Text // the name of a kind of paper; may be empty
	Now    func() time.Time
	Logger *slog.Logger
}

// Desk answers for papers. It is safe for concurrent use.
type Desk struct {
	papers office.Papers
	root   ed25519.PrivateKey
	opts   Options
	page   *template.Template

	mu    sync.Mutex // protects the fields below
	roots *verify.Roots
	read  uint64 // position of the last certificate in roots
}

// New returns a desk whose root key certifies issuers.
func New(papers office.Papers, root ed25519.PrivateKey, opts Options) (*Desk, error) {
	if len(root) != ed25519.PrivateKeySize {
		return nil, errors.New("verify: the root key is missing")
	}
	page, err := template.ParseFS(web, "web/verdict.html")
	if err != nil {
		return nil, fmt.Errorf("verify: page: %w", err)
	}
	d := &Desk{papers: papers, root: root, opts: opts, page: page}
	d.roots = verify.NewRoots(d.public())
	return d, nil
}

func (d *Desk) public() ed25519.PublicKey { return ed25519.PublicKey(d.root[ed25519.SeedSize:]) }

// Handler routes all that the desk answers: everything below /c/, /C/ and
// /api/papers/.
func (d *Desk) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /c/{code}", d.verdict)
	mux.HandleFunc("GET /C/{code}", d.verdict) // as it stands in codes
	mux.HandleFunc("GET /c/verdict.css", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, web, "web/verdict.css")
	})
	mux.HandleFunc("GET /c/roots.txt", d.rootsFile)
	mux.HandleFunc("GET /c/revoked.json", d.revokedFile)
	mux.HandleFunc("GET /api/papers/withdrawals", d.withdrawals)
	mux.HandleFunc("POST /api/papers/withdrawals", d.withdraw)
	mux.HandleFunc("POST /api/papers/issuers", d.certify)
	return guard(mux)
}

// guard refuses what another site's page sends, and keeps codes out of caches,
// search engines and the addresses that other sites see.
func guard(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Robots-Tag", "noindex")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r.WithContext(ctx))
	}))
}

// check judges a code by what the database knows now. The error is of the
// database, the verdict of the code.
func (d *Desk) check(ctx context.Context, code string) (verify.Statement, verify.Verdict, error) {
	if err := d.readIssuers(ctx); err != nil {
		return verify.Statement{}, verify.Unclear, err
	}
	now := d.opts.Now()
	s, err := d.judge(code, now, verify.Revocations{})
	if s.ID == "" {
		return s, verify.VerdictOf(err), nil
	}
	papers, err := d.papers.Withdrawals(ctx, office.WithdrawnPaper, s.ID)
	if err != nil {
		return verify.Statement{}, verify.Unclear, err
	}
	issuers, err := d.papers.Withdrawals(ctx, office.WithdrawnIssuer, s.Key.String())
	if err != nil {
		return verify.Statement{}, verify.Unclear, err
	}
	_, err = d.judge(code, now, verify.Revocations{Papers: published(papers), Issuers: published(issuers)})
	return s, verify.VerdictOf(err), nil
}

// judge checks a code against the certificates read so far.
func (d *Desk) judge(code string, now time.Time, revoked verify.Revocations) (verify.Statement, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return verify.Check(code, d.roots, now, revoked)
}

// readIssuers takes up the certificates that came since the last time. One
// that the root did not sign is left out: the root key was exchanged.
func (d *Desk) readIssuers(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	fresh, err := d.papers.Issuers(ctx, d.read)
	if err != nil {
		return err
	}
	for _, i := range fresh {
		if _, err := d.roots.Add(i.Certificate); err != nil {
			d.opts.Logger.Warn(kiosk.EventIssuerAside, "position", i.Position, "err", err)
		}
		d.read = i.Position
	}
	return nil
}

// published leaves the reasons out.
func published(all []office.Withdrawal) []verify.Revocation {
	list := []verify.Revocation{}
	for _, w := range all {
		list = append(list, verify.Revocation{ID: w.ID, At: w.At.UTC()})
	}
	return list
}
