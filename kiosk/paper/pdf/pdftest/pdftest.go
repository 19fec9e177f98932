// Package pdftest reads simple documents back for tests: by the cross-reference
// table to the objects, and by the font's own map from what is drawn to text.
//
// It shares no code with the writer and refuses what a viewer would stumble
// over: a table that leads elsewhere, a stream of another length, a drawn
// character that maps to none. It reads documents of one page and one font, not
// PDF at large.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Line is one text as it stands in the document.
type Line struct {
	Text        string // by the font's map, not by any replacement text
	Replacement string // what viewers are told to copy instead
	CIDs        []int
	X, Y        float64 // points from the lower left corner
	Size        float64
	Spread      float64
	Upright     bool
}

// Box is a filled rectangle in points from the lower left corner.
type Box struct{ X, Y, Width, Height float64 }

// Document is what was found.
type Document struct {
	Lines    []Line
	Boxes    []Box
	Thickest float64 // of all drawn lines, in points
	Font     []byte  // the embedded font file
	GIDs     []int   // glyph of the embedded font by CID
	Info     string  // the dictionary as it stands
	Pictures int
}

// Read reads a document.
func Read(data []byte) (*Document, error) {
	f, err := open(data)
	if err != nil {
		return nil, err
	}
	var d Document
	page, err := f.find("/Type /Page ")
	if err != nil {
		return nil, err
	}
	d.Pictures = len(regexp.MustCompile(`/I\d`).FindAllString(page, -1)) // their names in its resources
	content, err := f.streamAt(page, "/Contents")
	if err != nil {
		return nil, err
	}
	composite, err := f.find("/Subtype /Type0")
	if err != nil {
		return nil, err
	}
	unicodes, err := f.streamAt(composite, "/ToUnicode")
	if err != nil {
		return nil, err
	}
	if err := d.readContent(string(content), readMap(string(unicodes))); err != nil {
		return nil, err
	}
	if d.Info, err = f.find("/CreationDate"); err != nil {
		return nil, err
	}
	return &d, d.readFont(f)
}

func (d *Document) readFont(f *file) error {
	cid, err := f.find("/Subtype /CIDFontType2")
	if err != nil {
		return err
	}
	gids, err := f.streamAt(cid, "/CIDToGIDMap")
	if err != nil {
		return err
	}
	for i := 0; i+1 < len(gids); i += 2 {
		d.GIDs = append(d.GIDs, int(gids[i])<<8|int(gids[i+1]))
	}
	descriptor, err := f.find("/Type /FontDescriptor")
	if err != nil {
		return err
	}
	d.Font, err = f.streamAt(descriptor, "/FontFile2")
	return err
}

// readContent follows the operators that the page uses.
func (d *Document) readContent(content string, unicodes map[int]string) error {
	var line Line
	for _, op := range strings.Split(content, "\n") {
		words := strings.Fields(op)
		if len(words) == 0 {
			continue
		}
		switch words[len(words)-1] {
		case "BDC":
			line = Line{Replacement: replacement(op)}
		case "Tf":
			line.Size = numberAt(words, 1)
		case "Tc":
			line.Spread = numberAt(words, 0)
		case "Tm":
			line.Upright = words[0] == "1" && words[1] == "0"
			line.X, line.Y = numberAt(words, 4), numberAt(words, 5)
		case "Tj":
			for i := 1; i+4 < len(op); i += 4 {
				cid, err := strconv.ParseInt(op[i:i+4], 16, 32)
				if err != nil {
					break
				}
				text, ok := unicodes[int(cid)]
				if !ok {
					return fmt.Errorf("pdftest: drawn character %d maps to none", cid)
				}
				line.CIDs = append(line.CIDs, int(cid))
				line.Text += text
			}
			d.Lines = append(d.Lines, line)
		case "re":
			d.Boxes = append(d.Boxes, Box{numberAt(words, 0), numberAt(words, 1), numberAt(words, 2), numberAt(words, 3)})
		case "w":
			d.Thickest = max(d.Thickest, numberAt(words, 0))
		}
	}
	return nil
}

// replacement decodes the ActualText of a BDC operator.
func replacement(op string) string {
	found := regexp.MustCompile(`/ActualText <FEFF([0-9A-F]*)>`).FindStringSubmatch(op)
	if found == nil {
		return ""
	}
	return fromUTF16(found[1])
}

// readMap reads the bfchar sections of a ToUnicode map.
func readMap(cmap string) map[int]string {
	unicodes := map[int]string{}
	for _, row := range regexp.MustCompile(`(?m)^<([0-9A-F]{4})> <([0-9A-F]+)>$`).FindAllStringSubmatch(cmap, -1) {
		if cid, err := strconv.ParseInt(row[1], 16, 32); err == nil && row[1] != "0000" {
			unicodes[int(cid)] = fromUTF16(row[2])
		}
	}
	return unicodes
}

func fromUTF16(digits string) string {
	b, err := hex.DecodeString(digits)
	if err != nil {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}

func numberAt(words []string, i int) float64 {
	n, _ := strconv.ParseFloat(words[i], 64)
	return n
}

// file is the objects of a document.
type file struct {
	objects map[int][]byte
}

// open follows startxref and the table to every object.
func open(data []byte) (*file, error) {
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(data)
	if !bytes.HasPrefix(data, []byte("%PDF-1.7\n")) || tail == nil {
		return nil, errors.New("pdftest: no document")
	}
	at, _ := strconv.Atoi(string(tail[1]))
	if at > len(data) || !bytes.HasPrefix(data[at:], []byte("xref\n0 ")) {
		return nil, errors.New("pdftest: startxref leads to no table")
	}
	f := &file{objects: map[int][]byte{}}
	for n, row := range regexp.MustCompile(`(?m)^(\d{10}) \d{5} [nf] $`).FindAllSubmatch(data[at:], -1) {
		if n == 0 {
			continue
		}
		offset, _ := strconv.Atoi(string(row[1]))
		head := []byte(fmt.Sprintf("%d 0 obj\n", n))
		if offset > len(data) || !bytes.HasPrefix(data[offset:], head) {
			return nil, fmt.Errorf("pdftest: the table leads past object %d", n)
		}
		body, _, ok := bytes.Cut(data[offset+len(head):], []byte("\nendobj\n"))
		if !ok {
			return nil, fmt.Errorf("pdftest: object %d has no end", n)
		}
		f.objects[n] = body
	}
	return f, nil
}

// find returns the dictionary that holds a text.
func (f *file) find(text string) (string, error) {
	for n := 1; n <= len(f.objects); n++ {
		if bytes.Contains(f.objects[n], []byte(text)) {
			return string(f.objects[n]), nil
		}
	}
	return "", fmt.Errorf("pdftest: no object with %q", text)
}

// streamAt returns the unpacked stream that a dictionary names.
func (f *file) streamAt(dictionary, key string) ([]byte, error) {
	found := regexp.MustCompile(regexp.QuoteMeta(key) + ` (\d+) 0 R`).FindStringSubmatch(dictionary)
	if found == nil {
		return nil, fmt.Errorf("pdftest: no %s", key)
	}
	n, _ := strconv.Atoi(found[1])
	head, packed, ok := bytes.Cut(f.objects[n], []byte("\nstream\n"))
	length := regexp.MustCompile(`/Length (\d+)`).FindSubmatch(head)
	if !ok || length == nil || strconv.Itoa(len(packed)-len("\nendstream")) != string(length[1]) {
		return nil, fmt.Errorf("pdftest: %s is no stream of the length it says", key)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("pdftest: %s: %w", key, err)
	}
	return io.ReadAll(r)
}
