package ipp_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/OpenPrinting/goipp"

	"linli/drivers/drivertest"
	"linli/drivers/ipp"
)

// scripted answers each operation with what a test put down for it.
type scripted map[goipp.Op]*goipp.Message

func (s scripted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var m goipp.Message
	if err := m.Decode(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	io.Copy(io.Discard, r.Body)
	answer, ok := s[goipp.Op(m.Code)]
	if !ok {
		answer = response(goipp.StatusErrorOperationNotSupported)
	}
	answer.Encode(w)
}

// response is an answer without attributes.
func response(status goipp.Status) *goipp.Message {
	m := goipp.NewResponse(goipp.MakeVersion(1, 1), status, 1)
	m.Operation.Add(goipp.MakeAttribute("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttribute("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	return m
}

// printer describes a printer.
func printer(state int, reasons []string, more ...goipp.Attribute) *goipp.Message {
	m := response(goipp.StatusOk)
	m.Printer.Add(goipp.MakeAttribute("printer-state", goipp.TagEnum, goipp.Integer(state)))
	a := goipp.Attribute{Name: "printer-state-reasons"}
	for _, r := range reasons {
		a.Values.Add(goipp.TagKeyword, goipp.String(r))
	}
	m.Printer.Add(a)
	for _, a := range more {
		m.Printer.Add(a)
	}
	return m
}

// job describes a job.
func job(state int, more ...goipp.Attribute) *goipp.Message {
	m := response(goipp.StatusOk)
	m.Job.Add(goipp.MakeAttribute("job-id", goipp.TagInteger, goipp.Integer(7)))
	m.Job.Add(goipp.MakeAttribute("job-state", goipp.TagEnum, goipp.Integer(state)))
	for _, a := range more {
		m.Job.Add(a)
	}
	return m
}

func keyword(name, value string) goipp.Attribute {
	return goipp.MakeAttribute(name, goipp.TagKeyword, goipp.String(value))
}

func tray(value string) goipp.Attribute {
	return goipp.MakeAttribute("printer-input-tray", goipp.TagString, goipp.Binary(value))
}

// against plays a test against fixed answers.
func against(t *testing.T, s scripted, opts ipp.Opts, test func(b bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(serve(t, s, opts)) })
}

func TestConditionsArePlain(t *testing.T) {
	accepting := goipp.MakeAttribute("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(false))
	for name, c := range map[string]struct {
		answer *goipp.Message
		want   []ipp.Condition
		ready  bool
	}{
		"idle":                     {printer(3, []string{"none"}), nil, true},
		"working":                  {printer(4, []string{"none"}), nil, true},
		"empty, as a report":       {printer(3, []string{"media-empty-report"}), []ipp.Condition{ipp.MediaEmpty}, false},
		"empty, as two warnings":   {printer(4, []string{"media-empty-warning", "media-needed-warning"}), []ipp.Condition{ipp.MediaEmpty}, false},
		"jam, without severity":    {printer(5, []string{"media-jam"}), []ipp.Condition{ipp.MediaJam}, false},
		"doors":                    {printer(5, []string{"interlock-open-error", "door-open-error"}), []ipp.Condition{ipp.CoverOpen}, false},
		"low":                      {printer(3, []string{"toner-low-report", "media-low-report"}), []ipp.Condition{ipp.MediaLow, ipp.TonerLow}, true},
		"no toner":                 {printer(5, []string{"marker-supply-empty-error"}), []ipp.Condition{ipp.TonerEmpty}, false},
		"waste full":               {printer(5, []string{"marker-waste-full-error"}), []ipp.Condition{ipp.TonerEmpty}, false},
		"output full":              {printer(5, []string{"output-area-full-warning"}), []ipp.Condition{ipp.OutputFull}, false},
		"tray out":                 {printer(5, []string{"input-tray-missing-error"}), []ipp.Condition{ipp.TrayMissing}, false},
		"hot":                      {printer(4, []string{"fuser-over-temp-warning"}), []ipp.Condition{ipp.Overheated}, false},
		"paused queue":             {printer(5, []string{"paused"}), []ipp.Condition{ipp.Paused}, false},
		"queue without printer":    {printer(3, []string{"offline-report"}), []ipp.Condition{ipp.Disconnected}, false},
		"stopped, unknown why":     {printer(5, []string{"com.example-sleepy-error"}), []ipp.Condition{ipp.Stopped}, false},
		"stopped while toner low":  {printer(5, []string{"toner-low-warning"}), []ipp.Condition{ipp.Stopped, ipp.TonerLow}, false},
		"idle with unknown reason": {printer(3, []string{"cups-waiting-for-job-completed"}), nil, true},
		"takes no jobs":            {printer(3, []string{"none"}, accepting), []ipp.Condition{ipp.Rejecting}, false},
		"one tray empty, A4 in the other": {printer(3, []string{"media-empty-report"},
			tray("type=other;mediafeed=29700;mediaxfeed=21000;maxcapacity=250;level=120;status=0;name=main;")), []ipp.Condition{ipp.MediaEmpty}, true},
		"one tray empty, letters in the other": {printer(3, []string{"media-empty-report"},
			tray("type=other;mediafeed=27940;mediaxfeed=21590;maxcapacity=250;level=120;status=0;name=main;")), []ipp.Condition{ipp.MediaEmpty}, false},
		"one tray empty, some A4 in the other": {printer(3, []string{"media-empty-report"},
			tray("mediafeed=21000;mediaxfeed=29700;level=-3")), []ipp.Condition{ipp.MediaEmpty}, true},
		"one tray empty, nobody knows in the other": {printer(3, []string{"media-empty-report"},
			tray("mediafeed=29700;mediaxfeed=21000;level=-2")), []ipp.Condition{ipp.MediaEmpty}, false},
	} {
		t.Run(name, func(t *testing.T) {
			against(t, scripted{goipp.OpGetPrinterAttributes: c.answer}, ipp.Opts{}, func(b bench) {
				got, err := b.dev.Status(b.Context())
				if err != nil || !slices.Equal(got.Conditions, c.want) || got.IsReady() != c.ready {
					b.Errorf("Status = %v (ready %v), %v; want %v (ready %v)", got.Conditions, got.IsReady(), err, c.want, c.ready)
				}
			})
		})
	}
}

func TestFormatsAreComparedAsMIMETypesAre(t *testing.T) {
	format := func(f string) goipp.Attribute {
		return goipp.MakeAttribute("document-format-supported", goipp.TagMimeType, goipp.String(f))
	}
	for supported, want := range map[string]ipp.Outcome{
		"application/pdf": ipp.Printed, "Application/PDF": ipp.Printed, "application/pdf ;version=1.7": ipp.Printed,
		"application/pdfx": ipp.NotPrinted, "application/postscript": ipp.NotPrinted, "application/octet-stream": ipp.NotPrinted,
	} {
		s := scripted{
			goipp.OpGetPrinterAttributes: printer(3, nil, format(supported)),
			goipp.OpPrintJob:             job(9), goipp.OpGetJobAttributes: job(9),
		}
		against(t, s, ipp.Opts{}, func(b bench) {
			if got, err := b.dev.Print(b.Context(), document, ipp.JobOptions{}); got != want {
				b.Errorf("a printer of %s: %s, %v; want %s", supported, got, err, want)
			}
		})
	}
}

func TestQueueThatRepeatsAnOldFaultIsNotBelieved(t *testing.T) {
	queue := func(behind string) *goipp.Message {
		return printer(3, []string{"media-jam-warning"},
			goipp.MakeAttribute("printer-type", goipp.TagEnum, goipp.Integer(4)),
			goipp.MakeAttribute("device-uri", goipp.TagURI, goipp.String(behind)))
	}
	for name, c := range map[string]struct {
		queue, behind *goipp.Message
		want          string
		ready         bool
		hearsay       bool
	}{
		"its printer is well":           {queue("ipp://behind.example/ipp/print"), printer(3, []string{"none"}), "ready", true, false},
		"its printer is jammed still":   {queue("ipp://behind.example/ipp/print"), printer(4, []string{"media-jam-error"}), "media-jam", false, false},
		"its printer has another fault": {queue("ipp://behind.example/ipp/print"), printer(3, []string{"cover-open"}), "cover-open", false, false},
		"its printer does not answer":   {queue("ipp://behind.example/ipp/print"), nil, "media-jam", true, true},
		"nobody but it can be asked":    {queue("usb://Linli/A4"), printer(3, nil), "media-jam", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					answer := c.queue
					if r.Host == "behind.example:631" {
						answer = c.behind
					}
					if answer == nil {
						http.Error(w, "off", http.StatusBadGateway)
						return
					}
					answer.Encode(w)
				})
				got, err := serve(t, server, ipp.Opts{}).dev.Status(t.Context())
				if err != nil || got.String() != c.want || got.IsReady() != c.ready || got.Hearsay != c.hearsay {
					t.Errorf("Status = %s (ready %v, hearsay %v), %v", got, got.IsReady(), got.Hearsay, err)
				}
			})
		})
	}
}

