// Package certificate turns a file of facts into a certificate on paper. What
// such a file holds stands in docs/devices/certificate.md.
//
// It refuses a file with a field it does not know, with one too few or twice,
// or with anything after its end: a certificate that silently lacks a sentence is worse
// than none. It refuses to sign and to seal; both come from the office.
package certificate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"path"
	"time"

	"linli/kiosk"
	"linli/kiosk/paper"
)

// ErrRefused reports facts that make no certificate; the error says why and
// holds none of them.
var ErrRefused = errors.New("certificate: refused")

// Limits of what is read.
const (
	maxFile       = 1 << 20
	maxSealFile   = 8 << 20
	maxSealPixels = 2400 // on a side: 60 mm at 1,000 dpi
)

// facts is the file. Its names are documented and stay.
type facts struct {
	Title        kiosk.Text    `json:"title"`
	Serial       string        `json:"serial"`
	Paragraphs   []string      `json:"paragraphs"`
	Table        [][]field     `json:"table"`
	Issuer       string        `json:"issuer"`
	IssuedOn     string        `json:"issuedOn"`
	Verification *verification `json:"verification"`
	Seal         *seal         `json:"seal"`
	Sample       bool          `json:"sample"`
}

type field struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

type verification struct {
	Code string `json:"code"`
	Page string `json:"page"`
}

type seal struct {
	File    string  `json:"file"`
	WidthMM float64 `json:"widthMM"`
}

// Render returns the certificate of the facts in the named file of dir as a
// PDF document. The seal's picture lies in dir too. Errors that are not
// ErrRefused come from reading.
func Render(dir fs.FS, name string) ([]byte, error) {
	data, err := read(dir, name, maxFile)
	if err != nil {
		return nil, err
	}
	f, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	laid, err := f.laid(dir)
	if err != nil {
		return nil, err
	}
	document, err := paper.LayCertificate(laid)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return document, nil
}

// parse reads one JSON object, strictly. Its errors say the line.
func parse(data []byte) (facts, error) {
	var f facts
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	line := func(offset int64) int { return 1 + bytes.Count(data[:min(int(offset), len(data))], []byte("\n")) }
	if err := d.Decode(&f); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return f, fmt.Errorf("line %d: %w", line(syntax.Offset), err)
		case errors.Is(err, io.EOF), errors.As(err, &kind) && kind.Field == "":
			return f, errors.New("line 1: no JSON object")
		case errors.As(err, &kind): // the error itself might repeat a value
			return f, fmt.Errorf("line %d: %s must be %s, not %s", line(kind.Offset), kind.Field, kind.Type, kind.Value)
		}
		return f, err // an unknown field, which the decoder names but does not place
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return f, fmt.Errorf("line %d: something follows the object", line(d.InputOffset()))
	}
	return f, checkKeys(data)
}

// laid gives the facts the types of the paper.
func (f facts) laid(dir fs.FS) (paper.CertificateFacts, error) {
	laid := paper.CertificateFacts{Title: f.Title, Serial: f.Serial, Issuer: f.Issuer, Sample: f.Sample}
	for _, p := range f.Paragraphs {
		laid.Paragraphs = append(laid.Paragraphs, kiosk.Private(p))
	}
	for _, row := range f.Table {
		var fields []paper.Field
		for _, c := range row {
			fields = append(fields, paper.Field{Label: c.Label, Value: kiosk.Private(c.Value)})
		}
		laid.Table = append(laid.Table, fields)
	}
	if f.Verification != nil {
		laid.Verification = paper.Verification(*f.Verification)
	}
	if f.IssuedOn != "" {
		day, err := time.Parse(time.DateOnly, f.IssuedOn)
		if err != nil {
			return laid, fmt.Errorf("%w: issuedOn must be a date such as 2026-03-05", ErrRefused)
		}
		laid.IssuedOn = day
	}
	if f.Seal != nil {
		picture, err := readSeal(dir, f.Seal.File)
		if err != nil {
			return laid, err
		}
		laid.Seal = &paper.Seal{Picture: picture, Width: paper.Millimetres(f.Seal.WidthMM)}
	}
	return laid, nil
}

// readSeal reads a PNG picture beside the file of facts.
func readSeal(dir fs.FS, name string) (image.Image, error) {
	if name == "" || path.Base(name) != name {
		return nil, fmt.Errorf("%w: seal.file must name a file in the folder of the facts", ErrRefused)
	}
	data, err := read(dir, name, maxSealFile)
	if err != nil {
		return nil, err
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: seal: %w", ErrRefused, err)
	}
	if size.Width > maxSealPixels || size.Height > maxSealPixels {
		return nil, fmt.Errorf("%w: the seal has %d x %d pixels, more than %d on a side", ErrRefused, size.Width, size.Height, maxSealPixels)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: seal: %w", ErrRefused, err)
	}
	return picture, nil
}

// read reads a file of at most limit bytes.
func read(dir fs.FS, name string, limit int64) ([]byte, error) {
	file, err := dir.Open(name)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: %s is longer than %d bytes", ErrRefused, name, limit)
	}
	return data, nil
}
