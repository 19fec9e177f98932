// Package sign puts the electronic signature of an office into a document of
// package pdf: a PAdES baseline signature that certifies the document as final.
// It is appended; what stood before is not touched. The same document, key and
// time give the same bytes, for RSA keys and for ECDSA keys held in memory.
//
// It refuses a document that package pdf did not write or that is signed
// already, a key that does not belong to its certificate, and a time at which
// that certificate did not hold. It reads no clock, asks no time-stamp
// authority, and draws nothing: a seal on the page is a picture, and proves
// nothing.
//
// Documents cited: ISO 32000-1:2008, "PDF 1.7", and ETSI EN 319 142-1, "PAdES
// digital signatures", by section.
package sign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Faults of what was to be signed, and with what.
var (
	// ErrDocument reports bytes that package pdf did not write, or that were
	// signed before.
	ErrDocument = errors.New("sign: no unsigned document of ours")
	// ErrKey reports a key and certificates that cannot sign.
	ErrKey = errors.New("sign: unusable key or certificate")
)

// Document returns document with key's signature appended, made at the time at,
// to the second. It returns ErrDocument, ErrKey, or what key.Signer answered;
// it blocks as long as that one does.
func Document(document []byte, key Key, at time.Time) ([]byte, error) {
	if err := key.check(at); err != nil {
		return nil, err
	}
	f, err := open(document)
	if err != nil {
		return nil, err
	}
	signed, gap := f.appendSignature(at, key.room())
	digest := sha256.New()
	digest.Write(signed[:gap.start])
	digest.Write(signed[gap.end:])
	message, err := key.message(digest.Sum(nil))
	if err != nil {
		return nil, err
	}
	if hex.EncodedLen(len(message)) > gap.end-gap.start-2 {
		return nil, fmt.Errorf("%w: its signature is longer than the room for it", ErrKey)
	}
	hex.Encode(signed[gap.start+1:], message)
	return signed, nil
}

// file is a document that package pdf wrote, taken apart as far as signing it
// needs.
type file struct {
	data              []byte
	size, root, info  int // of the trailer
	id                string
	xref              int // where the cross-reference table begins
	page              int
	catalog, pageDict string // without their brackets
}

// The trailer and objects as package pdf writes them. A signed document ends
// otherwise: its trailer has a Prev.
var (
	trailerForm = regexp.MustCompile(`\ntrailer\n<</Size (\d{1,9}) /Root (\d{1,9}) 0 R /Info (\d{1,9}) 0 R /ID \[<([0-9A-F]{32})> <[0-9A-F]{32}>\]>>\nstartxref\n(\d{1,10})\n%%EOF\n$`)
	pagesForm   = regexp.MustCompile(`/Pages (\d{1,9}) 0 R`)
	kidsForm    = regexp.MustCompile(`/Kids \[(\d{1,9}) 0 R\]`)
)

// open reads the end of a document, its catalog and its page.
func open(document []byte) (*file, error) {
	const longest = 300 // of a trailer
	tail := document[max(0, len(document)-longest):]
	m := trailerForm.FindSubmatch(tail)
	if m == nil {
		return nil, fmt.Errorf("%w: its trailer", ErrDocument)
	}
	f := &file{data: document, size: atoi(m[1]), root: atoi(m[2]), info: atoi(m[3]), id: string(m[4]), xref: atoi(m[5])}
	var err error
	if f.catalog, err = f.dictionary(f.root); err != nil {
		return nil, err
	}
	pages, err := f.referred(f.catalog, pagesForm)
	if err != nil {
		return nil, err
	}
	tree, err := f.dictionary(pages)
	if err != nil {
		return nil, err
	}
	if f.page, err = f.referred(tree, kidsForm); err != nil {
		return nil, err
	}
	f.pageDict, err = f.dictionary(f.page)
	return f, err
}

// referred returns the number of the object that a dictionary refers to.
func (f *file) referred(dictionary string, form *regexp.Regexp) (int, error) {
	m := form.FindStringSubmatch(dictionary)
	if m == nil {
		return 0, fmt.Errorf("%w: its pages", ErrDocument)
	}
	return atoi([]byte(m[1])), nil
}

