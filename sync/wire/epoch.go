package wire

import "crypto/sha256"

// epochDomain keeps epochs apart from everything else that is hashed here.
const epochDomain = "linli epoch 1"

// NextEpoch is the epoch in which a stream goes on that cannot go on in epoch:
// first is the hash, in the old epoch, of the first record that is chained
// anew. It is computed and not drawn, so that every copy of a terminal that
// holds this record moves it to the same place, where the office knows it.
func NextEpoch(epoch []byte, first [HashSize]byte) [EpochSize]byte {
	b := appendBytes(nil, []byte(epochDomain))
	b = appendBytes(b, epoch)
	b = appendBytes(b, first[:])
	sum := sha256.Sum256(b)
	return [EpochSize]byte(sum[:EpochSize])
}
