package drivertest

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Tags of groups and values (RFC 8010, 3.5.1 and 3.5.2).
const (
	ippOperationGroup = 0x01
	ippJobGroup       = 0x02
	ippEnd            = 0x03
	ippPrinterGroup   = 0x04

	ippNoValue  = 0x13
	ippInteger  = 0x21
	ippBoolean  = 0x22
	ippEnum     = 0x23
	ippText     = 0x41
	ippName     = 0x42
	ippKeyword  = 0x44
	ippURI      = 0x45
	ippCharset  = 0x47
	ippLanguage = 0x48
	ippMIMEType = 0x49
)

// ippAttribute is one attribute; all its values have one tag.
type ippAttribute struct {
	group  byte
	tag    byte
	name   string
	values [][]byte
}

// ippRequest is a request without the document behind it.
type ippRequest struct {
	major, minor byte
	operation    uint16
	id           uint32
	attributes   []ippAttribute
}

// errIPP reports a message that is none.
var errIPP = errors.New("not an IPP message")

// readIPPRequest reads a request up to its end-of-attributes tag; what follows
// in r is the document.
//
// RFC 8010, 3.1: version (2), operation (2), request-id (4), then groups of
// attributes. 3.1.4: tag (1), name length (2), name, value length (2), value;
// a further value has an empty name.
func readIPPRequest(r *bufio.Reader) (ippRequest, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return ippRequest{}, fmt.Errorf("%w: %w", errIPP, err)
	}
	m := ippRequest{
		major: head[0], minor: head[1],
		operation: binary.BigEndian.Uint16(head[2:]), id: binary.BigEndian.Uint32(head[4:]),
	}
	var group byte
	for {
		tag, err := r.ReadByte()
		switch {
		case err != nil:
			return ippRequest{}, fmt.Errorf("%w: %w", errIPP, err)
		case tag == ippEnd:
			return m, nil
		case tag < 0x10:
			group = tag
			continue
		}
		name, err := readIPPField(r)
		if err != nil {
			return ippRequest{}, err
		}
		value, err := readIPPField(r)
		if err != nil {
			return ippRequest{}, err
		}
		if len(name) > 0 {
			m.attributes = append(m.attributes, ippAttribute{group: group, tag: tag, name: string(name), values: [][]byte{value}})
			continue
		}
		if len(m.attributes) == 0 {
			return ippRequest{}, fmt.Errorf("%w: a further value of nothing", errIPP)
		}
		last := &m.attributes[len(m.attributes)-1]
		last.values = append(last.values, value)
	}
}

// readIPPField reads a length of two bytes and as many bytes.
func readIPPField(r *bufio.Reader) ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, fmt.Errorf("%w: %w", errIPP, err)
	}
	field := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(r, field); err != nil {
		return nil, fmt.Errorf("%w: %w", errIPP, err)
	}
	return field, nil
}

// find returns the attribute of that group, tag and name.
func (m ippRequest) find(group, tag byte, name string) (ippAttribute, bool) {
	for _, a := range m.attributes {
		if a.group == group && a.tag == tag && a.name == name {
			return a, true
		}
	}
	return ippAttribute{}, false
}

// text returns an operation or job attribute as text, "" when it is absent or
// has another tag.
func (m ippRequest) text(group, tag byte, name string) string {
	a, ok := m.find(group, tag, name)
	if !ok {
		return ""
	}
	return string(a.values[0])
}

// integer returns an attribute of four bytes, 0 when it is absent.
func (m ippRequest) integer(group byte, name string) int {
	a, ok := m.find(group, ippInteger, name)
	if !ok || len(a.values[0]) != 4 {
		return 0
	}
	return int(int32(binary.BigEndian.Uint32(a.values[0])))
}

// isWellFormed reports whether the request begins as every request has to.
//
// RFC 8011, 4.1.4.1: attributes-charset, then attributes-natural-language;
// 4.1.5: then the target.
func (m ippRequest) isWellFormed() bool {
	if m.major < 1 || m.major > 2 || m.id == 0 || len(m.attributes) < 3 {
		return false
	}
	for i, want := range []ippAttribute{
		{tag: ippCharset, name: "attributes-charset"},
		{tag: ippLanguage, name: "attributes-natural-language"},
		{tag: ippURI, name: "printer-uri"},
	} {
		a := m.attributes[i]
		if a.group != ippOperationGroup || a.tag != want.tag || a.name != want.name {
			return false
		}
	}
	return true
}

// ippResponse is an answer under construction.
type ippResponse struct{ bytes []byte }

// newIPPResponse begins an answer to m (RFC 8011, 4.1.4.2: it too begins with
// charset and language).
func newIPPResponse(m ippRequest, status uint16) *ippResponse {
	r := &ippResponse{bytes: []byte{m.major, m.minor}}
	r.bytes = binary.BigEndian.AppendUint16(r.bytes, status)
	r.bytes = binary.BigEndian.AppendUint32(r.bytes, m.id)
	r.begin(ippOperationGroup)
	r.texts(ippCharset, "attributes-charset", "utf-8")
	r.texts(ippLanguage, "attributes-natural-language", "en")
	return r
}

// begin starts a group.
func (r *ippResponse) begin(group byte) { r.bytes = append(r.bytes, group) }

// add appends one value; a further one of an attribute has an empty name.
func (r *ippResponse) add(tag byte, name string, value []byte) {
	r.bytes = append(r.bytes, tag)
	for _, field := range [][]byte{[]byte(name), value} {
		r.bytes = binary.BigEndian.AppendUint16(r.bytes, uint16(len(field)))
		r.bytes = append(r.bytes, field...)
	}
}

// texts appends an attribute of texts.
func (r *ippResponse) texts(tag byte, name string, values ...string) {
	for i, v := range values {
		if i > 0 {
			name = ""
		}
		r.add(tag, name, []byte(v))
	}
}

// integer appends an attribute of four bytes: integer or enum.
func (r *ippResponse) integer(tag byte, name string, n int) {
	r.add(tag, name, binary.BigEndian.AppendUint32(nil, uint32(n)))
}

// boolean appends a truth.
func (r *ippResponse) boolean(name string, yes bool) {
	value := []byte{0}
	if yes {
		value[0] = 1
	}
	r.add(ippBoolean, name, value)
}
