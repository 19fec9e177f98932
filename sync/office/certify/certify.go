// Package certify makes out the papers that cases are decided with: an A4
// certificate from what the applicant's card and answers told, with a serial
// and a code that anyone can check.
//
// It refuses to make one for an application without a card, to keep anything,
// and to decide: a member of staff has done so.
package certify

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/paper"
	"linli/kiosk/verify"
	"linli/sync/office"
	"linli/sync/office/casework"
)

// issuerName is how the office's own key is called among the issuers of papers.
const issuerName = "office"

// issuerYears is for how long that key issues.
const issuerYears = 20

// ErrNotOffered says that a case cannot be decided with a certificate: its item
// has none, or nobody laid a card.
var ErrNotOffered = errors.New("certify: there is no certificate for this case")

// Options are what a certificate says of its office.
type Options struct {
	Issuer kiosk.Text // who issues
	Host   string     // in the codes: the name by which residents reach the office
	Zone   *time.Location
	Sample bool // 样张: it certifies nothing
	// Sign returns a document with a signature in it, made at that time; nil for
	// an office without a key to sign with.
	Sign func(document []byte, at time.Time) ([]byte, error)
	Now  func() time.Time
}

// Desk makes out papers. It is safe for concurrent use.
type Desk struct {
	root   ed25519.PrivateKey
	key    ed25519.PrivateKey
	issuer *verify.Issuer
	opts   Options
}

// New returns a desk whose key follows from root, so that every process of the
// office issues with the same.
func New(root ed25519.PrivateKey, opts Options) (*Desk, error) {
	if len(root) != ed25519.PrivateKeySize {
		return nil, errors.New("certify: the root key is missing")
	}
	seed := sha256.Sum256(append([]byte("linli papers of the office v1"), root.Seed()...))
	key := ed25519.NewKeyFromSeed(seed[:])
	issuer, err := verify.NewIssuer(key, opts.Host)
	if err != nil {
		return nil, fmt.Errorf("certify: %w", err)
	}
	return &Desk{root: root, key: key, issuer: issuer, opts: opts}, nil
}

// Enlist certifies the desk's key, once for all times. It returns the
// database's error and blocks for a commit.
func (d *Desk) Enlist(ctx context.Context, papers office.Papers) error {
	known, err := papers.Issuers(ctx, 0)
	if err != nil {
		return fmt.Errorf("certify: %w", err)
	}
	roots := verify.NewRoots(ed25519.PublicKey(d.root[ed25519.SeedSize:]))
	public := ed25519.PublicKey(d.key[ed25519.SeedSize:])
	for _, i := range known {
		if c, err := roots.Add(i.Certificate); err == nil && c.Public.Equal(public) {
			return nil
		}
	}
	from := d.opts.Now().Truncate(time.Second).Add(-time.Hour)
	certificate, err := verify.Certify(d.root, verify.Certificate{
		Name: issuerName, Public: public, From: from, Until: from.AddDate(issuerYears, 0, 0),
	})
	if err != nil {
		return fmt.Errorf("certify: %w", err)
	}
	if err := papers.AddIssuer(ctx, office.Issuer{At: d.opts.Now(), Certificate: certificate}); err != nil {
		return fmt.Errorf("certify: %w", err)
	}
	return nil
}

// Make makes out the certificate of a case. It returns ErrNotOffered, or what
// is wrong with the facts, without naming them, or with the signature: a paper
// of an office that signs is never without one. It takes about 50 ms.
func (d *Desk) Make(c casework.Case, item catalogue.ServiceItem, a kiosk.Application, r kiosk.Resident) (casework.Paper, error) {
	form := item.Apply.Certificate
	if !form.Offered() || r.Number == "" {
		return casework.Paper{}, ErrNotOffered
	}
	now := d.opts.Now().In(d.opts.Zone).Truncate(time.Second)
	made := casework.Paper{ID: ulid.MustNew(ulid.Timestamp(now), rand.Reader).String()}
	made.Serial = now.Format("2006-") + c.Code
	stated := verify.Paper{ID: made.ID, Kind: string(c.Item), Holder: r, Issued: now, Expires: now.AddDate(0, 0, form.ValidDays)}
	_, _ = rand.Read(stated.Salt[:]) // never fails
	code, err := d.issuer.Issue(stated)
	if err != nil {
		return casework.Paper{}, fmt.Errorf("certify: %w", err)
	}
	answer := answers(item.Apply, a)
	made.Code = code
	facts := paper.CertificateFacts{
		Title: form.Title, Serial: made.Serial, Paragraphs: form.Fill(answer), Issuer: d.opts.Issuer.ZH, IssuedOn: now,
		Verification: paper.Verification{Code: code, Page: strings.ToLower(d.opts.Host) + "/c"}, Sample: d.opts.Sample,
	}
	for _, row := range form.Rows {
		facts.Table = append(facts.Table, []paper.Field{{Label: row.Label, Value: answer(row.Field)}})
	}
	if made.PDF, err = paper.LayCertificate(facts); err != nil {
		return casework.Paper{}, fmt.Errorf("certify: %w", err)
	}
	if d.opts.Sign == nil {
		return made, nil
	}
	if made.PDF, err = d.opts.Sign(made.PDF, now); err != nil {
		return casework.Paper{}, fmt.Errorf("certify: %w", err)
	}
	return made, nil
}

// answers returns a function that knows the answer to each field, with the
// names of choices.
func answers(form catalogue.Apply, a kiosk.Application) func(field string) kiosk.Private {
	known := map[string]kiosk.Private{}
	for _, answer := range a.Answers {
		known[answer.Field] = answer.Value
		f, _ := form.Field(answer.Field)
		for _, choice := range f.Choices {
			if choice.ID == answer.Value.Reveal() {
				known[answer.Field] = kiosk.Private(choice.Name.ZH)
			}
		}
	}
	return func(field string) kiosk.Private { return known[field] }
}
