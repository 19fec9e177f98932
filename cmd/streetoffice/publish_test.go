package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/calendar"
	"linli/sync/office/publish"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb"
)

// guide is a folder with the items that programs bring along, with old in
// home.yaml replaced.
func guide(t *testing.T, old, replacement string) string {
	t.Helper()
	sub, err := fs.Sub(assets.FS, "services")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "services"), sub); err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(dir, "services", "home.yaml")
	text, err := os.ReadFile(home)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("home.yaml has no %q", old)
	}
	if err := os.WriteFile(home, []byte(strings.Replace(string(text), old, replacement, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// emptyOffice is the folder of an office that was started once.
func emptyOffice(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	_, stop := start(t, "-listen", "127.0.0.1:0", "-data", data)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	return data
}

// writeHours returns the path of a file of opening hours.
func writeHours(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "hours.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestStaffPublishListRepeatAndWithdraw(t *testing.T) {
	data := emptyOffice(t)
	hours := writeHours(t, "words: {zh: 周一}\nweek:\n  - {days: [mon], from: \"09:00\", to: \"12:00\"}\n")
	for i, c := range []struct {
		args []string
		want string
	}{
		{[]string{"publish", "list"}, "nothing was published"},
		{[]string{"publish", "catalogue", guide(t, "zh: 取号,", "zh: 取号一,")}, "published as revision 1"},
		{[]string{"publish", "catalogue", "-above", "40", guide(t, "zh: 取号,", "zh: 取号二,")}, "published as revision 41"},
		{[]string{"publish", "again", "1"}, "published as revision 42"},
		{[]string{"publish", "withdraw", "catalogue"}, "published as revision 43"},
		{[]string{"publish", "hours", "-check", hours}, "nothing was published"},
		{[]string{"publish", "hours", hours}, "hours is published as revision 44"},
		{[]string{"publish", "withdraw", "hours"}, "published as revision 45"},
		{[]string{"publish", "list"}, "(revision 1 again)"},
		{[]string{"publish", "list", "-json"}, `{"revision":43,"kind":"catalogue"`},
	} {
		if out, err := staff(t, data, c.args...); err != nil || !strings.Contains(out, c.want) {
			t.Errorf("%d: %q, %v; want %q", i, out, err, c.want)
		}
	}
}

func TestWhatTerminalsShowIsCopiedToBeEdited(t *testing.T) {
	data := emptyOffice(t)
	entry := func(folder string) string {
		t.Helper()
		_, c, err := readCatalogue(folder)
		if err != nil {
			t.Fatal(err)
		}
		return c.Entries[0].Name.ZH
	}
	for i, c := range []struct{ args, want string }{
		{"", "取号"},
		{"catalogue " + guide(t, "zh: 取号,", "zh: 取号一,"), "取号一"},
		{"withdraw catalogue", "取号"},
	} {
		if c.args != "" {
			if out, err := staff(t, data, append([]string{"publish"}, strings.Fields(c.args)...)...); err != nil {
				t.Fatalf("%d: %q, %v", i, out, err)
			}
		}
		folder := filepath.Join(t.TempDir(), "mine")
		if out, err := staff(t, data, "publish", "copy", folder); err != nil || !strings.Contains(out, "publish catalogue "+folder) {
			t.Fatalf("%d: %q, %v", i, out, err)
		}
		if hours, err := readHours(filepath.Join(folder, hoursFile)); err != nil || !strings.Contains(string(hours), "示例") {
			t.Errorf("%d: the hours that the program brings along: %v", i, err)
		}
		if got := entry(folder); got != c.want {
			t.Errorf("%d: the copy has %q, not %q", i, got, c.want)
		}
		if _, err := staff(t, data, "publish", "copy", folder); err == nil || !strings.Contains(err.Error(), "holds services already") {
			t.Errorf("%d: a second copy over the first: %v", i, err)
		}
	}
}

func TestHoursArePublishedAsTheyWereCopied(t *testing.T) {
	data := emptyOffice(t)
	folder := t.TempDir()
	copied := func(name string) string {
		t.Helper()
		if out, err := staff(t, data, "publish", "copy", filepath.Join(folder, name)); err != nil || !strings.Contains(out, "publish hours "+filepath.Join(folder, name, hoursFile)) {
			t.Fatalf("%q, %v", out, err)
		}
		return filepath.Join(folder, name, hoursFile)
	}
	text, err := os.ReadFile(copied("example"))
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(text), "9:00–17:00", "8:30–17:00", 1)
	if out, err := staff(t, data, "publish", "hours", writeHours(t, own)); err != nil {
		t.Fatalf("%q, %v", out, err)
	}
	if text, err = os.ReadFile(copied("own")); err != nil || string(text) != own {
		t.Errorf("the copy is not what was published: %v", err)
	}
}

func TestHoursOfTheProgramKnowTheirYears(t *testing.T) {
	text, err := fs.ReadFile(assets.FS, hoursFile)
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Load(hoursFile, text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what string
		from calendar.Date
		n    int
		want calendar.Date
	}{
		{"over the turn of the year", "2026-12-30", 3, "2027-01-05"},
		{"over the Spring Festival", "2027-02-04", 1, "2027-02-11"},
		{"onto a Saturday that serves", "2026-09-30", 3, "2026-10-10"},
	} {
		if last, known := c.AfterWorkdays(tt.from, tt.n); !known || last != tt.want {
			t.Errorf("%s: %d working days from %s end on %q, known is %v; want %s", tt.what, tt.n, tt.from, last, known, tt.want)
		}
	}
}

func TestNothingWrongIsPublished(t *testing.T) {
	data := emptyOffice(t)
	for want, args := range map[string][]string{
		"entries[0].steps[1].kind: \"identfy\"": {"publish", "catalogue", guide(t, "kind: identify", "kind: identfy")},
		"terminals have no picture \"tickett\"": {"publish", "catalogue", guide(t, "icon: ticket", "icon: tickett")},
		"no such file":                          {"publish", "catalogue", filepath.Join(data, "none")},
		"neither a folder nor a ZIP":            {"publish", "catalogue", filepath.Join(data, "ledger.db")},
		"services/home.yaml":                    {"publish", "catalogue", "-check", t.TempDir()},
		"hours.yaml:1: week: is missing":        {"publish", "hours", writeHours(t, "words: {zh: 周一}\n")},
		"nothing to check":                      {"publish", "list", "-check"},
		"is no revision":                        {"publish", "again", "two"},
		"there is no revision 9":                {"publish", "again", "9"},
		"is no kind":                            {"publish", "withdraw", "weather"},
		"takes 1 argument":                      {"publish", "catalogue"},
		"unknown \"fly\"":                       {"publish", "fly"},
	} {
		if out, err := staff(t, data, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %q, %v; want %q", args, out, err, want)
		}
	}
	if out, err := staff(t, data, "publish", "catalogue", "-check", guide(t, "zh: 取号,", "zh: 取号一,")); err != nil || !strings.Contains(out, "all is right") {
		t.Errorf("check: %q, %v", out, err)
	}
	if out, err := staff(t, data, "publish", "list"); err != nil || !strings.Contains(out, "nothing was published") {
		t.Errorf("after all that: %q, %v", out, err)
	}
}

func TestZIPOfAFolderIsPublishedLikeTheFolder(t *testing.T) {
	folder, name := guide(t, "zh: 取号,", "zh: 取号一,"), filepath.Join(t.TempDir(), "items.zip")
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(filepath.Dir(folder))); err != nil { // with the folder's own name before each file
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	want, _, err := readCatalogue(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got, c, err := readCatalogue(name); err != nil || !bytes.Equal(got, want) || c.Entries[0].Name.ZH != "取号一" {
		t.Errorf("the ZIP is another catalogue: %v", err)
	}
}

func TestNewCountersAreNoticed(t *testing.T) {
	data := emptyOffice(t)
	other := guide(t, "prefix: F", "prefix: G")
	if out, err := staff(t, data, "publish", "catalogue", other); err != nil || !strings.Contains(out, "start streetoffice anew") {
		t.Errorf("other counters: %q, %v", out, err)
	}
	if out, err := staff(t, data, "publish", "catalogue", other); err != nil || strings.Contains(out, "anew") {
		t.Errorf("the same counters: %q, %v", out, err)
	}
	settings := filepath.Join(t.TempDir(), "office.yaml")
	if err := os.WriteFile(settings, []byte("counters: [{id: \"1\", prefix: A, name: {zh: 综合}}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := staff(t, data, "publish", "catalogue", "-config", settings, other); err == nil || !strings.Contains(err.Error(), "nobody calls numbers that begin with B") {
		t.Errorf("a counter that the office does not have: %q, %v", out, err)
	}
}

func TestOfficeNamesItemsByWhatIsPublishedAndKeepsOlderNames(t *testing.T) {
	data := emptyOffice(t)
	dir := guide(t, "quick:", "quick:") // all of it, without one item and with another name for a second
	items, err := filepath.Glob(filepath.Join(dir, "services", "items", "residence-permit.yaml"))
	if err != nil || len(items) == 0 {
		t.Fatal(items, err)
	}
	renamed := strings.TrimSuffix(filepath.Base(items[0]), ".yaml")
	text, err := os.ReadFile(items[0])
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`(?m)^name:.*$`).ReplaceAll(text, []byte("name: {zh: 新名称, en: New name}"))
	if err := os.WriteFile(items[0], text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "services", "items", "elder-care-subsidy.yaml")); err != nil {
		t.Fatal(err)
	}
	if out, err := staff(t, data, "publish", "catalogue", dir); err != nil {
		t.Fatal(out, err)
	}
	ledger, err := openLedger(t.Context(), settings{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer ledger.Close()
	desk := publish.NewDesk(ledger, slog.New(slog.DiscardHandler), time.Now)
	o, err := newOffered(desk)
	if err != nil {
		t.Fatal(err)
	}
	before, _ := o.Item(kiosk.ItemID(renamed))
	for range 2 {
		if err := desk.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if item, ok := o.Item(kiosk.ItemID(renamed)); !ok || item.Name.ZH != "新名称" {
			t.Errorf("the item is called %q", item.Name.ZH)
		}
		if item, ok := o.Item("elder-care-subsidy"); !ok || item.Name.ZH == "" {
			t.Error("tickets of yesterday have no name")
		}
	}
	if out, err := staff(t, data, "publish", "withdraw", "catalogue"); err != nil {
		t.Fatal(out, err)
	}
	if err := desk.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	if item, _ := o.Item(kiosk.ItemID(renamed)); item.Name != before.Name {
		t.Errorf("after the withdrawal it is called %q", item.Name.ZH)
	}
}

func TestTwoProcessesOfAnOfficeBringTheSame(t *testing.T) {
	data, address := t.TempDir(), freePort(t)
	base, stop := start(t, "-listen", "127.0.0.1:0", "-terminals", address, "-data", data)
	h := enrol(t, data, address, "K1")
	k := uplink.NewClientOver(h, h.Office())
	if _, err := staff(t, data, "publish", "catalogue", guide(t, "zh: 取号,", "zh: 取号一,")); err != nil {
		t.Fatal(err)
	}
	brought := func(k *uplink.Client, after uint64) *linlipb.Published {
		t.Helper()
		for over := time.Now().Add(30 * time.Second); time.Now().Before(over); {
			resp, err := k.Pull(t.Context(), &linlipb.PullRequest{Device: "K1", AfterPublished: after, WaitMs: 1000})
			if err != nil {
				t.Fatal(err)
			}
			if all := resp.GetPublished(); len(all) > 0 {
				return all[0]
			}
		}
		t.Fatal("nothing is brought")
		return nil
	}
	first := brought(k, 0)
	if err := h.Identity().CheckPublished(first); err != nil || first.GetRevision() != 1 {
		t.Errorf("revision %d, %v", first.GetRevision(), err)
	}
	other := freePort(t) // a second process on the same folder
	_, stopOther := start(t, "-listen", "127.0.0.1:0", "-terminals", other, "-data", data)
	if out, err := staff(t, data, "publish", "withdraw", "catalogue"); err != nil {
		t.Fatal(out, err)
	}
	second := brought(uplink.NewClientOver(h, "https://"+other), 1)
	if again := brought(k, 1); !bytes.Equal(again.GetSignature(), second.GetSignature()) || second.GetRevision() != 2 || len(second.GetContent()) != 0 {
		t.Errorf("the processes bring %v and %v", again.GetRevision(), second.GetRevision())
	}
	if got := status(t, base+"/"); got != 200 {
		t.Errorf("the page answers %d", got)
	}
	for _, stop := range []func() error{stop, stopOther} {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}
}

func TestPublishedRevisionIsToldAsJSON(t *testing.T) {
	out, err := staff(t, emptyOffice(t), "publish", "catalogue", "-json", guide(t, "prefix: F", "prefix: G"))
	var told struct {
		Kind     string
		Revision uint64
		Bytes    int
	}
	if err != nil || json.Unmarshal([]byte(out), &told) != nil || told.Kind != "catalogue" || told.Revision != 1 || told.Bytes == 0 {
		t.Errorf("%q, %v", out, err)
	}
}
