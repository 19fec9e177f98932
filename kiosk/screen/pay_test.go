package screen_test

import (
	"strings"

	"linli/kiosk"
	"linli/kiosk/flow"
)

// pays are the phases of a payment. Accounts and bills are invented.
func pays() []scene {
	var all []scene
	add := func(name string, p flow.PayView, can ...flow.Control) {
		v := view(flow.Pay, can...)
		v.Heading, v.Pay = tx("水费", "Water"), &p
		all = append(all, scene{"pay-" + name, v})
	}
	bills := flow.PayView{Phase: flow.PayBills, Holder: "张*", Cents: 8640}
	can := []flow.Control{flow.Back, flow.GoHome, flow.PageBefore, flow.PageAfter, flow.PayNow}
	for _, id := range []string{"w10", "w11"} {
		c := flow.Control("bill:" + id)
		can = append(can, c)
		bills.Bills = append(bills.Bills, flow.BillView{Control: c, Chosen: true,
			Bill: flow.Bill{ID: id, Title: "居民生活用水", Period: "2026-" + strings.TrimPrefix(id, "w"), Cents: 4320, Due: "2026-11-30"}})
	}
	add("bills", bills, can...)
	code := flow.PayView{Phase: flow.PayCode, Cents: 8640, Left: 174, Code: "https://pay.example/o/0123456789abcdef0123.01KAQ3V5D8Z6P2M9R4T7W0X1YB"}
	add("code", code, flow.CancelPay)
	code.Silent = true
	add("code-silent", code, flow.CancelPay)
	for _, phase := range []flow.PayPhase{flow.PayUnknown, flow.PayClear, flow.PayTaken, flow.PayBusy} {
		add(string(phase), flow.PayView{Phase: phase}, flow.Back, flow.GoHome, flow.Finish)
	}
	add("cancelled", flow.PayView{Phase: flow.PayCancelled}, flow.GoHome, flow.Finish)
	lost := view(flow.NoLine, flow.TryAgain, flow.GoHome, flow.Finish)
	lost.Heading, lost.NoLine, lost.Pay = tx("水费", "Water"), &flow.NoLineView{Phone: "0000-0001"}, &flow.PayView{}
	paid := view(flow.Received, flow.Finish)
	paid.Received = &flow.ReceivedView{Code: "R-20261123-0001", Paid: "86.40", Item: tx("水费", "Water"), Print: kiosk.Printed, Side: "below", Next: tx("收据请保管好", "Please keep the receipt")}
	failed := view(flow.Problem, flow.TryAgain, flow.GoHome, flow.Finish)
	failed.Trouble = kiosk.PaidUnrecorded
	return append(all, scene{"pay-lost", lost}, scene{"pay-received", paid}, scene{"pay-unrecorded", failed})
}
