package ingest

import (
	"bytes"
	"time"

	"linli/sync/office"
	"linli/sync/wire/linlipb"

	"linli/sync/wire"
)

// verdict is what a batch turned out to be against what the ledger keeps.
type verdict int

const (
	follows verdict = iota // it goes on where the ledger ends, or repeats it
	gap                    // records between the ledger's mark and the batch are missing
	fork                   // another history under numbers that are already kept
)

// admit compares a well-framed batch with the mark of its line. It drops what
// is kept, and returns the entries that follow. Content plays no part.
func admit(batch *linlipb.PushRequest, mark office.Mark, now time.Time) ([]office.Entry, verdict) {
	first := batch.GetFirstSeq()
	switch {
	case first > mark.Through+1:
		return nil, gap
	case first == mark.Through+1 && !bytes.Equal(batch.GetPrev(), mark.Hash[:]):
		return nil, fork
	}
	overlap := min(mark.Through, lastSeq(batch))
	var fresh []office.Entry
	i := 0
	for h, hash := range wire.Chain(batch) {
		if h.GetSeq() == overlap && hash != mark.Overlap {
			return nil, fork
		}
		if h.GetSeq() > mark.Through {
			fresh = append(fresh, office.Entry{
				ReceivedAt: now, Header: h, Sealed: batch.GetRecords()[i].GetSealed(), Hash: hash,
			})
		}
		i++
	}
	return fresh, follows
}

// lastSeq is the seq of the last record of batch, or the one before its first
// when it is empty.
func lastSeq(batch *linlipb.PushRequest) uint64 {
	return batch.GetFirstSeq() + uint64(len(batch.GetRecords())) - 1
}