// dictionary returns the inside of an object that is a dictionary. Rows of the
// table are 20 bytes (7.5.4).
func (f *file) dictionary(n int) (string, error) {
	const rowLength = 20
	head := fmt.Sprintf("xref\n0 %d\n", f.size)
	row := f.xref + len(head) + n*rowLength
	if n < 1 || n >= f.size || row+rowLength > len(f.data) || !bytes.HasPrefix(f.data[f.xref:], []byte(head)) {
		return "", fmt.Errorf("%w: its table", ErrDocument)
	}
	at := atoi(f.data[row : row+10])
	if at >= f.xref {
		return "", fmt.Errorf("%w: its table", ErrDocument)
	}
	object, _, ended := bytes.Cut(f.data[at:f.xref], []byte("\nendobj\n"))
	inside, found := bytes.CutPrefix(object, fmt.Appendf(nil, "%d 0 obj\n<<", n))
	inside, closed := bytes.CutSuffix(inside, []byte(">>"))
	if !ended || !found || !closed {
		return "", fmt.Errorf("%w: object %d", ErrDocument, n)
	}
	return string(inside), nil
}

// atoi reads digits that a pattern or a table row holds; anything else is 0,
// which is the number of no object.
func atoi(digits []byte) int {
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		return 0
	}
	return n
}

// gap is the place of a signature, its angle brackets included: all of the file
// but this is signed.
type gap struct{ start, end int }

// appendSignature writes an incremental update (7.5.6): a signature without its
// value, a field without a face that holds it, and catalog and page anew. The
// catalog lets nothing be changed any more (12.8.2.2, DocMDP, P 1).
func (f *file) appendSignature(at time.Time, room int) ([]byte, gap) {
	signature, field := f.size, f.size+1
	u := update{file: bytes.NewBuffer(bytes.Clone(f.data)), offsets: map[int]int{}}
	u.object(f.root, "<<%s /AcroForm <</Fields [%d 0 R] /SigFlags 3>> /Perms <</DocMDP %d 0 R>>>>", f.catalog, field, signature)
	u.object(f.page, "<<%s /Annots [%d 0 R]>>", f.pageDict, field)
	u.object(field, "<</Type /Annot /Subtype /Widget /FT /Sig /T (Office) /V %d 0 R /P %d 0 R /Rect [0 0 0 0] /F 132>>", signature, f.page)

	// 12.8.1, table 252; EN 319 142-1, 6.3: this SubFilter, and the time in M.
	u.begin(signature)
	u.file.WriteString("<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Contents ")
	g := gap{start: u.file.Len()}
	u.file.WriteString("<" + string(bytes.Repeat([]byte("0"), hex.EncodedLen(room))) + ">")
	g.end = u.file.Len()
	u.file.WriteString(" /ByteRange ")
	rangeAt := u.file.Len()
	u.file.WriteString(byteRange(g, 0))
	fmt.Fprintf(u.file, " /M (D:%s%s) /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]>>\nendobj\n",
		at.Format("20060102150405"), at.Format("-07'00"))

	u.finish(f, []int{f.root, f.page, signature, field})
	signed := u.file.Bytes()
	copy(signed[rangeAt:], byteRange(g, len(signed)))
	return signed, g
}

// byteRange says what is signed of a file of so many bytes, always in the same
// length.
func byteRange(g gap, length int) string {
	return fmt.Sprintf("[0 %010d %010d %010d]", g.start, g.end, max(0, length-g.end))
}

// update is the end of a file that is being written.
type update struct {
	file    *bytes.Buffer
	offsets map[int]int
}

func (u *update) begin(n int) {
	u.offsets[n] = u.file.Len()
	fmt.Fprintf(u.file, "%d 0 obj\n", n)
}

func (u *update) object(n int, format string, args ...any) {
	u.begin(n)
	fmt.Fprintf(u.file, format+"\nendobj\n", args...)
}

// finish writes table and trailer of the update. Its second identifier is made
// from what stands before it.
func (u *update) finish(f *file, objects []int) {
	sum := sha256.Sum256(u.file.Bytes())
	start := u.file.Len()
	u.file.WriteString("xref\n")
	for _, n := range objects {
		fmt.Fprintf(u.file, "%d 1\n%010d 00000 n \n", n, u.offsets[n])
	}
	fmt.Fprintf(u.file, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%X>] /Prev %d>>\nstartxref\n%d\n%%%%EOF\n",
		f.size+2, f.root, f.info, f.id, sum[:16], f.xref, start)
}
