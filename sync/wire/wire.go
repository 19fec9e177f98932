// Package wire is what a terminal and its street office say to each other: the
// messages of linli.proto, the seal that only the office can open, the hash
// that chains records, and the checks both ends make on a batch. docs/wire.md
// describes every byte; testdata/vectors holds examples with a verdict each.
//
// It refuses to send, to store and to wait. It never looks into a sealed
// record except through an Opener, and it never relies on the byte order in
// which protobuf happens to encode a message.
package wire

//go:generate protoc --go_out=. --go_opt=module=linli/sync/wire --connect-go_out=. --connect-go_opt=module=linli/sync/wire linli.proto

// Limits that both ends keep. A terminal that seals more than MaxPayload would
// build a record no office takes, so Seal refuses it.
const (
	MaxRecords    = 256       // records in one batch
	MaxBatchBytes = 512 << 10 // sealed bytes in one batch
	MaxPayload    = 256 << 10 // bytes of one payload before padding
	MaxSealed     = MaxPayload + padStep + sealOverhead
	MaxMessage    = 1 << 20 // bytes of one encoded message in either direction
)

// Lengths in bytes of the fixed fields of a header. The hash chain stands on
// them: changing one makes every stored chain unverifiable.
const (
	EpochSize = 16
	HashSize  = 32
	KeyIDSize = 8
)

// OfficeDevice is the device name under which the office chains what its own
// staff did. No terminal may bear it.
const OfficeDevice = "office"
