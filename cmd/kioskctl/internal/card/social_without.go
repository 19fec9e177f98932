//go:build !pcsc

package card

import (
	"context"
	"io"
	"time"

	"linli/drivers/pcsc"
)

// ReadSocial fails with ErrNoPCSC: this build has no PC/SC.
func ReadSocial(context.Context, string, time.Duration, io.Writer) (pcsc.SocialCard, error) {
	return pcsc.SocialCard{}, ErrNoPCSC
}
