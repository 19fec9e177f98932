package console_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/sync/office/casework"
	"linli/sync/office/console"
)

// drawer is the casework of a test: one case of an invented resident.
type drawer struct {
	state kiosk.CaseState
	err   error // of Move
}

const caseID = "01KAQ3V5D8Z6P2M9R4T7W0X1YB"

func (d *drawer) Case(id kiosk.CaseID) (casework.Case, error) {
	if id != caseID {
		return casework.Case{}, casework.ErrNoCase
	}
	return casework.Case{
		Case:   kiosk.Case{ID: id, Code: "7W0X-1YBM", Item: "aid", OpenedAt: time.Date(2026, 11, 20, 1, 5, 0, 0, time.UTC)},
		Device: "K1", Who: "张*", State: d.state, Spared: 1, Words: "请<补>材料",
		Where: kiosk.Jurisdiction{Committee: "east", Grid: "e1"},
	}, nil
}

func (d *drawer) List() []casework.Case {
	c, _ := d.Case(caseID)
	newer := c
	newer.State, newer.Where = "of-a-newer-program", kiosk.Jurisdiction{Committee: "gone"}
	return []casework.Case{c, newer}
}

func (d *drawer) Saved() []casework.Case { return nil }

func (d *drawer) Application(context.Context, kiosk.CaseID) (kiosk.Application, kiosk.Resident, error) {
	return kiosk.Application{Answers: []kiosk.Answer{
			{Field: "phone", Value: "0000000001", Source: kiosk.Typed}, {Field: "needs", Value: "food,money", Source: kiosk.Typed},
			{Field: "urgent", Value: catalogue.Yes, Source: kiosk.FromCard}, {Field: "gone", Value: "<b>旧</b>", Source: "x"},
		}}, kiosk.Resident{Kind: kiosk.ResidentCard, Name: "张示例", Number: "000000195001010011"},
		nil
}

func (d *drawer) Move(_ context.Context, id kiosk.CaseID, _ kiosk.CaseState, _ string) (casework.Case, error) {
	if id != caseID {
		return casework.Case{}, casework.ErrNoCase
	}
	return casework.Case{}, d.err
}

func serveCases(t *testing.T, d *drawer) (base string, log *bytes.Buffer) {
	t.Helper()
	log = new(bytes.Buffer)
	h := busyDesk()
	item := catalogue.ServiceItem{Name: kiosk.Text{ZH: "救助"}, TimeLimit: catalogue.TimeLimit{Promised: kiosk.Text{ZH: "五天"}}}
	item.Apply.Fields = []catalogue.Field{
		{ID: "phone", Kind: catalogue.FieldPhone, Label: kiosk.Text{ZH: "电话"}}, {ID: "urgent", Kind: catalogue.FieldYesNo, Label: kiosk.Text{ZH: "急吗"}},
		{ID: "needs", Kind: catalogue.FieldMulti, Label: kiosk.Text{ZH: "需要"}, Choices: []catalogue.Choice{
			{ID: "food", Name: kiosk.Text{ZH: "吃的"}}, {ID: "money", Name: kiosk.Text{ZH: "用的"}}}},
	}
	c, err := console.New(h, h, console.Options{
		Zone: zone, Logger: slog.New(slog.NewTextHandler(log, nil)), Cases: d, Places: eastside,
		Item:        func(kiosk.ItemID) kiosk.Text { return item.Name },
		ServiceItem: func(kiosk.ItemID) (catalogue.ServiceItem, bool) { return item, true },
	})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := c.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL, log
}

func TestListOfCasesNamesNobodyInFull(t *testing.T) {
	base, _ := serveCases(t, &drawer{state: kiosk.CaseSubmitted})
	_, page, _ := get(t, base+"/cases")
	for _, want := range []string{"7W0X-1YBM", "救助", "张*", "已收到，待受理", "五天", "/cases/" + caseID, "of-a-newer-program", "09:05"} {
		if !strings.Contains(page, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	if strings.Contains(page, "张示例") || strings.Contains(page, "0000000001") {
		t.Error("the list tells who it is")
	}
	if _, page, _ := get(t, base+"/"); !strings.Contains(page, `href="/cases?lang=zh"`) {
		t.Error("no way leads from the calling page to the cases")
	}
	if status, _, _ := get(t, serve(t, busyDesk())+"/cases"); status != http.StatusNotFound {
		t.Errorf("an office without casework answers %d", status)
	}
}

func TestPageOfACaseShowsEveryAnswerAndIsLogged(t *testing.T) {
	base, log := serveCases(t, &drawer{state: kiosk.CaseAccepted})
	_, page, _ := get(t, base+"/cases/"+caseID)
	for _, want := range []string{
		"张示例", "000000195001010011", "电话", "0000000001", "吃的、用的", "急吗", "证件读出", "gone", "&lt;b&gt;旧", "请&lt;补&gt;材料",
		"/cases/" + caseID + "/decided", "/cases/" + caseID + "/returned",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page, "/accepted?") {
		t.Error("it can be accepted again")
	}
	if !strings.Contains(log.String(), "case.read") || strings.Contains(log.String(), "示例") {
		t.Errorf("log: %s", log)
	}
	if status, _, _ := get(t, base+"/cases/nobody"); status != http.StatusNotFound {
		t.Errorf("an unknown case answers %d", status)
	}
}

func TestStaffMoveACaseFromItsPage(t *testing.T) {
	for name, c := range map[string]struct {
		path, words string
		err         error
		status      int
		says        string
	}{
		"accepted":        {"/cases/" + caseID + "/accepted", "", nil, http.StatusSeeOther, ""},
		"returned":        {"/cases/" + caseID + "/returned", "请补单据", nil, http.StatusSeeOther, ""},
		"without words":   {"/cases/" + caseID + "/returned", "", casework.ErrNoWords, http.StatusBadRequest, "请写几句话"},
		"colleague first": {"/cases/" + caseID + "/accepted", "写了的", casework.ErrNoMove, http.StatusConflict, "已有同事办过"},
		"disk":            {"/cases/" + caseID + "/accepted", "", errors.New("disk"), http.StatusServiceUnavailable, ""},
		"unknown case":    {"/cases/x/accepted", "", nil, http.StatusNotFound, ""},
	} {
		base, _ := serveCases(t, &drawer{state: kiosk.CaseSubmitted, err: c.err})
		status, page := post(t, base+c.path, url.Values{"words": {c.words}})
		if status != c.status || !strings.Contains(page, c.says) {
			t.Errorf("%s: status %d, lacks %q", name, status, c.says)
		}
	}
}
