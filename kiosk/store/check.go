package store

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"linli/kiosk"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Report is what Check found in a file.
type Report struct {
	Path     string         `json:"path"`
	Bytes    int64          `json:"bytes"`
	Device   kiosk.DeviceID `json:"device,omitempty"`
	Boot     uint64         `json:"boot,omitempty"`
	Jobs     int            `json:"jobs"`
	Papers   []PaperReport  `json:"papers,omitempty"` // of the newest jobs, at most maxPapers, the latest last
	Streams  []StreamReport `json:"streams,omitempty"`
	Problems []string       `json:"problems,omitempty"` // none in a sound file
	Unclear  string         `json:"unclear,omitempty"`  // why the file could not be examined

	tell Progress
	done uint64 // records and jobs read
}

// Progress is told how many of the waiting records and print jobs were read,
// while a check goes on: about a hundred times in a long queue.
type Progress func(done, total uint64)

// StreamReport is where one stream of a file stands.
type StreamReport struct {
	Name    string `json:"name"`
	Epoch   string `json:"epoch"` // hexadecimal
	Acked   uint64 `json:"acked"`
	Last    uint64 `json:"last"`
	Waiting uint64 `json:"waiting"`
}

// PaperReport is how one print job stands. It names no person.
type PaperReport struct {
	Job    kiosk.PrintJobID `json:"job"`
	Day    string           `json:"day"`
	Number string           `json:"number"`
	State  kiosk.PrintState `json:"state"`
}

// maxPapers bounds Report.Papers.
const maxPapers = 20

// maxProblems bounds a report: beyond it a file is simply damaged.
const maxProblems = 20

// Check reads the whole file and changes nothing. It verifies the state, the
// hash chain over the sealed bytes of each stream, every print job, that no
// number and no visit stands twice, and last bbolt's own pages. Problems are
// listed in the report and make the error ErrDamaged; any other error means
// that the file could not be examined, such as one that another process holds
// for longer than 2 s.
//
// A damaged file can kill the process in goroutines of bbolt that nobody can
// guard. Before the first open Check therefore runs in a child process: see
// RunCheck and ExamineWith.
func Check(path string) (Report, error) { return CheckTelling(path, nil) }

// CheckTelling is Check, and tells how far it has come.
func CheckTelling(path string, tell Progress) (Report, error) {
	rep := Report{Path: path, tell: tell}
	info, err := os.Stat(path)
	if err != nil {
		return rep, fmt.Errorf("store: check: %w", err)
	}
	rep.Bytes = info.Size()
	err = guarded(func() error { return rep.examine() })
	if errors.Is(err, ErrDamaged) {
		rep.problem(err)
	} else if err != nil {
		return rep, err
	}
	if len(rep.Problems) > 0 {
		return rep, fmt.Errorf("%w: %s", ErrDamaged, rep.Problems[0])
	}
	return rep, nil
}

func (r *Report) problem(err error) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, strings.ReplaceAll(err.Error(), ErrDamaged.Error()+": ", ""))
	}
}

func (r *Report) examine() error {
	if r.Bytes < 4*filePage { // what bbolt makes at first
		return fmt.Errorf("%w: only %d bytes", ErrDamaged, r.Bytes)
	}
	opts := boltOptions(0)
	opts.ReadOnly = true
	db, err := bolt.Open(r.Path, 0, opts)
	switch {
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return fmt.Errorf("store: check: %w", err)
	}
	defer db.Close() //nolint:errcheck // opened for reading: nothing can be lost
	if err := checkMetas(r.Path); err != nil {
		return err
	}
	return db.View(func(tx *bolt.Tx) error {
		if size := tx.Size(); size > r.Bytes {
			return fmt.Errorf("%w: file ends at %d of %d bytes", ErrDamaged, r.Bytes, size)
		}
		// Ours first: what is found here is found without bbolt's goroutines.
		if err := r.contents(tx); err != nil {
			return err
		}
		if len(r.Problems) > 0 {
			return nil
		}
		for err := range tx.Check() {
			r.problem(fmt.Errorf("%w: %w", ErrDamaged, err))
		}
		return nil
	})
}

// checkMetas verifies both meta pages. bbolt is content with one: it takes the
// commit before the last one as the newest, and the last is silently gone. A
// sector is written whole or not at all, so a power cut does not leave a broken
// one.
func checkMetas(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store: check: %w", err)
	}
	both, err := (&pages{file: f}).metas()
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	for i, m := range both {
		if !m.valid {
			return fmt.Errorf("%w: meta page %d", ErrDamaged, i)
		}
	}
	return nil
}

// contents verifies everything that this package wrote.
func (r *Report) contents(tx *bolt.Tx) error {
	st, err := readState(tx)
	if err != nil {
		return err
	}
	r.Device, r.Boot = st.Device, st.Boot
	for _, s := range streams() {
		c, name, err := st.chain(s)
		if err != nil {
			return err
		}
		r.Streams = append(r.Streams, StreamReport{
			Name: name, Epoch: hex.EncodeToString(c.Epoch), Acked: c.Acked, Last: c.Seq, Waiting: c.Seq - c.Acked,
		})
		if err := r.stream(tx, st, s); err != nil {
			r.problem(err)
		}
	}
	if _, err := readLeases(tx); err != nil {
		r.problem(err)
	}
	if err := eachPublished(tx, func(*linlipb.Published) {}); err != nil {
		r.problem(err)
	}
	return r.jobs(tx, st)
}