func TestPausedQueueIsNotReadyWhateverItsPrinterSays(t *testing.T) {
	answer := printer(5, []string{"paused", "media-jam-warning"}, goipp.MakeAttribute("printer-type", goipp.TagEnum, goipp.Integer(4)),
		goipp.MakeAttribute("device-uri", goipp.TagURI, goipp.String("usb://Linli/A4")))
	against(t, scripted{goipp.OpGetPrinterAttributes: answer}, ipp.Opts{}, func(b bench) {
		if s, err := b.dev.Status(b.Context()); err != nil || s.IsReady() {
			b.Errorf("Status = %s, %v", s, err)
		}
	})
}

func TestADayOfPollingLeavesNothingBehind(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.print(b.Context(), ipp.Printed, nil)
		before := runtime.NumGoroutine()
		for minute := range 24 * 60 {
			<-time.After(time.Minute) // fake
			stalled := minute%60 == 59
			b.printer.SetFault(drivertest.IPPStall, stalled)
			if _, err := b.dev.Status(b.Context()); errors.Is(err, ipp.ErrSilent) != stalled || !stalled && err != nil {
				b.Fatalf("minute %d: %v", minute, err)
			}
		}
		b.printer.SetFault(drivertest.IPPStall, false)
		<-time.After(time.Minute) // fake: idle connections are closed
		synctest.Wait()
		if after := runtime.NumGoroutine(); after > before+8 { // the test runner has some that come and go
			b.Errorf("%d goroutines became %d", before, after)
		}
		b.print(b.Context(), ipp.Printed, nil)
	})
}

