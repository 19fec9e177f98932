package visitplay

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"linli/kiosk"
)

// callWithin bounds each call to the lobby and to the office.
const callWithin = 5 * time.Second

// answerLimit bounds what is read from an answer, in bytes.
const answerLimit = 32 << 20

// Lobby is the simulated lobby seen through its HTTP API.
type Lobby struct{ at remote }

// LobbyAt reaches the lobby at base, for example "http://127.0.0.1:8481".
func LobbyAt(base string) *Lobby { return &Lobby{remote{base}} }

// Lay puts a specimen card ("A" to "D") on the reader.
func (l *Lobby) Lay(ctx context.Context, card string) error {
	return l.at.post(ctx, "/api/card/lay", url.Values{"card": {card}})
}

// Lift takes the card off the reader.
func (l *Lobby) Lift(ctx context.Context) error { return l.at.post(ctx, "/api/card/lift", nil) }

// CardFault sets a fault of the card module by its name; "none" ends it.
func (l *Lobby) CardFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/card/fault", url.Values{"f": {fault}})
}

// PrinterFault sets a fault of the printer by its name; "none" ends all.
func (l *Lobby) PrinterFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/printer/fault", url.Values{"f": {fault}})
}

// TakePaper takes the papers out of the tray.
func (l *Lobby) TakePaper(ctx context.Context) error { return l.at.post(ctx, "/api/printer/take", nil) }

// ShowCode holds a code before the QR scanner.
func (l *Lobby) ShowCode(ctx context.Context, text string) error {
	return l.at.post(ctx, "/api/qr/show", url.Values{"text": {text}})
}

// QRFault sets a fault of the QR scanner by its name; "none" ends it.
func (l *Lobby) QRFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/qr/fault", url.Values{"f": {fault}})
}

// LayNFC puts community cards on their reader in the place of those that lie
// there, by their UIDs in hexadecimal.
func (l *Lobby) LayNFC(ctx context.Context, uids ...string) error {
	return l.at.post(ctx, "/api/nfc/lay", url.Values{"uid": uids})
}

// LiftNFC takes them off.
func (l *Lobby) LiftNFC(ctx context.Context) error { return l.at.post(ctx, "/api/nfc/lift", nil) }

// NFCFault sets a fault of the community card reader by its name; "none" ends
// it.
func (l *Lobby) NFCFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/nfc/fault", url.Values{"f": {fault}})
}

// Approach puts somebody before the terminal, or takes them away.
func (l *Lobby) Approach(ctx context.Context, present bool) error {
	return l.at.post(ctx, "/api/lines/presence", url.Values{"on": {strconv.FormatBool(present)}})
}

// OpenDoor opens the cabinet's door, or shuts it.
func (l *Lobby) OpenDoor(ctx context.Context, open bool) error {
	return l.at.post(ctx, "/api/lines/door", url.Values{"on": {strconv.FormatBool(open)}})
}

// LinesFault sets a fault of the I/O board by its name; "none" ends it.
func (l *Lobby) LinesFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/lines/fault", url.Values{"f": {fault}})
}

// Lamp is one lamp as the I/O board was told.
type Lamp struct {
	Lit      bool `json:"lit"`
	Blinking bool `json:"blinking"`
}

// Lamps is what hangs on the I/O board's outputs.
type Lamps struct {
	Card   Lamp `json:"card"`
	Paper  Lamp `json:"paper"`
	Status Lamp `json:"status"`
	Beeps  int  `json:"beeps"` // of the buzzer since the lobby was opened
}

// Lamps tells which lamps are lit.
func (l *Lobby) Lamps(ctx context.Context) (Lamps, error) {
	var state struct {
		Lines Lamps `json:"lines"`
	}
	err := l.at.read(ctx, "/api/state", &state)
	return state.Lines, err
}

// A4Fault sets a fault of the A4 printer by its name; "none" ends all.
func (l *Lobby) A4Fault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/a4/fault", url.Values{"f": {fault}})
}

// A4Pages tells how many documents have come out of the A4 printer since the
// lobby was opened.
func (l *Lobby) A4Pages(ctx context.Context) (int, error) {
	var state struct {
		A4 struct {
			Pages int `json:"pages"`
		} `json:"a4"`
	}
	err := l.at.read(ctx, "/api/state", &state)
	return state.A4.Pages, err
}

// A4Page returns document n, from 1 in the order they came out, as the printer
// received it.
func (l *Lobby) A4Page(ctx context.Context, n int) ([]byte, error) {
	return l.at.do(ctx, http.MethodGet, fmt.Sprintf("/api/a4/page/%d.pdf", n), nil)
}

// CutLine cuts the line between terminal and office.
func (l *Lobby) CutLine(ctx context.Context) error { return l.at.post(ctx, "/api/line/cut", nil) }

// JoinLine joins it again.
func (l *Lobby) JoinLine(ctx context.Context) error { return l.at.post(ctx, "/api/line/join", nil) }

// Pay is the resident's telephone: it pays the newest code of the simulated
// payment provider.
func (l *Lobby) Pay(ctx context.Context) error { return l.at.post(ctx, "/api/till/pay", nil) }

// TillFault begins a fault of the payment provider: slow, lost, or none.
func (l *Lobby) TillFault(ctx context.Context, fault string) error {
	return l.at.post(ctx, "/api/till/fault", url.Values{"f": {fault}})
}

// Till is what the simulated payment provider knows.
type Till struct {
	Orders int    `json:"orders"`
	Paid   int    `json:"paid"` // of them
	Latest string `json:"latest"`
}