// stream walks a stream from its anchor to its end.
func (r *Report) stream(tx *bolt.Tx, st *state, s linlipb.Stream) error {
	c, name, err := st.chain(s)
	if err != nil {
		return err
	}
	bk, err := bucket(tx, name)
	if err != nil {
		return err
	}
	w := walk{device: string(st.Device), stream: s, chain: c, cursor: bk.Cursor()}
	if k, _ := w.cursor.First(); c.Seq == c.Acked && k != nil {
		return fmt.Errorf("%w: %s: records stand in a drained stream", ErrDamaged, name)
	} else if c.Seq > c.Acked && string(k) != string(key(c.Acked+1)) {
		return fmt.Errorf("%w: %s: the first record is not %d", ErrDamaged, name, c.Acked+1)
	}
	prev := c.AckedHash
	for from := c.Acked + 1; from <= c.Seq; {
		batch, err := w.read(from, wire.MaxRecords, wire.MaxBatchBytes)
		if err != nil {
			return err
		}
		if string(batch.GetPrev()) != string(prev) {
			return fmt.Errorf("%w: %s: record %d does not follow its predecessor", ErrDamaged, name, from)
		}
		for _, hash := range wire.Chain(batch) {
			prev = hash[:]
		}
		from += uint64(len(batch.GetRecords()))
		r.progress(uint64(len(batch.GetRecords())), st)
	}
	return nil
}

// progress counts n more records or jobs and tells at each hundredth part.
func (r *Report) progress(n uint64, st *state) {
	total := st.Live.Seq - st.Live.Acked + st.Bulk.Seq - st.Bulk.Acked + uint64(max(st.Jobs, 0))
	before := r.done
	r.done = min(r.done+n, total) // a damaged file may have more jobs than it says
	if total == 0 {
		return
	}
	if r.tell != nil && before*100/total != r.done*100/total {
		r.tell(r.done, total)
	}
}

// jobs verifies the print jobs against each other and the state.
func (r *Report) jobs(tx *bolt.Tx, st *state) error {
	ids := map[kiosk.PrintJobID]bool{}
	visits := map[kiosk.VisitID]bool{}
	type number struct {
		day    kiosk.BusinessDay
		number string
	}
	numbers := map[number]bool{}
	err := eachRow(tx, time.UTC, func(j row) error {
		n := number{j.Ticket.Day, j.Ticket.Number}
		switch {
		case j.ID == 0 || j.ID > st.LastJob:
			r.problem(fmt.Errorf("%w: job %d was never given", ErrDamaged, j.ID))
		case ids[j.ID]:
			r.problem(fmt.Errorf("%w: job %d stands twice", ErrDamaged, j.ID))
		case visits[j.Ticket.Visit]:
			r.problem(fmt.Errorf("%w: visit %s stands twice", ErrDamaged, j.Ticket.Visit))
		case numbers[n]:
			r.problem(fmt.Errorf("%w: number %s of %s stands twice", ErrDamaged, n.number, n.day))
		}
		ids[j.ID], visits[j.Ticket.Visit], numbers[n] = true, true, true
		r.progress(1, st)
		r.paper(PaperReport{Job: j.ID, Day: string(j.Ticket.Day), Number: j.Ticket.Number, State: j.State})
		return nil
	})
	r.Jobs = len(ids)
	if err == nil && r.Jobs != st.Jobs {
		return fmt.Errorf("%w: %d jobs stand where %d were kept", ErrDamaged, r.Jobs, st.Jobs)
	}
	return err
}

// paper keeps p if it is among the newest so far.
func (r *Report) paper(p PaperReport) {
	at, _ := slices.BinarySearchFunc(r.Papers, p, func(a, b PaperReport) int { return cmp.Compare(a.Job, b.Job) })
	r.Papers = slices.Insert(r.Papers, at, p)
	if len(r.Papers) > maxPapers {
		r.Papers = slices.Delete(r.Papers, 0, 1)
	}
}

// Exit codes of RunCheck.
const (
	ExitSound   = 0
	ExitDamaged = 1
	ExitUnclear = 3 // the file could not be examined; it says nothing about damage
)

// RunCheck is the body of a child process: it checks path, writes the report
// as JSON to w, and returns the exit code.
func RunCheck(w io.Writer, path string) int { return runCheck(w, path, nil) }

// RunCheckTelling is RunCheck for a child of ExamineTelling: lines of JSON with
// how far it has come go before the report.
func RunCheckTelling(w io.Writer, path string) int {
	return runCheck(w, path, func(done, total uint64) {
		// Whoever does not read it any more will not read the report either.
		_ = json.NewEncoder(w).Encode(progressLine{done, total})
	})
}

// progressLine is what the child says on the way.
type progressLine struct {
	Done  uint64 `json:"done"`
	Total uint64 `json:"total"`
}

func runCheck(w io.Writer, path string, tell Progress) int {
	rep, err := CheckTelling(path, tell)
	if err != nil && !errors.Is(err, ErrDamaged) {
		rep.Unclear = err.Error()
	}
	if werr := json.NewEncoder(w).Encode(rep); werr != nil {
		return ExitUnclear
	}
	switch {
	case err == nil:
		return ExitSound
	case errors.Is(err, ErrDamaged):
		return ExitDamaged
	default:
		return ExitUnclear
	}
}

// examineHere is Check in this process.
func examineHere(ctx context.Context, path string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: examine: %w", err)
	}
	_, err := Check(path)
	return err
}
