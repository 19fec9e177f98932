package catalogue

import (
	"fmt"

	"linli/internal/config"
)

// keepsNoCard refuses a card that stays where nothing is filled in while it
// lies there: a tile's own identify reads it and gives it back at once.
func (c *checker) keepsNoCard(src *config.Source, key string, steps []Step) {
	for i, s := range steps {
		if s.KeepCard {
			c.fault(src, fmt.Sprintf("%s[%d].keep-card", key, i), "a card stays only while an application is filled in; write it at %s under apply in the item's file", StepIdentify)
		}
	}
}
