package kiosk

// PaymentID names one payment at the office; it is also the order at the
// payment provider.
type PaymentID string

// Payment (缴费) is money that a resident paid by telephone while a terminal
// showed the code, as the office told it.
type Payment struct {
	ID      PaymentID
	Biller  string
	Account Private
	Cents   int64  // 分
	Receipt string // of the biller
}

// PaidUnrecorded tells a resident that the money is taken and counts, and that
// this terminal could not write it down.
const PaidUnrecorded Code = "paid-unrecorded"
