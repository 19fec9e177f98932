package drivertest

import (
	"bufio"
	"io"
	"net/http"
	"slices"
	"strings"
)

// Operation codes (RFC 8011, 5.4.15).
const (
	ippPrintJob             = 0x0002
	ippCancelJob            = 0x0008
	ippGetJobAttributes     = 0x0009
	ippGetJobs              = 0x000A
	ippGetPrinterAttributes = 0x000B
)

// Status codes (RFC 8011, appendix B).
const (
	ippOK           = 0x0000
	ippBadRequest   = 0x0400
	ippNotPossible  = 0x0404
	ippNotFound     = 0x0406
	ippBadFormat    = 0x040A
	ippNotSupported = 0x0501
	ippServerBusy   = 0x0507
)

// ServeHTTP answers one request (RFC 8010, 4).
func (p *IPPPrinter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/ipp" {
		http.Error(w, "IPP is posted", http.StatusBadRequest)
		return
	}
	in := bufio.NewReader(r.Body)
	m, err := readIPPRequest(in)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	document, err := io.ReadAll(in)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.operations = append(p.operations, m.operation)
	stalled, dropped := p.faults[IPPStall], p.faults[IPPDrop] && m.operation == ippPrintJob
	p.mu.Unlock()
	if stalled {
		select {
		case <-r.Context().Done():
		case <-p.ctx.Done():
		}
		return
	}
	answer := p.answer(m, document)
	if dropped {
		breakLine(w)
		return
	}
	w.Header().Set("Content-Type", "application/ipp")
	_, _ = w.Write(append(answer.bytes, ippEnd))
}

// breakLine breaks the line under an answer.
func breakLine(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// answer performs a request.
func (p *IPPPrinter) answer(m ippRequest, document []byte) *ippResponse {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !m.isWellFormed() {
		return newIPPResponse(m, ippBadRequest)
	}
	switch m.operation {
	case ippGetPrinterAttributes:
		return p.describe(m)
	case ippPrintJob:
		return p.take(m, document)
	case ippGetJobs:
		return p.list(m)
	case ippGetJobAttributes, ippCancelJob:
		number := m.integer(ippOperationGroup, "job-id")
		if p.faults[IPPForget] || number < 1 || number > len(p.jobs) {
			return newIPPResponse(m, ippNotFound)
		}
		j := p.jobs[number-1]
		if m.operation == ippCancelJob {
			return p.cancel(m, j)
		}
		r := newIPPResponse(m, ippOK)
		p.tell(r, j)
		return r
	}
	return newIPPResponse(m, ippNotSupported)
}

// take accepts a document or refuses it.
func (p *IPPPrinter) take(m ippRequest, document []byte) *ippResponse {
	if p.faults[IPPBusy] {
		return newIPPResponse(m, ippServerBusy)
	}
	s := Sheet{
		Job:      len(p.jobs) + 1,
		Name:     m.text(ippOperationGroup, ippName, "job-name"),
		User:     m.text(ippOperationGroup, ippName, "requesting-user-name"),
		Format:   m.text(ippOperationGroup, ippMIMEType, "document-format"),
		Media:    m.text(ippJobGroup, ippKeyword, "media"),
		Sides:    m.text(ippJobGroup, ippKeyword, "sides"),
		Copies:   m.integer(ippJobGroup, "copies"),
		Document: document,
	}
	if !slices.Contains(p.opts.Formats, s.Format) {
		return newIPPResponse(m, ippBadFormat)
	}
	j := &ippJob{sheet: s, state: ippPending, reason: "job-incoming"}
	p.jobs = append(p.jobs, j)
	p.wake()
	r := newIPPResponse(m, ippOK)
	p.tell(r, j)
	return r
}

// cancel ends a job: at once when it has not begun, and after the sheet when
// it has.
func (p *IPPPrinter) cancel(m ippRequest, j *ippJob) *ippResponse {
	switch {
	case j.state >= ippCanceled:
		return newIPPResponse(m, ippNotPossible)
	case j.state == ippProcessing:
		j.leaving, j.reason = true, "processing-to-stop-point"
	default:
		j.state, j.reason = ippCanceled, "job-canceled-by-user"
	}
	p.wake()
	return newIPPResponse(m, ippOK)
}

// list answers Get-Jobs with what is not over. Like some printers it ignores
// my-jobs.
func (p *IPPPrinter) list(m ippRequest) *ippResponse {
	r := newIPPResponse(m, ippOK)
	for _, j := range p.open() {
		p.tell(r, j)
	}
	return r
}

// tell appends what a job is (RFC 8011, 5.3).
func (p *IPPPrinter) tell(r *ippResponse, j *ippJob) {
	r.begin(ippJobGroup)
	r.integer(ippInteger, "job-id", j.sheet.Job)
	r.integer(ippEnum, "job-state", j.state)
	r.texts(ippKeyword, "job-state-reasons", j.reason)
	r.texts(ippName, "job-originating-user-name", j.sheet.User)
	if j.began {
		r.integer(ippInteger, "time-at-processing", 1)
	} else {
		r.add(ippNoValue, "time-at-processing", nil)
	}
	if !p.opts.Uncounted {
		r.integer(ippInteger, "job-impressions-completed", j.paper)
	}
}

// describe appends what the printer is (RFC 8011, 5.4), with suffixes as real
// printers choose them.
func (p *IPPPrinter) describe(m ippRequest) *ippResponse {
	r := newIPPResponse(m, ippOK)
	r.begin(ippPrinterGroup)
	state, suffix := ippPrinterIdle, "-report"
	if p.working() != nil {
		state, suffix = ippPrinterProcessing, "-warning"
	}
	var reasons []string
	for _, f := range []IPPFault{IPPMediaEmpty, IPPMediaJam, IPPCoverOpen, IPPTonerLow} {
		if p.faults[f] {
			reasons = append(reasons, string(f)+suffix)
		}
	}
	if p.faults[IPPMediaEmpty] && p.working() != nil {
		reasons = append(reasons, "media-needed"+suffix)
	}
	if reasons == nil {
		reasons = []string{"none"}
	}
	r.integer(ippEnum, "printer-state", state)
	r.texts(ippKeyword, "printer-state-reasons", reasons...)
	r.boolean("printer-is-accepting-jobs", true)
	r.texts(ippText, "printer-make-and-model", p.opts.Model)
	if !p.opts.Secretive {
		r.texts(ippMIMEType, "document-format-supported", p.opts.Formats...)
	}
	if p.opts.DeviceURI != "" {
		r.integer(ippEnum, "printer-type", 4)
		if !strings.HasPrefix(p.opts.DeviceURI, "hidden:") {
			r.texts(ippURI, "device-uri", p.opts.DeviceURI)
		}
	}
	return r
}
