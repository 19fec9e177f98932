// Package lineproof holds proofs over the whole way of a record: the
// terminal's real store, the real uplink, the office's real ingest and a real
// ledger file, under everything that a line, a machine and a clock can do to
// them. What must come out is always the same: each record once, in order.
//
// It holds tests only, and refuses to stand in for the tests of its parts.
// Those that need namespaces of the network run under LINLI_VERIFY=1.
package lineproof
