package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Rescue reads what it can from the damaged file at path and writes the records
// that verify, and that the office had not acknowledged, into a parcel at out.
// It changes nothing in the file, reads it page by page and so needs no child
// process. What could not be read stands in Exported.Lost. It returns
// ErrDamaged when nothing can be verified, and blocks for reading the file
// twice.
func Rescue(ctx context.Context, path, out string) (Exported, error) {
	x := Exported{Path: out}
	s, f, err := openSalvage(ctx, path, time.UTC)
	if f != nil {
		defer f.Close()
	}
	if err != nil {
		return x, err
	}
	x.Device = s.state.Device
	err = writeParcel(out, func(w *wire.ParcelWriter) error {
		for i := range s.runs {
			for _, run := range s.runs[i] {
				if err := s.pack(w, i, run); err != nil {
					return err
				}
				x.add(streamBucket(i), run.first, run.last())
			}
			x.Lost = append(x.Lost, s.missing(i, s.runs[i])...)
		}
		return nil
	})
	return x, err
}

// streamBucket is the bucket of streams()[i].
func streamBucket(i int) string { return [2]string{bucketLive, bucketBulk}[i] }

// pack adds a run to a parcel, in batches that an office takes.
func (s *salvage) pack(w *wire.ParcelWriter, i int, run recordRun) error {
	c, _, err := s.state.chain(streams()[i])
	if err != nil {
		return err
	}
	batch, size := (*linlipb.PushRequest)(nil), 0
	for n, ref := range run.refs {
		rec, _, err := s.record(i, run, n)
		if err != nil {
			return err
		}
		full := batch != nil && (len(batch.GetRecords()) == wire.MaxRecords || size+len(rec.GetSealed()) > wire.MaxBatchBytes)
		if full {
			if err := w.Add(batch); err != nil {
				return err
			}
		}
		if batch == nil || full {
			batch = &linlipb.PushRequest{
				Device: string(s.state.Device), Stream: streams()[i], Epoch: c.Epoch,
				FirstSeq: run.first + uint64(n), Prev: ref.prev[:],
			}
			size = 0
		}
		batch.Records = append(batch.Records, rec)
		size += len(rec.GetSealed())
	}
	if batch == nil {
		return nil
	}
	return w.Add(batch)
}

// complete tells that the file that rebuild makes lacks nothing. After a stale
// state nobody knows.
func (s *salvage) complete() bool {
	return !s.stale && s.lost() == 0 && len(s.jobs) >= s.state.Jobs
}

// lost counts the records that the file that rebuild makes lacks. Records after
// a hole are among them: they are in no chain that could be sent.
func (s *salvage) lost() int {
	n := 0
	for i := range s.runs {
		var head []recordRun
		if h := s.head(i); len(h.refs) > 0 {
			head = append(head, h)
		}
		for _, m := range s.missing(i, head) {
			n += int(m.Last - m.First + 1)
		}
	}
	return n
}

// rebuild writes a new file at path with the jobs and with the records up to
// the first hole, in the epochs they have: whether the office got some of them
// already, it knows by their sequences.
func (s *salvage) rebuild(path string, o *Options) error {
	st := *s.state
	jobs := s.keptJobs()
	st.Jobs = len(jobs)
	err := writeNew(path, func(w *writer) error {
		if err := w.makeBuckets(); err != nil {
			return err
		}
		for i := range s.runs {
			if err := s.rebuildStream(w, &st, i); err != nil {
				return err
			}
		}
		if err := rebuildJobs(w, jobs, &st); err != nil {
			return err
		}
		if err := s.rebuildLeases(w); err != nil {
			return err
		}
		return w.putState(&st)
	})
	if err != nil {
		return err
	}
	return o.Examine(context.Background(), path)
}

func (s *salvage) rebuildStream(w *writer, st *state, i int) error {
	c, name, err := st.chain(streams()[i])
	if err != nil {
		return err
	}
	if err := w.in([]byte(name)); err != nil {
		return err
	}
	head := s.head(i)
	c.Seq, c.Hash = c.Acked, c.AckedHash
	for n, ref := range head.refs {
		_, cell, err := s.record(i, head, n)
		if err != nil {
			return err
		}
		c.Seq++
		if err := w.put(key(c.Seq), cell); err != nil {
			return err
		}
		c.Hash = ref.hash[:]
	}
	return nil
}

// rebuildLeases keeps the numbers that the office leased: without a line there
// are no others. What it has published it sends again.
func (s *salvage) rebuildLeases(w *writer) error {
	if s.lease == nil {
		return nil
	}
	if err := w.in([]byte(bucketLeases)); err != nil {
		return err
	}
	return w.put([]byte(leasesKey), s.lease)
}

// keptJobs returns the jobs of the latest keepDays days, in order: pages that
// are no more in use may bring older ones.
func (s *salvage) keptJobs() []row {
	last := map[kiosk.BusinessDay]kiosk.PrintJobID{}
	for id, r := range s.jobs {
		last[r.Ticket.Day] = max(last[r.Ticket.Day], id)
	}
	var ends []kiosk.PrintJobID
	for _, id := range last {
		ends = append(ends, id)
	}
	slices.Sort(ends)
	ends = ends[max(0, len(ends)-keepDays):]
	var kept []row
	for _, r := range s.jobs {
		if slices.Contains(ends, last[r.Ticket.Day]) {
			kept = append(kept, r)
		}
	}
	slices.SortFunc(kept, func(a, b row) int { return int(a.ID) - int(b.ID) })
	return kept
}

func rebuildJobs(w *writer, jobs []row, st *state) error {
	for _, name := range []string{bucketDone, bucketJobs} {
		if err := w.in([]byte(name)); err != nil {
			return err
		}
		for _, r := range jobs {
			st.LastJob = max(st.LastJob, r.ID)
			if ended(r.State) != (name == bucketDone) {
				continue
			}
			k := key(uint64(r.ID))
			if err := w.put(k, sum(k, r.encode())); err != nil {
				return err
			}
		}
	}
	return nil
}

// rescueTime bounds what a start spends on a damaged file; without end a
// terminal would stay dark. kioskctl has all the time it wants.
const rescueTime = time.Minute

// rescued makes a file at making from the damaged one at path. undone says that
// it is the file as it was one commit ago.
func rescued(ctx context.Context, path, making string, o *Options) (got recovery, err error) {
	ctx, cancel := context.WithTimeout(ctx, rescueTime)
	defer cancel()
	s, f, err := openSalvage(ctx, path, o.Zone)
	if f != nil {
		defer f.Close()
	}
	switch {
	case err != nil:
	case s.state.Device != o.Device:
		err = fmt.Errorf("%w: %s, and this is %s", ErrDevice, s.state.Device, o.Device)
	case s.complete():
		return s.restore(making, o)
	}
	if back := rollBack(ctx, path, making, o); back == nil {
		return recovery{made: true, undone: true}, nil
	} else if err != nil {
		return recovery{}, errors.Join(err, back)
	}
	return s.restore(making, o)
}

// recovery is what rescued made.
type recovery struct {
	made    bool
	undone  bool
	records int
	lost    int
}

func (s *salvage) restore(making string, o *Options) (recovery, error) {
	got := recovery{made: true, lost: s.lost()}
	for i := range s.runs {
		got.records += len(s.head(i).refs)
	}
	return got, s.rebuild(making, o)
}
