package kiosk_test

import (
	"strings"
	"testing"

	"linli/kiosk"
)

const someCase = kiosk.CaseID("01KAQ3V5D8Z6P2M9R4T7W0X1YB")

func TestCodeOfACaseIsReadAsPeopleWriteIt(t *testing.T) {
	code := kiosk.CaseCode(someCase)
	if len(code) != 9 || code[4] != '-' || !strings.HasPrefix(strings.ReplaceAll(code, "-", ""), "7W0X1YB"[:7]) {
		t.Fatalf("code %q", code)
	}
	for _, written := range []string{code, strings.ToLower(code), strings.ReplaceAll(code, "-", " "), strings.Replace(code, "0", "O", 1), strings.Replace(code, "1", "l", 1)} {
		if got, ok := kiosk.ParseCaseCode(written); !ok || got != code {
			t.Errorf("%q is read as %q, %v", written, got, ok)
		}
	}
	for _, id := range []kiosk.CaseID{"", "short", "01KAQ3V5D8Z6P2M9R4T7W0X1YU"} {
		if code := kiosk.CaseCode(id); code != "" {
			t.Errorf("%q has the code %q", id, code)
		}
	}
}

func TestMistypedCodeOfACaseShows(t *testing.T) {
	code := strings.ReplaceAll(kiosk.CaseCode(someCase), "-", "")
	for i := range code {
		for _, digit := range "0123456789ABCDEFGHJKMNPQRSTVWXYZ" {
			wrong := code[:i] + string(digit) + code[i+1:]
			if _, ok := kiosk.ParseCaseCode(wrong); ok && wrong != code {
				t.Errorf("%s passes for %s", wrong, code)
			}
		}
		if i > 0 && code[i] != code[i-1] {
			wrong := code[:i-1] + string(code[i]) + string(code[i-1]) + code[i+1:]
			if _, ok := kiosk.ParseCaseCode(wrong); ok {
				t.Errorf("%s passes for %s", wrong, code)
			}
		}
	}
	for _, wrong := range []string{"", code[1:], code + "0", "UUUUUUUU", "邻里邻里"} {
		if _, ok := kiosk.ParseCaseCode(wrong); ok {
			t.Errorf("%q passes", wrong)
		}
	}
}

func TestCaseComesToAnEnd(t *testing.T) {
	for _, s := range []kiosk.CaseState{kiosk.CaseSubmitted, kiosk.CaseAccepted, kiosk.CaseReturned} {
		if len(s.Moves()) == 0 {
			t.Errorf("nothing can be done with a case that is %s", s)
		}
	}
	if len(kiosk.CaseDecided.Moves()) > 0 {
		t.Error("a decided case can be moved")
	}
}