func TestStatusIsReadableInALog(t *testing.T) {
	s := ipp.Status{Conditions: []ipp.Condition{ipp.CoverOpen, ipp.MediaLow}}
	if s.String() != "cover-open, media-low" || (ipp.Status{}).String() != "ready" {
		t.Errorf("String = %s, %s", s, ipp.Status{})
	}
}

func TestAnswersThatMakeNoSenseAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    error
	}{
		"a web page":     {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>printer</html>") }, ipp.ErrAnswer},
		"nothing":        {func(http.ResponseWriter, *http.Request) {}, ipp.ErrAnswer},
		"no such path":   {http.NotFound, ipp.ErrRefused},
		"elsewhere":      {http.RedirectHandler("http://other.example/", http.StatusFound).ServeHTTP, ipp.ErrRefused},
		"no printer":     {scripted{goipp.OpGetPrinterAttributes: response(goipp.StatusErrorNotFound)}.ServeHTTP, ipp.ErrRefused},
		"no state":       {scripted{goipp.OpGetPrinterAttributes: response(goipp.StatusOk)}.ServeHTTP, ipp.ErrAnswer},
		"state 17":       {scripted{goipp.OpGetPrinterAttributes: printer(17, nil)}.ServeHTTP, ipp.ErrAnswer},
		"out of service": {scripted{goipp.OpGetPrinterAttributes: response(goipp.StatusErrorServiceUnavailable)}.ServeHTTP, ipp.ErrBusy},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := serve(t, c.handler, ipp.Opts{})
				if _, err := b.dev.Status(b.Context()); !errors.Is(err, c.want) {
					b.Errorf("Status = %v, want %v", err, c.want)
				}
				b.print(b.Context(), ipp.NotPrinted, c.want)
			})
		})
	}
}

