package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"strings"
)

// Numbers of the objects that every document has; pictures follow.
const (
	objCatalog = iota + 1
	objPages
	objPage
	objContent
	objFont
	objCIDFont
	objDescriptor
	objFontFile
	objToUnicode
	objCIDToGID
	objInfo
	objFirstPicture // two each: the colours, then the mask
)

// Bytes returns the document. It returns ErrFont when the font cannot be made
// smaller.
func (p *Page) Bytes(info Info) ([]byte, error) {
	file, gids, err := p.font.subset(p.chars)
	if err != nil {
		return nil, err
	}
	var f objects
	f.object(objCatalog, "<</Type /Catalog /Pages %d 0 R /Lang (zh-CN) /ViewerPreferences <</DisplayDocTitle true>>>>", objPages)
	f.object(objPages, "<</Type /Pages /Kids [%d 0 R] /Count 1>>", objPage)
	f.object(objPage, "<</Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R /Resources <</Font <</F1 %d 0 R>> %s>>>>",
		objPages, number(p.width), number(p.height), objContent, objFont, p.pictureResources())
	f.stream(objContent, "", p.content.Bytes())
	p.writeFont(&f, file, gids)
	zone := info.Created.Format("-07'00")
	f.object(objInfo, "<</Title <FEFF%X> /Producer (Linli) /CreationDate (D:%s%s) /ModDate (D:%[2]s%s)>>",
		utf16Bytes(info.Title), info.Created.Format("20060102150405"), zone)
	for i, picture := range p.pictures {
		f.picture(objFirstPicture+2*i, picture)
	}
	return f.finish(), nil
}

func (p *Page) pictureResources() string {
	if len(p.pictures) == 0 {
		return ""
	}
	var b strings.Builder
	for i := range p.pictures {
		fmt.Fprintf(&b, "/I%d %d 0 R ", i+1, objFirstPicture+2*i)
	}
	return "/ExtGState <</Ink <</BM /Multiply>>>> /XObject <<" + b.String() + ">>"
}

// writeFont writes a composite font (9.7): Type0 over a CIDFont, its subset,
// and the map back to characters.
func (p *Page) writeFont(f *objects, file []byte, gids []uint16) {
	sfnt := p.font.sfnt
	name := subsetTag(file) + "+" + p.font.name
	f.object(objFont, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, objCIDFont, objToUnicode)
	var widths strings.Builder
	gidOf := []byte{0, 0}
	for i, r := range p.chars {
		fmt.Fprintf(&widths, "%d ", p.font.perMille(int(sfnt.GlyphAdvance(sfnt.GlyphIndex(r)))))
		gidOf = binary.BigEndian.AppendUint16(gidOf, gids[i])
	}
	f.object(objCIDFont, "<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 1000 /W [1 [%s]] /CIDToGIDMap %d 0 R>>",
		name, objDescriptor, strings.TrimSpace(widths.String()), objCIDToGID)
	f.stream(objCIDToGID, "", gidOf)
	// 9.8, table 122. Flag 3, Symbolic: the characters are not Latin alone.
	f.object(objDescriptor, "<</Type /FontDescriptor /FontName /%s /FontFamily (%s) /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R>>",
		name, p.font.family,
		p.font.perMille(int(sfnt.Head.XMin)), p.font.perMille(int(sfnt.Head.YMin)), p.font.perMille(int(sfnt.Head.XMax)), p.font.perMille(int(sfnt.Head.YMax)),
		p.font.perMille(int(sfnt.Hhea.Ascender)), p.font.perMille(int(sfnt.Hhea.Descender)), p.font.perMille(int(sfnt.OS2.SCapHeight)), objFontFile)
	f.stream(objFontFile, fmt.Sprintf("/Length1 %d ", len(file)), file)
	f.stream(objToUnicode, "", toUnicode(p.chars))
}

// subsetTag is six letters that differ between subsets (9.6.4).
func subsetTag(file []byte) string {
	sum := sha256.Sum256(file)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// toUnicode maps CIDs back to characters (9.10.3), those beyond the Basic
// Multilingual Plane as surrogate pairs.
func toUnicode(chars []rune) []byte {
	const atOnce = 100 // no section may be longer
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for start := 0; start < len(chars); start += atOnce {
		section := chars[start:min(start+atOnce, len(chars))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(section))
		for i, r := range section {
			fmt.Fprintf(&b, "<%04X> <%X>\n", start+i+1, utf16Bytes(string(r)))
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

// objects is a file of numbered objects (7.5).
type objects struct {
	file    bytes.Buffer
	offsets map[int]int
}

func (f *objects) begin(n int) {
	if f.offsets == nil {
		f.offsets = map[int]int{}
		f.file.WriteString("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")
	}
	f.offsets[n] = f.file.Len()
	fmt.Fprintf(&f.file, "%d 0 obj\n", n)
}

func (f *objects) object(n int, format string, args ...any) {
	f.begin(n)
	fmt.Fprintf(&f.file, format, args...)
	f.file.WriteString("\nendobj\n")
}

func (f *objects) stream(n int, entries string, data []byte) {
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	f.begin(n)
	fmt.Fprintf(&f.file, "<<%s/Filter /FlateDecode /Length %d>>\nstream\n", entries, packed.Len())
	f.file.Write(packed.Bytes())
	f.file.WriteString("\nendstream\nendobj\n")
}

// picture writes an image and its soft mask (8.9.5, 11.6.5.3).
func (f *objects) picture(n int, picture image.Image) {
	at := picture.Bounds()
	var colours, mask []byte
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			c, _ := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA) // the model gives no other
			colours = append(colours, c.R, c.G, c.B)
			mask = append(mask, c.A)
		}
	}
	const entries = "/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /%s "
	f.stream(n, fmt.Sprintf(entries+"/SMask %d 0 R ", at.Dx(), at.Dy(), "DeviceRGB", n+1), colours)
	f.stream(n+1, fmt.Sprintf(entries, at.Dx(), at.Dy(), "DeviceGray"), mask)
}

// finish writes the cross-reference table and the trailer (7.5.4, 7.5.5). The
// file's identifier is made from what stands before it.
func (f *objects) finish() []byte {
	sum := sha256.Sum256(f.file.Bytes())
	start, count := f.file.Len(), len(f.offsets)+1
	fmt.Fprintf(&f.file, "xref\n0 %d\n0000000000 65535 f \n", count)
	for n := 1; n < count; n++ {
		fmt.Fprintf(&f.file, "%010d 00000 n \n", f.offsets[n])
	}
	fmt.Fprintf(&f.file, "trailer\n<</Size %d /Root %d 0 R /Info %d 0 R /ID [<%X> <%[4]X>]>>\nstartxref\n%[5]d\n%%%%EOF\n",
		count, objCatalog, objInfo, sum[:16], start)
	return f.file.Bytes()
}
