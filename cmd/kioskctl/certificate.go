package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"linli/cmd/kioskctl/internal/certificate"
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
	if err := parse(); err != nil {
		return err
	}
	if *out == "" {
		return usageError{errors.New("name the file to write: -o FILE.pdf")}
	}
	if set.NArg() != 1 {
		return usageError{errors.New("name one DATA.json, after the flags")}
	}
	data := set.Arg(0)
	document, err := certificate.Render(os.DirFS(filepath.Dir(data)), filepath.Base(data))
	if errors.Is(err, certificate.ErrRefused) {
		return exitError{exitRefused, fmt.Errorf("%s: %w", data, err)}
	}
	if err != nil {
		return err
	}
	return writeWhole(*out, document)
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
