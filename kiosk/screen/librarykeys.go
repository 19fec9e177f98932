package screen

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// keyboard is what the keys of a keyboard mean.
func keyboard() map[ebiten.Key]deedKey {
	return map[ebiten.Key]deedKey{
		ebiten.KeyEnter: actKey, ebiten.KeyNumpadEnter: actKey, ebiten.KeyEscape: backKey, ebiten.KeyBackspace: eraseKey,
		ebiten.KeyTab: nextKey, ebiten.KeyArrowUp: upKey, ebiten.KeyArrowDown: downKey,
		ebiten.KeyArrowLeft: leftKey, ebiten.KeyArrowRight: rightKey, ebiten.KeyF1: voiceKey,
	}
}

// keys reads what was pressed since the last frame.
type keys struct {
	pressed []ebiten.Key
	chars   []rune
}

// look calls f for each press: a meaning, or a character with none.
func (k *keys) look(f func(deedKey, rune)) {
	meaning := keyboard()
	k.pressed = inpututil.AppendJustPressedKeys(k.pressed[:0])
	for _, key := range k.pressed {
		deed := meaning[key]
		if key == ebiten.KeyTab && ebiten.IsKeyPressed(ebiten.KeyShift) {
			deed = beforeKey
		}
		if deed != noKey {
			f(deed, 0)
		}
	}
	k.chars = ebiten.AppendInputChars(k.chars[:0])
	for _, r := range k.chars {
		f(noKey, r)
	}
}
