package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// newItem is a service item as a clerk writes one from docs/service-items.md,
// with one question. Everything in it is invented.
const newItem = `group: people
order: 1
icon: meeting
counter: "1"
name: {zh: 示例借用长凳, en: Borrow a bench}
conditions:
  - zh: 任何居民都可以借。
    en: Any resident may borrow one.
materials:
  - zh: 什么都不用带
    en: Nothing
procedure:
  - zh: 在这里登记，到一楼来拿。
    en: Register here and fetch it on the ground floor.
time-limit:
  statutory: {zh: 当场办好, en: On the spot}
  promised: {zh: 当场办好, en: On the spot}
fee: {zh: 不收费, en: Free}
result: {zh: 一张长凳, en: A bench}
basis: {zh: 示例社区公约, en: Rules of the example community}
post: {zh: 示例岗, en: Example desk}
phone: 0000-0002
apply:
  steps:
    - kind: form
    - kind: confirm
    - kind: submit
    - kind: print
  next: {zh: 一楼有人把长凳交给您。, en: Somebody hands you the bench on the ground floor.}
  fields:
    - id: benches
      kind: number
      label: {zh: 要借几张？, en: "How many?"}
      required: true
      min: 1
      max: 9
`

// newField stands before the question of newItem.
const newField = `    - id: from
      kind: date
      label: {zh: 哪天来拿？, en: "On which day?"}
      required: true
      earliest: today
      latest: today+30d
`

// newNotice goes to the end of a listing.
const newNotice = `  - id: benches-are-here
    title: {zh: 示例长凳到了, en: The benches are here}
    from: "2026-11-01"
    attract: true
`

// TestClerkEditsOneFileAndTheRunningTerminalShowsIt adds a service item, a field
// and a notice, each by editing one file. The terminal is not started again, and
// a visit that is under way ends with what it began with.
func TestClerkEditsOneFileAndTheRunningTerminalShowsIt(t *testing.T) {
	l := raise(t, portrait, false)
	dir := t.TempDir()
	l.staff("publish", "copy", dir)
	item := filepath.Join(dir, "services", "items", "bench-loan.yaml")

	home := l.goesHome()
	l.must("new item", os.WriteFile(item, []byte(newItem), 0o600))
	l.staff("publish", "catalogue", dir)
	l.logs("content.taken", 1)
	l.touches(home, flow.EntryControl("speak"))
	list := l.seesScreen(flow.ChooseItem)
	if offersBenches(list) {
		t.Error("the new item came within a visit")
	}
	l.leaves(list)

	form := l.borrows("benches")
	l.must("new field", os.WriteFile(item, []byte(strings.Replace(newItem, "    - id: benches", newField+"    - id: benches", 1)), 0o600))
	l.staff("publish", "catalogue", dir)
	l.logs("content.taken", 2)
	l.touches(l.types(form, "2"), flow.NextField)
	l.leaves(l.seesScreen(flow.Confirm)) // the new question did not come within a visit

	notices := filepath.Join(dir, "services", "listings", "notices.yaml")
	text, err := os.ReadFile(notices)
	l.must("notices", err)
	l.must("new notice", os.WriteFile(notices, append(text, newNotice...), 0o600))
	l.staff("publish", "catalogue", dir)
	l.leaves(l.borrows("from"))
	l.sees("the new notice while nobody is here", func(v visitplay.Line) bool {
		return v.Screen == flow.Attract && slices.ContainsFunc(v.View.Notices, func(n flow.NoticeView) bool { return n.Title.ZH == "示例长凳到了" })
	})

	before := l.staff("publish", "list")
	l.must("fault", os.WriteFile(item, []byte(strings.Replace(newItem, "fee: {zh: 不收费, en: Free}", "fee: {en: Free}", 1)), 0o600))
	l.refuses(dir, "services/items/bench-loan.yaml:18: fee.zh: is missing")
	if after := l.staff("publish", "list"); after != before {
		t.Errorf("a faulty file was published: %s", after)
	}
}

func offersBenches(list visitplay.Line) bool {
	return slices.ContainsFunc(list.View.Tiles, func(t flow.Tile) bool { return t.Name.ZH == "示例借用长凳" })
}

// leaves ends a visit from a screen within it.
func (l *lobby) leaves(line visitplay.Line) {
	l.Helper()
	l.touches(line, flow.GoHome)
	l.touches(l.seesScreen(flow.Home), flow.Finish)
	l.seesScreen(flow.Attract)
}

// borrows begins a visit, goes to the new item and waits for its first question.
func (l *lobby) borrows(first string) visitplay.Line {
	l.Helper()
	l.touches(l.goesHome(), flow.EntryControl("speak"))
	list := l.seesScreen(flow.ChooseItem)
	if !offersBenches(list) {
		l.Fatal("the next visit has no new item")
	}
	l.touches(list, flow.ItemControl("bench-loan"))
	form := l.seesScreen(flow.Form)
	if form.View.Form.Field != first {
		l.Fatalf("the first question is %q, not %q", form.View.Form.Field, first)
	}
	return form
}

// refuses wants nothing of dir published, and the fault named.
func (l *lobby) refuses(dir, fault string) {
	l.Helper()
	c := exec.CommandContext(l.ctx, filepath.Join(programs, "streetoffice"), "publish", "catalogue", "-data", l.officeData(), dir)
	out, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(out), fault) {
		l.Errorf("publish of a faulty file: %v: %s", err, out)
	}
}
