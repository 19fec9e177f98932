package escpos

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// hanText gives the bytes of a line in the printer's own character set. It
// reports false when the set lacks a character, so that the line has to be
// drawn. ¥, the no-break space and • exist in GB 18030 only with four bytes,
// which printers show as junk; they become ￥, space and ·.
func hanText(text string, set HanSet) ([]byte, bool) {
	text = strings.NewReplacer("¥", "￥", "\u00a0", " ", "•", "·").Replace(text)
	var out []byte
	encoder := simplifiedchinese.GBK.NewEncoder()
	for _, r := range text {
		if r < 0x80 {
			out = append(out, byte(r))
			continue
		}
		b, err := encoder.Bytes([]byte(string(r)))
		if err != nil || len(b) != 2 { // € is the single byte 80, which printers lack
			return nil, false
		}
		if set == HanGB2312 && !inGB2312(b) {
			return nil, false
		}
		out = append(out, b...)
	}
	return out, true
}

// inGB2312 reports whether a GBK pair lies in rows 1-9 or 16-87 of GB 2312.
func inGB2312(pair []byte) bool {
	row, column := pair[0], pair[1]
	return column >= 0xA1 && (row >= 0xA1 && row <= 0xA9 || row >= 0xB0 && row <= 0xF7)
}

// textDots is the width of a line in the printer's own font.
func textDots(text string, scale int) int {
	cells := 0
	for _, r := range text {
		if cells++; r >= 0x80 && r != '\u00a0' {
			cells++
		}
	}
	return cells * cellWidth * scale
}

// isPlain reports whether text has no control characters: one of them could
// begin a printer command.
func isPlain(text string) bool { return !strings.ContainsFunc(text, unicode.IsControl) }

// isASCII reports whether text is printable ASCII.
func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}
