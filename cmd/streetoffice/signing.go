package main

import (
	"fmt"
	"os"
	"time"

	"linli/kiosk/paper/pdf/sign"
)

// signs returns what signs certificates, nil where the settings name no key. A
// key that cannot sign is an error now; one that has expired is one when it is
// used, so that an office does not stand still for it.
func (p paperSettings) signs() (func(document []byte, at time.Time) ([]byte, error), error) {
	if p.SigningKey == "" && p.SigningCert == "" {
		return nil, nil //nolint:nilnil // there is nothing to sign with, and nothing is wrong
	}
	private, err := os.ReadFile(p.SigningKey)
	if err != nil {
		return nil, fmt.Errorf("papers.signing-key: %w", err)
	}
	certificates, err := os.ReadFile(p.SigningCert)
	if err != nil {
		return nil, fmt.Errorf("papers.signing-cert: %w", err)
	}
	key, err := sign.ParseKey(private, certificates)
	if err != nil {
		return nil, fmt.Errorf("papers.signing-key: %w", err)
	}
	return func(document []byte, at time.Time) ([]byte, error) { return sign.Document(document, key, at) }, nil
}
