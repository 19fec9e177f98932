// Package papercheck tells a technician whether the code on a paper is
// genuine, from two files that the office publishes and without a line to it.
//
// It refuses to fetch anything and to follow the address in a code.
package papercheck

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"linli/kiosk/verify"
)

// maxFile bounds the files of an office, in bytes.
const maxFile = 16 << 20

// Options says what is checked against what.
type Options struct {
	Roots   string    // path of the office's roots
	Revoked string    // path of its list of revocations; empty: none at hand
	At      time.Time // the moment to judge for
	JSON    bool      // one line of JSON instead of words
}

// Report is the answer as JSON; docs/devices/verify.md describes it.
type Report struct {
	Verdict     verify.Verdict `json:"verdict"`
	Why         string         `json:"why,omitempty"` // in English, for a technician
	ID          string         `json:"id,omitempty"`
	Kind        string         `json:"kind,omitempty"`
	Name        string         `json:"name,omitempty"` // masked
	NumberTail  string         `json:"numberTail,omitempty"`
	Issued      *time.Time     `json:"issued,omitempty"`
	Expires     *time.Time     `json:"expires,omitempty"`
	Issuer      string         `json:"issuer,omitempty"`
	Key         string         `json:"key,omitempty"`
	RevokedAsOf *time.Time     `json:"revokedAsOf,omitempty"` // age of the list; absent without one
}

// Run checks code and writes the answer to out. It returns an error only when
// it could not judge: a file is missing or is none of an office.
func Run(out io.Writer, code string, opts Options) (verify.Verdict, error) {
	text, err := readFile(opts.Roots)
	if err != nil {
		return verify.Unclear, fmt.Errorf("papercheck: roots: %w", err)
	}
	roots, err := verify.ParseRoots(text)
	if err != nil {
		return verify.Unclear, fmt.Errorf("papercheck: %s: %w", opts.Roots, err)
	}
	var revoked verify.Revocations
	if opts.Revoked != "" {
		if text, err = readFile(opts.Revoked); err != nil {
			return verify.Unclear, fmt.Errorf("papercheck: revocations: %w", err)
		}
		if revoked, err = verify.ParseRevocations(text); err != nil {
			return verify.Unclear, fmt.Errorf("papercheck: %s: %w", opts.Revoked, err)
		}
	}
	s, err := verify.Check(code, roots, opts.At, revoked)
	r := report(s, revoked, err)
	if opts.JSON {
		return r.Verdict, json.NewEncoder(out).Encode(r)
	}
	r.tell(out)
	return r.Verdict, nil
}

// readFile refuses what cannot be a file of an office.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(text) > maxFile {
		err = fmt.Errorf("%s: more than %d bytes", path, maxFile)
	}
	return text, err
}

func report(s verify.Statement, revoked verify.Revocations, err error) Report {
	r := Report{Verdict: verify.VerdictOf(err)}
	if err != nil {
		r.Why = err.Error()
	}
	if !revoked.AsOf.IsZero() {
		r.RevokedAsOf = &revoked.AsOf
	}
	if s.ID == "" {
		return r
	}
	r.ID, r.Kind, r.Name, r.NumberTail = s.ID, s.Kind, s.Name, s.Tail
	r.Issued, r.Expires, r.Issuer, r.Key = &s.Issued, &s.Expires, s.Issuer, s.Key.String()
	return r
}

// tell writes the report in words.
func (r Report) tell(out io.Writer) {
	fmt.Fprintln(out, r.Verdict)
	if r.Why != "" {
		fmt.Fprintf(out, "  why      %s\n", r.Why)
	}
	if r.ID != "" {
		fmt.Fprintf(out, "  paper    %s, %s\n  holder   %s, number ends in %s\n  issued   %s by %s (key %s)\n  expires  %s\n",
			r.ID, r.Kind, r.Name, r.NumberTail, r.Issued.Format(time.RFC3339), r.Issuer, r.Key, r.Expires.Format(time.RFC3339))
	}
	if r.RevokedAsOf == nil {
		fmt.Fprintln(out, "  revoked  no list at hand: whether it was withdrawn is not known")
		return
	}
	fmt.Fprintf(out, "  revoked  by the list of %s\n", r.RevokedAsOf.Format(time.RFC3339))
}
