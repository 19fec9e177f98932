package screen

import (
	"fmt"
	"unicode"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Names of keys (X11 protocol, appendix A, KEYSYM encoding).
const (
	symBackspace = 0xFF08
	symTab       = 0xFF09
	symReturn    = 0xFF0D
	symEscape    = 0xFF1B
	symLeft      = 0xFF51
	symUp        = 0xFF52
	symRight     = 0xFF53
	symDown      = 0xFF54
	symPadEnter  = 0xFF8D
	symPadTimes  = 0xFFAA // the first of the signs and digits of a number pad
	symPadNine   = 0xFFB9 // the last
	symF1        = 0xFFBE
	symTabBack   = 0xFE20
	symUnicode   = 0x01000000 // plus the character
)

// namedKeys is what keys without a character mean.
func namedKeys() map[xproto.Keysym]deedKey {
	return map[xproto.Keysym]deedKey{
		symReturn: actKey, symPadEnter: actKey, symEscape: backKey, symBackspace: eraseKey,
		symTab: nextKey, symTabBack: beforeKey, symUp: upKey, symDown: downKey,
		symLeft: leftKey, symRight: rightKey, symF1: voiceKey,
	}
}

// keyTable is what the keys of a keyboard are called.
type keyTable struct {
	first xproto.Keycode
	each  int // names of a key
	names []xproto.Keysym

	left   xproto.Keycode // the key that was let go last,
	leftAt xproto.Timestamp
}

func readKeyTable(conn *xgb.Conn) (keyTable, error) {
	setup := xproto.Setup(conn)
	all, err := xproto.GetKeyboardMapping(conn, setup.MinKeycode, byte(setup.MaxKeycode-setup.MinKeycode+1)).Reply()
	if err != nil {
		return keyTable{}, fmt.Errorf("screen: keyboard: %w", err)
	}
	return keyTable{first: setup.MinKeycode, each: int(all.KeysymsPerKeycode), names: all.Keysyms}, nil
}

// press is what one press of a key means: a deed, a character, or neither. A
// key that is held repeats its character and nothing else; X lets it go and
// presses it again at the same moment.
func (k *keyTable) press(e xproto.KeyPressEvent) (deedKey, rune) {
	at := int(e.Detail-k.first) * k.each
	if e.Detail < k.first || k.each == 0 || at+k.each > len(k.names) {
		return noKey, 0
	}
	plain, shifted := k.names[at], k.names[at]
	if k.each > 1 && k.names[at+1] != 0 {
		shifted = k.names[at+1]
	}
	if shifted >= symPadTimes && shifted <= symPadNine {
		plain = shifted // digits, whatever the lamp of a number pad says
	}
	shift := e.State&xproto.ModMaskShift != 0
	if shift {
		plain = shifted
	}
	deed, named := namedKeys()[plain]
	if named {
		if plain == symTab && shift {
			deed = beforeKey
		}
		if e.Detail == k.left && e.Time == k.leftAt {
			return noKey, 0
		}
		return deed, 0
	}
	if e.State&(xproto.ModMaskControl|xproto.ModMask1) != 0 {
		return noKey, 0
	}
	return noKey, character(plain, e.State&xproto.ModMaskLock != 0)
}

// character is what stands on a key; 0 for nothing.
func character(name xproto.Keysym, capitals bool) rune {
	r := rune(0)
	switch {
	case name >= symPadTimes && name <= symPadNine:
		r = rune(name - symPadTimes + '*')
	case name >= ' ' && name <= 0xFF:
		r = rune(name)
	case name > symUnicode && name <= symUnicode+unicode.MaxRune:
		r = rune(name - symUnicode)
	}
	if capitals {
		r = unicode.ToUpper(r)
	}
	return r
}
