package ipp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/OpenPrinting/goipp"
)

// States of a job (RFC 8011, 5.3.7 job-state). Those from canceled on are
// final.
const (
	jobCanceled  = 7
	jobAborted   = 8
	jobCompleted = 9
)

// jobStatus is what a printer tells about a job.
type jobStatus struct {
	state   int
	reasons []string
	message string
	began   bool // the printer has worked on it
	counted bool // it tells how much paper came out
	paper   int  // sheets or impressions
}

// isOver reports a final state.
func (j jobStatus) isOver() bool { return j.state >= jobCanceled }

// String tells the state for a log.
func (j jobStatus) String() string {
	words := map[int]string{jobCanceled: "canceled", jobAborted: "aborted", jobCompleted: "completed"}
	s := fmt.Sprintf("job %s (%s)", words[j.state], strings.Join(j.reasons, ", "))
	if j.message != "" {
		s += ": " + j.message
	}
	return s
}

// job asks after a job.
//
// RFC 8011, 4.3.4 Get-Job-Attributes; 5.3.14.2 time-at-processing has no value
// until the job is worked on; 5.3.18.2 job-impressions-completed and 5.3.18.3
// job-media-sheets-completed count what came out.
func (d *Dev) job(ctx context.Context, id jobID) (jobStatus, error) {
	m := d.request(goipp.OpGetJobAttributes, id)
	wanted(m, "job-state", "job-state-reasons", "job-state-message", "time-at-processing",
		"job-impressions-completed", "job-media-sheets-completed")
	answer, err := d.ask(ctx, m)
	if err != nil {
		return jobStatus{}, err
	}
	var j jobStatus
	var ok bool
	if j.state, ok = integer(answer.Job, "job-state"); !ok {
		return jobStatus{}, fmt.Errorf("%w: no job-state", ErrAnswer)
	}
	j.reasons = texts(answer.Job, "job-state-reasons")
	j.message = text(answer.Job, "job-state-message")
	j.began = hasBegun(answer.Job)
	for _, name := range []string{"job-impressions-completed", "job-media-sheets-completed"} {
		n, told := integer(answer.Job, name)
		j.counted = j.counted || told
		j.paper = max(j.paper, n)
	}
	return j, nil
}

// hasBegun reports whether a job has been worked on. A printer that does not
// tell may have.
func hasBegun(job goipp.Attributes) bool {
	at := values(job, "time-at-processing")
	return len(at) == 0 || at[0].T != goipp.TagNoValue
}

// follow asks after a job until it is over, and judges its end. A printer that
// is silent for a while is asked again: its job goes on. transmits is
// Status.Transmits.
func (d *Dev) follow(ctx context.Context, id jobID, transmits bool) (Outcome, error) {
	for {
		j, err := d.job(ctx, id)
		switch {
		case err == nil && j.isOver():
			return d.judge(j, transmits)
		case errors.Is(err, errUnknown):
			return Uncertain, fmt.Errorf("%w: the printer forgot the job: %w", ErrStopped, err)
		}
		if why := pause(ctx, d.opts.Poll); why != nil {
			return d.withdraw(ctx, id, transmits, why)
		}
	}
}

// pause waits for interval; it returns the cause of ctx's end if that comes
// first.
func pause(ctx context.Context, interval time.Duration) error {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("ipp: waiting for the job: %w", context.Cause(ctx))
	}
}

// judge says what a final state means.
//
// RFC 8011, 5.3.8 job-state-reasons: queued-in-device is a job that was handed
// to a device which will not report; job-completed-with-errors is one whose paper
// may be wrong. CUPS: a job its printer aborts becomes canceled, and queues
// report no count or zero for jobs that are out.
func (d *Dev) judge(j jobStatus, transmits bool) (Outcome, error) {
	switch {
	case j.state != jobCompleted && !j.began:
		return NotPrinted, fmt.Errorf("%w: %s", ErrStopped, j)
	case j.state != jobCompleted, slices.Contains(j.reasons, "job-completed-with-errors"):
		return Uncertain, fmt.Errorf("%w: %s", ErrStopped, j)
	case transmits, slices.Contains(j.reasons, "queued-in-device"):
		return SentUnconfirmed, nil
	case d.opts.Completion != CompletionPaper && j.counted && j.paper == 0:
		return Uncertain, fmt.Errorf("%w: %s without paper", ErrStopped, j)
	}
	return Printed, nil
}

