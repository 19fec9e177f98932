package ipp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/OpenPrinting/goipp"
)

// longestAnswer bounds an answer in bytes. Printers with every attribute stay
// below 100 KiB.
const longestAnswer = 1 << 20

// request begins a request with the operation attributes every one has to
// have, in this order.
//
// RFC 8011, 4.1.4.1: attributes-charset first, attributes-natural-language
// second; 4.1.5: then the target, printer-uri, and with it job-id;
// 4.1.6: requesting-user-name. Version 1.1 is understood by every printer
// (RFC 8011, 4.1.8).
func (d *Dev) request(op goipp.Op, job jobID) *goipp.Message {
	m := goipp.NewRequest(goipp.MakeVersion(1, 1), op, 1)
	add := func(name string, tag goipp.Tag, v goipp.Value) {
		m.Operation.Add(goipp.MakeAttribute(name, tag, v))
	}
	add("attributes-charset", goipp.TagCharset, goipp.String("utf-8"))
	add("attributes-natural-language", goipp.TagLanguage, goipp.String("en"))
	add("printer-uri", goipp.TagURI, goipp.String(d.uri))
	if job != 0 {
		add("job-id", goipp.TagInteger, goipp.Integer(job))
	}
	if d.opts.User != "" {
		add("requesting-user-name", goipp.TagName, goipp.String(d.opts.User))
	}
	return m
}

// wanted names the attributes the answer should hold (RFC 8011, 4.2.5.1 and
// 4.3.4.1, requested-attributes).
func wanted(m *goipp.Message, names ...string) {
	a := goipp.Attribute{Name: "requested-attributes"}
	for _, name := range names {
		a.Values.Add(goipp.TagKeyword, goipp.String(name))
	}
	m.Operation.Add(a)
}

// exchange posts a request, with a document behind it if there is one, and
// returns the answer. sent counts document bytes that were taken on their way.
// It blocks until ctx is done. Errors wrap ErrSilent, ErrAnswer, ErrBusy,
// ErrRefused or the cause of ctx's end.
//
// RFC 8010, 3 and 4: the message, then the data, in the body of an HTTP POST
// of type application/ipp.
func (d *Dev) exchange(ctx context.Context, m *goipp.Message, document []byte) (answer goipp.Message, sent int64, err error) {
	head, err := m.EncodeBytes()
	if err != nil {
		return goipp.Message{}, 0, fmt.Errorf("%w: request: %w", ErrRefused, err)
	}
	body := &counted{r: bytes.NewReader(document)}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.endpoint, io.MultiReader(bytes.NewReader(head), body))
	if err != nil {
		return goipp.Message{}, 0, fmt.Errorf("ipp: request: %w", err)
	}
	r.ContentLength = int64(len(head) + len(document))
	r.Header.Set("Content-Type", "application/ipp")
	resp, err := d.opts.Client.Do(r)
	if err != nil {
		return goipp.Message{}, body.n.Load(), silence(ctx, err)
	}
	defer resp.Body.Close()
	answer, err = read(ctx, resp)
	return answer, body.n.Load(), err
}

// read takes an answer apart.
func read(ctx context.Context, resp *http.Response) (goipp.Message, error) {
	if resp.StatusCode != http.StatusOK {
		return goipp.Message{}, fmt.Errorf("%w: HTTP %d", ErrRefused, resp.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer))
	if err != nil {
		return goipp.Message{}, silence(ctx, err)
	}
	var m goipp.Message
	if err := m.DecodeBytes(data); err != nil {
		return goipp.Message{}, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	return m, verdict(goipp.Status(m.Code), text(m.Operation, "status-message"))
}

// verdict turns a status code into an error (RFC 8011, appendix B: below
// 0x0100 successful).
func verdict(status goipp.Status, message string) error {
	switch {
	case status < 0x0100:
		return nil
	case status == goipp.StatusErrorBusy, status == goipp.StatusErrorTooManyJobs,
		status == goipp.StatusErrorServiceUnavailable, status == goipp.StatusErrorTemporary,
		status == goipp.StatusErrorNotAcceptingJobs:
		return fmt.Errorf("%w: %s %s", ErrBusy, status, message)
	case status == goipp.StatusErrorNotFound, status == goipp.StatusErrorGone:
		return fmt.Errorf("%w: %w: %s", ErrRefused, errUnknown, status)
	}
	return fmt.Errorf("%w: %s %s", ErrRefused, status, message)
}

// errUnknown marks a printer or job the other end does not have.
var errUnknown = errors.New("not found")

// silence says why nothing came back: because ctx ended, or the line.
func silence(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("ipp: waiting for an answer: %w", context.Cause(ctx))
	}
	return fmt.Errorf("%w: %w", ErrSilent, err)
}

// ask is one exchange without a document, within ReplyTimeout. Halt reaches it
// through ctx alone: jobs are cancelled after Halt too.
func (d *Dev) ask(ctx context.Context, m *goipp.Message) (goipp.Message, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, d.opts.ReplyTimeout, ErrSilent)
	defer cancel()
	answer, _, err := d.exchange(ctx, m, nil)
	return answer, err
}

// counted counts what was read from a document.
type counted struct {
	r *bytes.Reader
	n atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// values returns the values of an attribute, nil when there is none.
func values(group goipp.Attributes, name string) goipp.Values {
	for _, a := range group {
		if a.Name == name {
			return a.Values
		}
	}
	return nil
}

// texts returns the textual values of an attribute, octet strings among them.
func texts(group goipp.Attributes, name string) []string {
	var found []string
	for _, v := range values(group, name) {
		switch v := v.V.(type) {
		case goipp.String:
			found = append(found, string(v))
		case goipp.TextWithLang:
			found = append(found, v.Text)
		case goipp.Binary: // octetString
			found = append(found, string(v))
		}
	}
	return found
}

// text returns the first textual value of an attribute, or "".
func text(group goipp.Attributes, name string) string {
	if found := texts(group, name); len(found) > 0 {
		return found[0]
	}
	return ""
}

// integer returns the first value of an attribute of integers or enums. It
// reports false for one that is absent or out-of-band: "no-value", "unknown".
func integer(group goipp.Attributes, name string) (int, bool) {
	for _, v := range values(group, name) {
		if n, ok := v.V.(goipp.Integer); ok {
			return int(n), true
		}
	}
	return 0, false
}
