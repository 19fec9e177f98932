package catalogue

import (
	"slices"

	"linli/internal/config"
	"linli/kiosk"
)

// StepPay has bills paid by telephone. What follows is submit and print: the
// record and the receipt.
const StepPay StepKind = "pay"

// Billing (缴费) is what an item has paid. The zero value is an item that has
// nothing paid.
type Billing struct {
	Biller  string     // its id at the office's payment provider
	Account kiosk.Text // the question for the account
	Help    kiosk.Text // where the account stands; may be empty
}

// Offered tells whether something is paid.
func (b Billing) Offered() bool { return b.Biller != "" }

// mustPay are the steps that no payment can do without.
var mustPay = []StepKind{StepPay, StepSubmit, StepPrint}

func (a Apply) pays() bool {
	return slices.ContainsFunc(a.Steps, func(s Step) bool { return s.Kind == StepPay })
}

// pay checks what an item has paid.
func (c *checker) pay(item ServiceItem, src *config.Source) {
	if item.Pay.Offered() != item.Apply.pays() {
		c.fault(src, "pay", "%s in apply.steps and pay.biller go together", StepPay)
	}
	if !item.Pay.Offered() {
		return
	}
	c.id(src, "pay.biller", item.Pay.Biller)
	c.text(src, "pay.account", item.Pay.Account, maxLabelZH, maxLabelEN)
	if item.Pay.Help != (kiosk.Text{}) {
		c.phrase(src, "pay.help", item.Pay.Help)
	}
	if len(item.Apply.Fields) > 0 {
		c.fault(src, "apply.fields", "whoever pays is asked for the account alone")
	}
}
