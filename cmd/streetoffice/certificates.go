package main

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/casework"
	"linli/sync/office/certify"
	"linli/sync/office/sealing"
	"linli/sync/wire"
)

// certificates returns what decides a case with a certificate. The first start
// certifies the office's own key.
func certificates(ctx context.Context, s settings, root ed25519.PrivateKey, papers office.Papers, ring *sealing.Ring, cases *casework.Casework, items *offered) (func(context.Context, kiosk.CaseID, string) error, error) {
	issuer := s.Papers.Issuer
	if issuer.ZH == "" {
		issuer = s.Name
	}
	signs, err := s.Papers.signs()
	if err != nil {
		return nil, err
	}
	desk, err := certify.New(root, certify.Options{
		Issuer: issuer, Host: s.Papers.Host, Zone: s.Zone, Sample: s.Papers.Sample, Now: time.Now, Sign: signs,
	})
	if err != nil {
		return nil, fmt.Errorf("papers.host: %w", err)
	}
	if err := desk.Enlist(ctx, papers); err != nil {
		return nil, err
	}
	return func(ctx context.Context, id kiosk.CaseID, words string) error {
		found, err := cases.Case(id)
		if err != nil {
			return err
		}
		answers, resident, err := cases.Application(ctx, id)
		if err != nil {
			return err
		}
		item, _ := items.Item(found.Item)
		made, err := desk.Make(found, item, answers, resident)
		if err != nil {
			return err
		}
		seal, err := wire.NewSealer(ring.Current())
		if err != nil {
			return fmt.Errorf("certificate: %w", err)
		}
		_, err = cases.Issue(ctx, id, words, made, seal)
		return err
	}, nil
}
