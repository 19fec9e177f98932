package console_test

import (
	"strings"
	"testing"

	"linli/kiosk"
	"linli/kiosk/catalogue"
)

// eastside is one invented committee with two grids.
func eastside() catalogue.Places {
	return catalogue.Places{Committees: []catalogue.ResidentsCommittee{{
		ID: "east", Name: kiosk.Text{ZH: "东居委会"}, Grids: []catalogue.Grid{
			{ID: "e1", Name: kiosk.Text{ZH: "第一网格"}, Person: kiosk.Text{ZH: "张示例"}, Phone: "0000-0111"},
			{ID: "e2", Name: kiosk.Text{ZH: "第二网格"}},
		},
	}}}
}

func TestCasesAreNarrowedToAGrid(t *testing.T) {
	base, _ := serveCases(t, &drawer{state: kiosk.CaseSubmitted})
	for query, want := range map[string]int{"": 2, "?grid=e1": 1, "?grid=e2": 0, "?grid=nowhere": 0} {
		_, page, _ := get(t, base+"/cases"+query)
		if n := strings.Count(page, "7W0X-1YBM"); n != want {
			t.Errorf("%q shows %d cases, want %d", query, n, want)
		}
		if !strings.Contains(page, "第二网格") {
			t.Errorf("%q does not offer every grid", query)
		}
	}
	_, page, _ := get(t, base+"/cases?grid=e1")
	if !strings.Contains(page, `value="e1" selected`) || !strings.Contains(page, "<td>第一网格</td>") {
		t.Error("the list does not say which grid it shows")
	}
	if _, page, _ := get(t, base+"/cases"); !strings.Contains(page, "<td>gone</td>") {
		t.Error("a committee that the catalogue knows no more has lost its id")
	}
}

func TestPageOfACaseNamesWhoLooksAfterThePlace(t *testing.T) {
	base, _ := serveCases(t, &drawer{state: kiosk.CaseAccepted})
	_, page, _ := get(t, base+"/cases/"+caseID)
	for _, want := range []string{"东居委会", "第一网格", "张示例", "0000-0111"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
