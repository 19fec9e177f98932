package wire

import (
	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// RatedPayload says that a resident gave a grade. Its words can be personal:
// seal the bytes and let go of them.
func RatedPayload(r kiosk.Rating) ([]byte, error) {
	return encode(&linlipb.Payload{
		Visit: string(r.Visit),
		What: &linlipb.Payload_Rated{Rated: &linlipb.Rated{
			About: r.About, Item: string(r.Item), Counter: string(r.Counter), Grade: uint32(max(r.Grade, 0)),
			Reasons: r.Reasons, Words: r.Words.Reveal(), BusinessDay: string(r.Day), Language: string(r.Lang),
		}},
	})
}
