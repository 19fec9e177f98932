package verify

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Revocations is what an office has withdrawn, as it publishes it. The zero
// value withdraws nothing.
type Revocations struct {
	AsOf    time.Time    `json:"asOf"`    // when the office wrote the list
	Papers  []Revocation `json:"papers"`  // by Statement.ID
	Issuers []Revocation `json:"issuers"` // by KeyID: none of its papers counts any more
}

// Revocation is one paper or key that was withdrawn for good.
type Revocation struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
}

// ParseRevocations reads the JSON that an office publishes.
func ParseRevocations(text []byte) (Revocations, error) {
	var r Revocations
	if err := json.Unmarshal(text, &r); err != nil {
		return Revocations{}, fmt.Errorf("verify: revocations: %w", err)
	}
	if r.AsOf.IsZero() {
		return Revocations{}, fmt.Errorf("verify: revocations: asOf is missing: this is no list of an office")
	}
	return r, nil
}

// Paper reports whether the paper with this id was withdrawn.
func (r Revocations) Paper(id string) bool { return holds(r.Papers, id) }

// Issuer reports whether this key was withdrawn.
func (r Revocations) Issuer(k KeyID) bool { return holds(r.Issuers, k.String()) }

func holds(list []Revocation, id string) bool {
	return slices.ContainsFunc(list, func(r Revocation) bool { return r.ID == id })
}