func TestReasonsOfACompletedJobCount(t *testing.T) {
	for reason, want := range map[string]ipp.Outcome{
		"job-completed-successfully":  ipp.Printed,
		"job-completed-with-warnings": ipp.Printed,
		"processing-to-stop-point":    ipp.Printed, // CUPS says so of good jobs
		"queued-in-device":            ipp.SentUnconfirmed,
		"job-completed-with-errors":   ipp.Uncertain,
	} {
		t.Run(reason, func(t *testing.T) {
			against(t, scripted{
				goipp.OpGetPrinterAttributes: printer(3, []string{"none"}),
				goipp.OpPrintJob:             job(3),
				goipp.OpGetJobAttributes:     job(9, keyword("job-state-reasons", reason)),
			}, ipp.Opts{}, func(b bench) {
				if got, err := b.dev.Print(b.Context(), document, ipp.JobOptions{}); got != want {
					b.Errorf("Print = %s, %v; want %s", got, err, want)
				}
			})
		})
	}
}

func TestJobWithoutANumberIsUncertain(t *testing.T) {
	against(t, scripted{
		goipp.OpGetPrinterAttributes: printer(3, []string{"none"}),
		goipp.OpPrintJob:             response(goipp.StatusOk),
	}, ipp.Opts{}, func(b bench) {
		b.print(b.Context(), ipp.Uncertain, ipp.ErrAnswer)
	})
}

func TestJobThatCannotBeCancelledKeepsTheNextBack(t *testing.T) {
	against(t, scripted{
		goipp.OpGetPrinterAttributes: printer(3, []string{"none"}),
		goipp.OpPrintJob:             job(3),
		goipp.OpGetJobAttributes:     job(5),
		goipp.OpCancelJob:            response(goipp.StatusErrorForbidden),
	}, ipp.Opts{}, func(b bench) {
		start := time.Now()
		b.print(b.Context(), ipp.Uncertain, ipp.ErrStopped)
		if took := time.Since(start); took > 3*time.Minute+30*time.Second {
			b.Errorf("it took %v, more than JobTimeout and three ReplyTimeouts", took)
		}
		b.print(b.Context(), ipp.NotPrinted, ipp.ErrRefused)
	})
}

// vanishing is a line that breaks when a document is to go out.
type vanishing struct{ http.RoundTripper }

func (v vanishing) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.ContentLength > 300 {
		return nil, io.ErrClosedPipe
	}
	return v.RoundTripper.RoundTrip(r)
}

func TestLineThatBreaksBeforeTheDocumentHasNotPrinted(t *testing.T) {
	run(t, drivertest.IPPPrinterOpts{}, ipp.Opts{}, func(b bench) {
		b.client.Transport = vanishing{b.client.Transport}
		dev := b.neighbour(ipp.Opts{})
		big := append(slices.Clone(document), make([]byte, 500)...)
		got, err := dev.Print(b.Context(), big, ipp.JobOptions{})
		if got != ipp.NotPrinted || !errors.Is(err, ipp.ErrSilent) {
			b.Errorf("Print = %s, %v", got, err)
		}
		b.sheets(0)
	})
}

// Whatever the other end says, a document ends in time, and never as printed
// unless a job was completed.
func FuzzAnswers(f *testing.F) {
	for _, m := range []*goipp.Message{printer(3, []string{"none"}), job(9), response(goipp.StatusErrorBusy)} {
		seed, err := m.EncodeBytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		client := &http.Client{Transport: fixed(answer)}
		dev, err := ipp.New("ipp://printer.example/ipp/print", &ipp.Opts{
			Client: client, Poll: time.Millisecond, ReplyTimeout: 5 * time.Millisecond, JobTimeout: 5 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		outcome, err := dev.Print(ctx, document, ipp.JobOptions{})
		if ctx.Err() != nil || (outcome != ipp.Printed && outcome != ipp.SentUnconfirmed) == (err == nil) {
			t.Errorf("Print = %s, %v", outcome, err)
		}
	})
}

// fixed answers everything alike.
type fixed []byte

func (f fixed) RoundTrip(r *http.Request) (*http.Response, error) {
	io.Copy(io.Discard, r.Body)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(f)), Request: r}, nil
}
