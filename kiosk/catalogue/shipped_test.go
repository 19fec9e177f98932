package catalogue_test

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"linli/assets"
	"linli/internal/config"
	"linli/kiosk"
	"linli/kiosk/catalogue"
)

func shipped(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestShippedItemsSpeakBothLanguages(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for _, i := range shipped(t).Items {
		texts := slices.Concat(i.Conditions, i.Materials, i.Procedure, []kiosk.Text{
			i.Name, i.Hint, i.TimeLimit.Statutory, i.TimeLimit.Promised, i.Fee, i.Result, i.Basis, i.Post,
		}, applied(i.Apply))
		for _, text := range texts {
			if text.EN == "" || han.MatchString(text.EN) {
				t.Errorf("%s: %q has no English, or Chinese in it: %q", i.ID, text.ZH, text.EN)
			}
			if !han.MatchString(text.ZH) {
				t.Errorf("%s: %q is not Chinese", i.ID, text.ZH)
			}
		}
	}
}

// applied are the words of an application.
func applied(a catalogue.Apply) []kiosk.Text {
	if !a.Offered() {
		return nil
	}
	texts := []kiosk.Text{a.Next}
	if a.Consent != (kiosk.Text{}) {
		texts = append(texts, a.Consent)
	}
	for _, f := range a.Fields {
		texts = append(texts, f.Label)
		if f.Help != (kiosk.Text{}) {
			texts = append(texts, f.Help)
		}
		for _, c := range f.Choices {
			texts = append(texts, c.Name)
		}
	}
	return texts
}

func TestShippedPicturesExist(t *testing.T) {
	c := shipped(t)
	var used []string
	for _, e := range c.Entries {
		used = append(used, e.Icon)
	}
	for _, g := range c.Groups {
		used = append(used, g.Icon)
	}
	for _, i := range c.Items {
		used = append(used, i.Icon)
	}
	for _, icon := range used {
		if _, err := fs.Stat(assets.FS, "icons/"+icon+".path"); err != nil {
			t.Errorf("no picture is called %q: %v", icon, err)
		}
	}
}

func TestShippedTelephoneNumbersAreInvented(t *testing.T) {
	invented := regexp.MustCompile(`^0000-\d{4}$`)
	for _, i := range shipped(t).Items {
		if !invented.MatchString(i.Phone) {
			t.Errorf("%s: %s may be somebody's number", i.ID, i.Phone)
		}
	}
}

func TestEveryShippedCounterHasWork(t *testing.T) {
	c := shipped(t)
	for _, k := range c.Counters {
		if !slices.ContainsFunc(c.Items, func(i catalogue.ServiceItem) bool { return i.Counter == k.ID }) {
			t.Errorf("counter %s serves no item", k.ID)
		}
	}
}

// TestItemInTheClerksGuideIsRight keeps the examples of docs/service-items.md
// true: an item, and how it is applied for.
func TestItemInTheClerksGuideIsRight(t *testing.T) {
	page, err := os.ReadFile("../../docs/service-items.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, opened := strings.Cut(string(page), "```yaml\n")
	example, rest, closed := strings.Cut(rest, "```\n")
	_, rest, more := strings.Cut(rest, "```yaml\n")
	apply, _, ended := strings.Cut(rest, "```\n")
	if !opened || !closed || !more || !ended || !strings.HasPrefix(apply, "apply:") {
		t.Fatal("the guide shows no item, or not how one is applied for")
	}
	home, err := assets.FS.ReadFile("services/home.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, err = catalogue.Load(fstest.MapFS{
		"services/home.yaml":                    &fstest.MapFile{Data: home},
		"services/items/old-age-allowance.yaml": &fstest.MapFile{Data: []byte(example + apply)},
	})
	var faults config.Faults
	if !errors.As(err, &faults) {
		t.Fatalf("with one item the other groups are empty, and the error is %v", err)
	}
	for _, f := range faults {
		if f.File != "services/home.yaml" {
			t.Error(f)
		}
	}
}
