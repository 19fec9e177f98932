package content_test

import (
	"testing"

	"linli/cmd/kiosk/internal/content"
	"linli/kiosk/health"
	"linli/sync/wire/linlipb"
)

// results is a notice of the office, invented.
func results(revision uint64, text string) *linlipb.Published {
	return &linlipb.Published{Kind: "notices", Revision: revision, Content: []byte(text), Signature: []byte("office")}
}

const result = `{"listings": [{"listing": "notices", "entries": [{"id": "result-lift", "title": {"zh": "表决结果"}, "lines": []}]}]}`

func TestNoticesOfTheOfficeStandOnWhateverCatalogueIsShown(t *testing.T) {
	d := &disk{}
	k := start(t, d, nil)
	k.takes(t, results(3, result))
	if k.head != "result-lift" {
		t.Errorf("over the catalogue of the program: %q", k.head)
	}
	k.takes(t, edition(t, 4, "第四版"))
	if k.head != "result-lift" || k.last() != "第四版" {
		t.Errorf("over a published one: %q of %q", k.head, k.last())
	}
	for range 8 { // in whatever order kinds are read
		if k = start(t, d, nil); k.head != "result-lift" || k.last() != "第四版" {
			t.Errorf("after a restart: %q of %q", k.head, k.last())
		}
	}
	k.takes(t, results(5, "no notices"))
	if _, complains := k.wrong[health.ContentRefused]; !complains || k.head != "result-lift" {
		t.Errorf("of no use: %v, shows %q", k.wrong, k.head)
	}
	k.takes(t, results(6, ""))
	if k.head == "result-lift" || k.last() != "第四版" {
		t.Errorf("withdrawn: %q of %q", k.head, k.last())
	}
}

func TestNoticesStandOnTheFolderOfTheSettingsToo(t *testing.T) {
	k := start(t, &disk{}, func(o *content.Options) { o.KeepOnly = true })
	k.takes(t, edition(t, 4, "第四版"), results(5, result))
	if k.head != "result-lift" || k.last() != "取号" {
		t.Errorf("%q of %q", k.head, k.last())
	}
}
