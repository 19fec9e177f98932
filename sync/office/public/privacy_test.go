package public_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"linli/kiosk"
	"linli/sync/wire/linlipb"
)

// resident has a word of its own in every field that a record has, so that each
// is found where it does not belong. Nobody is called that.
func resident() *linlipb.Resident {
	r := &linlipb.Resident{}
	m := r.ProtoReflect()
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		if f := fields.Get(i); f.Kind() == protoreflect.StringKind && !f.IsList() {
			m.Set(f, protoreflect.ValueOfString(fmt.Sprintf("%s示例RESIDENT%d", strings.Repeat("某", i+1), i)))
		}
	}
	return r
}

// TestNothingOfAResidentStandsOnAnyPage fills every field of a person in the
// ledger, and what staff and the resident wrote, and looks for it on all pages
// in both languages.
func TestNothingOfAResidentStandsOnAnyPage(t *testing.T) {
	if got := resident(); got.GetName() == "" || got.GetNumber() == "" {
		t.Fatalf("fields are missing: %v", got)
	}
	s := open(t)
	s.take(1, first, "A001")
	s.take(2, second, "A002")
	s.call(1, first)
	code := s.handIn()
	for i, state := range []kiosk.CaseState{kiosk.CaseSubmitted, kiosk.CaseAccepted, kiosk.CaseReturned, kiosk.CaseDecided} {
		if state != kiosk.CaseSubmitted {
			s.move(uint64(i), &linlipb.CaseMoved{State: string(state), Words: "WRITTEN-BY-STAFF"})
		}
		for _, path := range []string{"/", "/C", "/C/" + code, "/T/" + first, "/T/" + second, "/N", "/N/notices", "/N/notices/water", "/G", "/G/meals"} {
			for _, lang := range []string{"zh", "en"} {
				status, page, header := s.ask(http.MethodGet, path+"?lang="+lang)
				if status != http.StatusOK {
					t.Fatalf("%s answers %d", path, status)
				}
				said := page + fmt.Sprint(header)
				// 某 also stands in a masked name.
				for _, secret := range []string{"RESIDENT", "某", "ANSWERED", "WRITTEN", string(caseID)} {
					if strings.Contains(said, secret) {
						t.Errorf("%s of a %s case tells %s:\n%s", path, state, secret, said)
					}
				}
			}
		}
	}
}
