package desk_test

import (
	"context"
	"testing"
	"time"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
	"linli/sync/wire/linlipb"
)

// drawer knows one case.
type drawer struct{ casework.Case }

func (d drawer) ByCode(text string) (casework.Case, error) {
	if text != d.Code {
		return casework.Case{}, casework.ErrNoCase
	}
	return d.Case, nil
}

func (d drawer) Of(kind kiosk.DocumentKind, number kiosk.Private) []casework.Case {
	if kind != kiosk.ResidentCard || number != "000000195001010011" { // invented
		return nil
	}
	return []casework.Case{d.Case}
}

func (d drawer) IsOf(_ casework.Case, kind kiosk.DocumentKind, number kiosk.Private) bool {
	return len(d.Of(kind, number)) > 0
}

func (d drawer) Resume(_ context.Context, code string, kind kiosk.DocumentKind, number kiosk.Private) (casework.Case, kiosk.Application, error) {
	if code != d.Code || len(d.Of(kind, number)) == 0 {
		return casework.Case{}, kiosk.Application{}, casework.ErrNoCase
	}
	return d.Case, kiosk.Application{Answers: []kiosk.Answer{{Field: "phone", Value: "0000000001", Source: kiosk.Typed}}}, nil
}

func (d drawer) PaperOf(context.Context, casework.Case) (casework.Paper, error) {
	return casework.Paper{Serial: "S-1", PDF: []byte("%PDF")}, nil
}

func TestPaperGoesToTheCardOfItsApplicantAlone(t *testing.T) {
	d, _ := open(t, &lobby{hall.State{}})
	d.AskCases(drawer{casework.Case{Case: kiosk.Case{ID: "C1", Code: "7W0X-1YBM"}}})
	for number, want := range map[string]string{"000000195001010011": "S-1", "000000199003070110": "", "": ""} { // invented
		got, err := d.Document(t.Context(), connect.NewRequest(&linlipb.DocumentRequest{
			Device: "K1", Code: "7W0X-1YBM", DocumentKind: string(kiosk.ResidentCard), Number: number}))
		if err != nil || got.Msg.GetSerial() != want || (len(got.Msg.GetPdf()) > 0) != (want != "") {
			t.Errorf("card %s: %v, %v", number, got, err)
		}
		list, err := d.CasesOf(t.Context(), connect.NewRequest(&linlipb.CasesOfRequest{Device: "K1", DocumentKind: string(kiosk.ResidentCard), Number: number}))
		if err != nil || (len(list.Msg.GetCases()) == 1) != (want != "") {
			t.Errorf("card %s: %v, %v", number, list, err)
		}
	}
}

func TestCaseIsFoundByItsCode(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	d, _ := open(t, &lobby{hall.State{}})
	ask := func(code string) string {
		got, err := d.CaseStatus(t.Context(), connect.NewRequest(&linlipb.CaseStatusRequest{Device: "K1", Code: code}))
		if err != nil {
			t.Fatal(err)
		}
		return got.Msg.String()
	}
	nothing := (&linlipb.CaseStatusResponse{}).String()
	if got := ask("7W0X-1YBM"); got != nothing {
		t.Errorf("without casework: %s", got)
	}
	c := casework.Case{Case: kiosk.Case{Code: "7W0X-1YBM", Item: "aid", OpenedAt: at}, Who: "张*", State: kiosk.CaseReturned, Words: "请补材料", MovedAt: at.Add(time.Hour)}
	d.AskCases(drawer{c})
	want := &linlipb.CaseStatusResponse{State: "returned", Item: "aid", Words: "请补材料", Code: "7W0X-1YBM", OpenedMs: at.UnixMilli(), MovedMs: at.Add(time.Hour).UnixMilli()}
	if got := ask("7W0X-1YBM"); got != want.String() {
		t.Errorf("got %s, want %s", got, want)
	}
	d.AskDues(func(c casework.Case) (casework.Due, bool) {
		return casework.Due{On: "2026-12-11"}, c.Code == "7W0X-1YBM"
	})
	want.Due = "2026-12-11"
	if got := ask("7W0X-1YBM"); got != want.String() {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := ask("7W0X-1YBX"); got != nothing {
		t.Errorf("a mistyped code: %s", got)
	}
}
