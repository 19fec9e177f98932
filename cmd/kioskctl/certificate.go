package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"linli/cmd/kioskctl/internal/certificate"
	"linli/kiosk/paper/pdf/sign"
)

// exitRefused is the further exit code of certificate render: the facts make no
// certificate. Nothing was written.
const exitRefused = 3

// certificateRenderCommand writes a certificate as a PDF file, whole or not at
// all. It exits with 1 when a file could not be read or written, and with 3
// when the facts were refused.
func certificateRenderCommand(_ context.Context, c call) error {
	set, parse := c.flags("certificate render", "lay out the facts of a JSON file as an A4 certificate (docs/devices/certificate.md)")
	out := set.String("o", "", "the PDF `FILE` to write")
	var s signing
	set.StringVar(&s.key, "sign-key", "", "sign with the private key of this PEM `FILE`; wants -sign-cert")
	set.StringVar(&s.certificates, "sign-cert", "", "certificate of that key in a PEM `FILE`, its issuers after it")
	set.StringVar(&s.at, "sign-at", "", "sign as of this `TIME`, such as 2026-03-05T12:00:00+08:00; empty is now")
	if err := parse(); err != nil {
		return err
	}
	if *out == "" {
		return usageError{errors.New("name the file to write: -o FILE.pdf")}
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one DATA.json, after the flags")}
	}
	finish, err := s.prepare()
	if err != nil {
		return err
	}
	data := set.Arg(0)
	document, err := certificate.Render(os.DirFS(filepath.Dir(data)), filepath.Base(data))
	if errors.Is(err, certificate.ErrRefused) {
		return exitError{exitRefused, fmt.Errorf("%s: %w", data, err)}
	}
	if err != nil {
		return err
	}
	if document, err = finish(document); err != nil {
		return err
	}
	return writeWhole(*out, document)
}

// signing is how a document is signed, as the flags say it.
type signing struct{ key, certificates, at string }

// prepare reads what is needed to sign, and returns what signs; without a key
// that leaves a document as it is.
func (s signing) prepare() (func([]byte) ([]byte, error), error) {
	if s == (signing{}) {
		return func(document []byte) ([]byte, error) { return document, nil }, nil
	}
	if s.key == "" || s.certificates == "" {
		return nil, usageError{errors.New("to sign, give both -sign-key and -sign-cert")}
	}
	at := time.Now()
	if s.at != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, s.at); err != nil {
			return nil, usageError{errors.New("-sign-at must be a time such as 2026-03-05T12:00:00+08:00")}
		}
	}
	private, err := os.ReadFile(s.key)
	if err != nil {
		return nil, err
	}
	certificates, err := os.ReadFile(s.certificates)
	if err != nil {
		return nil, err
	}
	key, err := sign.ParseKey(private, certificates)
	if err != nil {
		return nil, err
	}
	return func(document []byte) ([]byte, error) { return sign.Document(document, key, at) }, nil
}

// writeWhole writes a file beside its place and then moves it there.
func writeWhole(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".certificate-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when all went well
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
