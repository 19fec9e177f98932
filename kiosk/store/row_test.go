package store_test

import (
	"testing"

	"linli/kiosk/store"
)

// FuzzRow reads print jobs with a right checksum and any content: what can be
// read is written and read back the same.
func FuzzRow(f *testing.F) {
	f.Add(uint64(1), []byte("\x01\x07pending\x02id\x01v\x04A001\x01A\x04item\x0a2026-03-02\x02zh\x80\x01\x03"))
	f.Add(uint64(0), []byte{})
	f.Add(uint64(7), []byte("\x02\x07pending"))
	f.Add(uint64(7), []byte("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, id uint64, body []byte) {
		job, again, err := store.DecodeRow(id, body)
		if err != nil {
			return
		}
		if uint64(job.ID) != id {
			t.Errorf("job %d read as %d", id, job.ID)
		}
		back, _, err := store.DecodeRow(id, again)
		if err != nil || back != job {
			t.Errorf("%+v, read back %+v (%v)", job, back, err)
		}
	})
}
