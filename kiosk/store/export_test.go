package store

import (
	"time"

	bolt "go.etcd.io/bbolt"
)

// SetPoint makes commits call fn at named points: "applied" before bbolt's
// commit, "committed" after it. An error from fn is an I/O error.
func (o *Options) SetPoint(fn func(name string) error) { o.point = fn }

// PageWrites tells how many writes bbolt has made to the file; one is a page
// of 4096 bytes as long as the cells are small.
func (s *Store) PageWrites() (n int64, err error) {
	err = s.file.view(func(tx *bolt.Tx) error {
		st := tx.DB().Stats()
		n = st.TxStats.GetWrite()
		return nil
	})
	return n, err
}

// DecodeRow reads the body of a print job as the file holds it, and encodes
// what it read.
func DecodeRow(id uint64, body []byte) (job Job, again []byte, err error) {
	k := key(id)
	r, err := decodeRow(k, sum(k, body), time.UTC)
	if err != nil {
		return Job{}, nil, err
	}
	return r.Job, r.encode(), nil
}

// RunsOf joins numbers as they are given.
func RunsOf(numbers ...int) []Block {
	var r runs
	for _, n := range numbers {
		r = r.with(n)
	}
	return r
}
