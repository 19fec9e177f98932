package office

import (
	"context"
	"time"
)

// Withdrawn says what was withdrawn.
type Withdrawn string

// What can be withdrawn. The values stand in the office's database.
const (
	WithdrawnPaper  Withdrawn = "paper"  // by the ULID of the paper
	WithdrawnIssuer Withdrawn = "issuer" // by the id of the key: all its papers
)

// Withdrawal is the end of one paper, or of all papers of one key. It is
// final.
type Withdrawal struct {
	What   Withdrawn
	ID     string
	At     time.Time
	Reason string // for staff; names nobody
}

// Issuer is a key that the office let issue papers.
type Issuer struct {
	Position    uint64 // set by the database; grows
	At          time.Time
	Certificate []byte // COSE_Sign1, see package kiosk/verify
}

// Papers keeps what the office knows about papers in residents' hands. Its
// methods return the database's errors wrapped and block until the disk has
// answered or ctx ends.
type Papers interface {
	// Withdraw keeps w, durable on return. A second withdrawal of the same
	// thing changes nothing.
	Withdraw(ctx context.Context, w Withdrawal) error
	// Withdrawals lists all of one sort, oldest first. With ids it lists only
	// those among them.
	Withdrawals(ctx context.Context, what Withdrawn, ids ...string) ([]Withdrawal, error)
	// AddIssuer keeps a certificate, durable on return. Its Position is not
	// looked at.
	AddIssuer(ctx context.Context, i Issuer) error
	// Issuers lists certificates in order of position, after position after.
	Issuers(ctx context.Context, after uint64) ([]Issuer, error)
}
