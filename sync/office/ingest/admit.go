package ingest

import (
	"bytes"
	"time"

	"linli/sync/office"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// verdict is what a batch turned out to be against what the ledger keeps.
type verdict int

const (
	follows verdict = iota // it goes on where the ledger ends, or repeats it
	gap                    // records between the ledger's mark and the batch are missing
	fork                   // another history under numbers that are already kept
)

// entriesOf chains a well-framed batch. It is the costly part of taking one in
// and needs no lock.
func entriesOf(batch *linlipb.PushRequest, now time.Time) []office.Entry {
	all := make([]office.Entry, 0, len(batch.GetRecords()))
	for h, hash := range wire.Chain(batch) {
		all = append(all, office.Entry{
			ReceivedAt: now, Header: h, Sealed: batch.GetRecords()[len(all)].GetSealed(), Hash: hash,
		})
	}
	return all
}

// admit compares a batch and its entries with the mark of its line. It drops
// what is kept, and returns the entries that follow. Content plays no part.
func admit(batch *linlipb.PushRequest, entries []office.Entry, mark office.Mark) ([]office.Entry, verdict) {
	first, last := batch.GetFirstSeq(), lastSeq(batch)
	switch {
	case first > mark.Through+1:
		return nil, gap
	case first == mark.Through+1 && !bytes.Equal(batch.GetPrev(), mark.Hash[:]):
		return nil, fork
	case first == mark.Through+1:
		return entries, follows
	}
	if overlap := min(mark.Through, last); overlap >= first && entries[overlap-first].Hash != mark.Overlap {
		return nil, fork
	}
	return entries[min(mark.Through+1-first, uint64(len(entries))):], follows
}

// place says when the entries that follow a mark were made. batch tells what
// time its terminal had at their receipt.
func place(batch *linlipb.PushRequest, entries []office.Entry, mark office.Mark) {
	if len(entries) == 0 {
		return
	}
	clocks := make([]*linlipb.Clock, len(entries))
	for i, e := range entries {
		clocks[i] = e.Header.GetClock()
	}
	for i, p := range wire.Place(clocks, batch.GetSent(), entries[0].ReceivedAt, mark.Last) {
		entries[i].Made = p
	}
}

// lastSeq is the seq of the last record of batch, or the one before its first
// when it is empty.
func lastSeq(batch *linlipb.PushRequest) uint64 {
	return batch.GetFirstSeq() + uint64(len(batch.GetRecords())) - 1
}