// Till tells what the simulated payment provider knows.
func (l *Lobby) Till(ctx context.Context) (Till, error) {
	var state struct {
		Till Till `json:"till"`
	}
	err := l.at.read(ctx, "/api/state", &state)
	return state.Till, err
}

// Unplug pulls the cable of a device: "idcard", "printer", "qrscan", "nfc",
// "lines" or "a4".
func (l *Lobby) Unplug(ctx context.Context, device string) error {
	return l.at.post(ctx, "/api/unplug", url.Values{"device": {device}})
}

// Replug puts it back.
func (l *Lobby) Replug(ctx context.Context, device string) error {
	return l.at.post(ctx, "/api/replug", url.Values{"device": {device}})
}

// PaperText is what can be read on one paper.
type PaperText struct {
	Lines []string `json:"lines"`
	QR    []string `json:"qr"`
	Cut   bool     `json:"cut"`
}

// Papers tells how many papers have come out since the lobby was opened.
func (l *Lobby) Papers(ctx context.Context) (int, error) {
	var state struct {
		Papers int `json:"papers"`
	}
	err := l.at.read(ctx, "/api/state", &state)
	return state.Papers, err
}

// Paper returns what can be read on paper n, from 1 in the order they came out.
func (l *Lobby) Paper(ctx context.Context, n int) (PaperText, error) {
	var p PaperText
	err := l.at.read(ctx, fmt.Sprintf("/api/paper/%d.json", n), &p)
	return p, err
}

// PaperPNG returns paper n as a PNG picture.
func (l *Lobby) PaperPNG(ctx context.Context, n int) ([]byte, error) {
	return l.at.do(ctx, http.MethodGet, fmt.Sprintf("/api/paper/%d.png", n), nil)
}

// Office is the street office seen through its JSON for machines.
type Office struct{ at remote }

// OfficeAt reaches the office at base, for example "http://127.0.0.1:8480".
func OfficeAt(base string) *Office { return &Office{remote{base}} }

// OfficeTicket is one ticket as the office lists it. It names no person.
type OfficeTicket struct {
	ID           string             `json:"id"`
	Visit        kiosk.VisitID      `json:"visit"`
	Number       string             `json:"number"`
	Prefix       string             `json:"prefix"`
	Device       kiosk.DeviceID     `json:"device"`
	Seq          uint64             `json:"seq"`
	DocumentKind kiosk.DocumentKind `json:"documentKind"` // empty from an office that does not tell
	PrintOutcome kiosk.PrintState   `json:"printOutcome"`
	ReceivedAt   time.Time          `json:"receivedAt"`
}

// Tickets returns the tickets that stand at the office.
func (o *Office) Tickets(ctx context.Context) ([]OfficeTicket, error) {
	var all []OfficeTicket
	err := o.at.read(ctx, "/api/tickets", &all)
	return all, err
}

// CaseID returns the id of the case with that code. It waits until the record
// has come to the office, or ctx ends.
func (o *Office) CaseID(ctx context.Context, code string) (string, error) {
	tick := time.NewTicker(officeEvery)
	defer tick.Stop()
	for {
		list, err := o.at.do(ctx, http.MethodGet, "/cases", nil)
		if err != nil {
			return "", err
		}
		if id, found := linkOf(string(list), code); found {
			return id, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("visitplay: case %s at the office: %w", code, context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// linkOf finds the id that the text code leads to on the page of cases.
func linkOf(list, code string) (id string, found bool) {
	before, _, found := strings.Cut(list, ">"+code+"<")
	if !found {
		return "", false
	}
	const link = `href="/cases/`
	at := strings.LastIndex(before, link)
	if at < 0 {
		return "", false
	}
	id, _, _ = strings.Cut(before[at+len(link):], `"`)
	id, _, _ = strings.Cut(id, "?")
	return id, true
}

// MoveCase does what staff do on the page of a case: words are for the
// resident, and a certificate is made out when it is decided.
func (o *Office) MoveCase(ctx context.Context, id string, to kiosk.CaseState, words string) error {
	form := url.Values{"words": {words}}
	if to == kiosk.CaseDecided {
		form.Set("certificate", "1")
	}
	return o.at.post(ctx, "/cases/"+id+"/"+string(to), form)
}

// Healthy returns nil when the office answers that it is well.
func (o *Office) Healthy(ctx context.Context) error {
	_, err := o.at.do(ctx, http.MethodGet, "/healthz", nil)
	return err
}

// remote is one HTTP server of ours on this machine.
type remote struct{ base string }

func (r remote) post(ctx context.Context, path string, query url.Values) error {
	_, err := r.do(ctx, http.MethodPost, path, query)
	return err
}

func (r remote) read(ctx context.Context, path string, into any) error {
	body, err := r.do(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("visitplay: %s%s: %w", r.base, path, err)
	}
	return nil
}

func (r remote) do(ctx context.Context, method, path string, query url.Values) ([]byte, error) {
	ctx, stop := context.WithTimeout(ctx, callWithin)
	defer stop()
	where := r.base + path
	if len(query) > 0 {
		where += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, where, nil)
	if err != nil {
		return nil, fmt.Errorf("visitplay: %s: %w", where, err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("visitplay: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if err != nil {
		return nil, fmt.Errorf("visitplay: %s: %w", where, err)
	}
	if resp.StatusCode >= 300 {
		return nil, fmt.Errorf("visitplay: %s: %s: %.200s", where, resp.Status, body)
	}
	return body, nil
}