// withdraw cancels a job that is waited for no longer because of why, and
// judges what became of it: it may have been over by then.
func (d *Dev) withdraw(ctx context.Context, id jobID, transmits bool, why error) (Outcome, error) {
	status, err := d.status(context.WithoutCancel(ctx))
	if err == nil && !status.IsReady() {
		why = fmt.Errorf("%w; printer: %s", why, status)
	}
	j, err := d.cancel(ctx, id)
	if err != nil {
		d.stale = append(d.stale, id)
		return Uncertain, fmt.Errorf("%w; not cancelled: %w", why, err)
	}
	outcome, err := d.judge(j, transmits)
	if err != nil {
		err = fmt.Errorf("%w; %w", why, err)
	}
	return outcome, err
}

// cancel cancels a job and waits for its final state, also when ctx has ended,
// for at most two ReplyTimeouts. The error of a job that is over is nil.
//
// RFC 8011, 4.3.3 Cancel-Job: a printer in the midst of a sheet answers at
// once and stays in the state processing, reason processing-to-stop-point.
func (d *Dev) cancel(ctx context.Context, id jobID) (jobStatus, error) {
	ctx, stop := context.WithTimeoutCause(context.WithoutCancel(ctx), 2*d.opts.ReplyTimeout, ErrSilent)
	defer stop()
	_, asked := d.ask(ctx, d.request(goipp.OpCancelJob, id))
	for {
		j, err := d.job(ctx, id)
		if err == nil && j.isOver() {
			return j, nil
		}
		if errors.Is(err, errUnknown) {
			return jobStatus{}, err
		}
		if late := pause(ctx, d.opts.Poll); late != nil {
			return jobStatus{}, errors.Join(late, asked)
		}
	}
}

// sweep cancels what may still come out of the printer unasked: jobs of this
// Dev that could not be cancelled, and, once and after a lost answer, what
// stands under User. A job that cannot be cancelled stops everything: behind
// it nothing may print.
//
// RFC 8011, 4.2.6 Get-Jobs with my-jobs and which-jobs=not-completed.
func (d *Dev) sweep(ctx context.Context) error {
	if !d.swept && d.opts.User != "" {
		m := d.request(goipp.OpGetJobs, 0)
		m.Operation.Add(goipp.MakeAttribute("which-jobs", goipp.TagKeyword, goipp.String("not-completed")))
		m.Operation.Add(goipp.MakeAttribute("my-jobs", goipp.TagBoolean, goipp.Boolean(true)))
		wanted(m, "job-id", "job-originating-user-name")
		answer, err := d.ask(ctx, m)
		if err != nil {
			return fmt.Errorf("ipp: looking for earlier jobs: %w", err)
		}
		d.stale = append(d.stale, d.ours(answer)...)
	}
	d.swept = true
	for len(d.stale) > 0 {
		_, err := d.cancel(ctx, d.stale[0])
		if err != nil && !errors.Is(err, errUnknown) {
			return fmt.Errorf("ipp: cancelling an earlier job: %w", err)
		}
		d.stale = d.stale[1:]
	}
	return nil
}

// ours lists the jobs in an answer that stand under User. Some printers ignore
// my-jobs, so the name is compared again.
func (d *Dev) ours(answer goipp.Message) []jobID {
	var found []jobID
	for _, group := range answer.Groups {
		id, ok := integer(group.Attrs, "job-id")
		if ok && group.Tag == goipp.TagJobGroup && text(group.Attrs, "job-originating-user-name") == d.opts.User {
			found = append(found, jobID(id))
		}
	}
	return found
}
