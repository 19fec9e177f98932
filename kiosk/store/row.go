package store

import (
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"linli/kiosk"
)

// Job is a print job and the ticket it prints. It tells nothing about the
// resident.
type Job struct {
	ID     kiosk.PrintJobID
	State  kiosk.PrintState
	Lang   kiosk.Lang
	Ticket kiosk.Ticket
}

// row is a Job as the file keeps it, with the place of its number.
type row struct {
	Job
	overflow bool // the number is of the overflow series
	ordinal  int
}

// rowFormat leads every row. A row of another format is refused.
const rowFormat = 1

// encode writes the row's body. The order of the fields stands in files.
func (r *row) encode() []byte {
	t := &r.Ticket
	b := append(make([]byte, 0, 192), rowFormat) // mostly enough, with the checksum
	for _, s := range []string{
		string(r.State), t.ID, string(t.Visit), t.Number, t.Prefix,
		string(t.Item), string(t.Day), string(r.Lang),
	} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	b = binary.AppendVarint(b, t.IssuedAt.UnixMilli())
	place := uint64(r.ordinal) << 1
	if r.overflow {
		place |= 1
	}
	return binary.AppendUvarint(b, place)
}

// decodeRow reads a cell of bucketJobs or bucketDone.
func decodeRow(k, cell []byte, zone *time.Location) (row, error) {
	body, err := unsum(k, cell)
	if err != nil {
		return row{}, fmt.Errorf("%w: print job", err)
	}
	if len(k) != 8 || len(body) == 0 || body[0] != rowFormat {
		return row{}, fmt.Errorf("%w: print job of unknown format", ErrDamaged)
	}
	d := decoder{rest: body[1:]}
	r := row{Job: Job{ID: kiosk.PrintJobID(binary.BigEndian.Uint64(k))}}
	t := &r.Ticket
	r.State = kiosk.PrintState(d.text())
	t.ID = d.text()
	t.Visit = kiosk.VisitID(d.text())
	t.Number = d.text()
	t.Prefix = d.text()
	t.Item = kiosk.ItemID(d.text())
	t.Day = kiosk.BusinessDay(d.text())
	r.Lang = kiosk.Lang(d.text())
	t.IssuedAt = time.UnixMilli(d.varint()).In(zone)
	place := d.uvarint()
	r.overflow, r.ordinal = place&1 == 1, int(place>>1)
	if d.short {
		return row{}, fmt.Errorf("%w: print job ends early", ErrDamaged)
	}
	return r, nil
}

// decoder reads fields from the front; short stays true once one is missing.
type decoder struct {
	rest  []byte
	short bool
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.rest)
	d.skip(n)
	return v
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.rest)
	d.skip(n)
	return v
}

func (d *decoder) skip(n int) {
	if n <= 0 {
		d.short = true
		return
	}
	d.rest = d.rest[n:]
}

func (d *decoder) text() string {
	n := d.uvarint()
	if d.short || n > uint64(len(d.rest)) {
		d.short = true
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}

// findRow looks a job up and tells which bucket holds it. It returns ErrNoJob
// when there is none.
func findRow(tx *bolt.Tx, id kiosk.PrintJobID, zone *time.Location) (row, string, error) {
	k := key(uint64(id))
	for _, name := range []string{bucketJobs, bucketDone} {
		b, err := bucket(tx, name)
		if err != nil {
			return row{}, "", err
		}
		if cell := b.Get(k); cell != nil {
			r, err := decodeRow(k, cell, zone)
			return r, name, err
		}
	}
	return row{}, "", fmt.Errorf("%w: %d", ErrNoJob, id)
}

// eachRow calls fn for every job of both buckets until fn fails.
func eachRow(tx *bolt.Tx, zone *time.Location, fn func(row) error) error {
	for _, name := range []string{bucketDone, bucketJobs} {
		b, err := bucket(tx, name)
		if err != nil {
			return err
		}
		err = b.ForEach(func(k, cell []byte) error {
			r, err := decodeRow(k, cell, zone)
			if err != nil {
				return err
			}
			return fn(r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ended tells whether nothing more happens to the job by itself.
func ended(s kiosk.PrintState) bool {
	switch s {
	case kiosk.Printed, kiosk.PrintedUncut, kiosk.NotPrinted, kiosk.PrintUncertain, kiosk.PrintSentUnconfirmed:
		return true
	default:
		return false
	}
}
