package wire

import (
	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// PaymentTakenPayload says that a resident paid, and the office had told so.
// The bytes hold the account in the clear: seal them and let go of them.
func PaymentTakenPayload(visit kiosk.VisitID, item kiosk.ItemID, p kiosk.Payment, day kiosk.BusinessDay, lang kiosk.Lang, job kiosk.PrintJobID) ([]byte, error) {
	return encode(&linlipb.Payload{
		Visit: string(visit),
		What: &linlipb.Payload_PaymentTaken{PaymentTaken: &linlipb.PaymentTaken{
			Payment: string(p.ID), Item: string(item), Biller: p.Biller, Account: p.Account.Reveal(), Cents: p.Cents,
			Receipt: p.Receipt, BusinessDay: string(day), Language: string(lang), PrintJob: uint64(job),
		}},
	})
}
