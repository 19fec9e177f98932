package verify

import "errors"

// Verdict is the outcome of Check in one word, for pages and for machines.
type Verdict string

// The verdicts. Their values stand in the output of tools and in the names of
// texts; changing one breaks scripts. Unclear is an error that is not of Check.
const (
	Genuine       Verdict = "genuine"
	Damaged       Verdict = "damaged"
	UnknownIssuer Verdict = "unknown-issuer"
	Forged        Verdict = "forged"
	Revoked       Verdict = "revoked"
	Early         Verdict = "early"
	Expired       Verdict = "expired"
	Unclear       Verdict = "unclear"
)

// VerdictOf says in one word what Check returned.
func VerdictOf(err error) Verdict {
	if err == nil {
		return Genuine
	}
	for _, row := range []struct {
		err     error
		verdict Verdict
	}{
		{ErrDamaged, Damaged},
		{ErrUnknownIssuer, UnknownIssuer},
		{ErrForged, Forged},
		{ErrRevoked, Revoked},
		{ErrEarly, Early},
		{ErrExpired, Expired},
	} {
		if errors.Is(err, row.err) {
			return row.verdict
		}
	}
	return Unclear
}
