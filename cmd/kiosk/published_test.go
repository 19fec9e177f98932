package main_test

import (
	"bytes"
	"database/sql"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to change what the office has

	"linli/assets"
	"linli/internal/visitplay"
	"linli/kiosk/flow"
)

// publishes has the office publish the items of this repository with another
// name for their first entry, and returns what the program says.
func (l *lobby) publishes(name string) string {
	l.Helper()
	dir := l.TempDir()
	l.must("copy", os.CopyFS(dir, services(l)))
	home := filepath.Join(dir, "services", "home.yaml")
	text, err := os.ReadFile(home)
	l.must("home", err)
	l.must("home", os.WriteFile(home, bytes.Replace(text, []byte("zh: 取号,"), []byte("zh: "+name+","), 1), 0o600))
	return l.staff("publish", "catalogue", dir)
}

// services are the files of the catalogue that the programs bring along.
func services(l *lobby) fs.FS {
	l.Helper()
	dir := filepath.Join(l.TempDir(), "services")
	sub, err := fs.Sub(assets.FS, "services")
	l.must("services", err)
	l.must("services", os.CopyFS(dir, sub))
	return os.DirFS(filepath.Dir(dir))
}

func (l *lobby) officeData() string { return filepath.Join(l.stage.Dir, "data", "office") }

// staff calls streetoffice on the office's folder.
func (l *lobby) staff(verb, what string, args ...string) string {
	l.Helper()
	c := exec.CommandContext(l.ctx, filepath.Join(programs, "streetoffice"),
		append([]string{verb, what, "-data", l.officeData()}, args...)...)
	out, err := c.CombinedOutput()
	if err != nil {
		l.Fatalf("streetoffice %s %s: %v: %s", verb, what, err, out)
	}
	return string(out)
}

// logs waits until the terminal's log has an event so many times.
func (l *lobby) logs(event string, times int) {
	l.Helper()
	for over := time.After(45 * time.Second); ; {
		text, err := os.ReadFile(filepath.Join(l.stage.Dir, "log", "kiosk.log"))
		if err == nil && strings.Count(string(text), `"`+event+`"`) >= times {
			return
		}
		select {
		case <-over:
			l.Fatalf("the log has no %s: %v", event, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// goesHome begins a visit and returns its home screen.
func (l *lobby) goesHome() visitplay.Line {
	l.Helper()
	l.touches(l.seesScreen(flow.Attract), flow.Begin)
	return l.seesScreen(flow.Home)
}

// page is what staff see.
func (l *lobby) page() (string, error) {
	resp, err := http.Get(l.stage.OfficeURL)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return string(text), err
}

func (l *lobby) wantTile(home visitplay.Line, name string) {
	l.Helper()
	if got := home.View.Tiles[0].Name.ZH; got != name {
		l.Errorf("the first tile is %q, not %q", got, name)
	}
}

func TestPublishedCatalogueComesBetweenVisitsAndStaysOverARestart(t *testing.T) {
	l := raise(t, portrait, false)
	home := l.goesHome()
	l.wantTile(home, "取号")
	l.publishes("取号二")
	l.logs("content.taken", 1)
	l.touches(home, flow.SwitchLang) // the visit goes on, with what it began with
	l.touches(l.sees("English", func(v visitplay.Line) bool { return v.View.Lang == "en" }), flow.SwitchLang)
	home = l.sees("Chinese", func(v visitplay.Line) bool { return v.Screen == flow.Home && v.View.Lang == "zh" && v.Seq > home.Seq })
	l.wantTile(home, "取号")
	l.touches(home, flow.Finish)
	home = l.goesHome()
	l.wantTile(home, "取号二")
	l.touches(home, flow.Finish)
	l.seesScreen(flow.Attract)

	l.must("cut", l.player.Lobby.CutLine(l.ctx))
	l.stage.Kiosk().Kill()
	l.publishes("取号三") // while there is neither terminal nor line
	l.must("start again", l.stage.StartKiosk(l.ctx))
	l.sit()
	home = l.goesHome()
	l.wantTile(home, "取号二")
	l.must("join", l.player.Lobby.JoinLine(l.ctx))
	l.logs("content.taken", 2)
	l.touches(home, flow.Finish)
	home = l.goesHome()
	l.wantTile(home, "取号三")
	l.touches(home, flow.Finish)

	l.staff("publish", "withdraw", "catalogue")
	l.logs("content.taken", 3)
	home = l.goesHome()
	l.wantTile(home, "取号")

	hours := filepath.Join(t.TempDir(), "hours.yaml")
	l.must("hours", os.WriteFile(hours, []byte("words: {zh: 示例时间}\nweek: [{days: [mon], from: \"09:00\", to: \"09:01\"}]\n"), 0o600))
	l.staff("publish", "hours", hours)
	l.logs("content.taken", 4)
	l.touches(home, flow.Finish)
	l.sees("the hours", func(v visitplay.Line) bool { return v.Screen == flow.Attract && v.View.Band.Hours.ZH == "示例时间" })
}

func TestTamperedContentIsRefusedToldAndMendedByTheNextRevision(t *testing.T) {
	l := raise(t, portrait, false)
	l.must("stop the office", l.stage.Office().Stop(10*time.Second))
	l.publishes("取号二")
	db, err := sql.Open("sqlite", filepath.Join(l.officeData(), "ledger.db"))
	l.must("ledger", err)
	_, err = db.ExecContext(l.ctx, `UPDATE publication SET content = CAST(replace(hex(content), '504B0304', '504B0305') AS BLOB)`)
	l.must("tamper", err)
	l.must("ledger", db.Close())
	l.must("start the office", l.stage.StartOffice(l.ctx))
	l.logs("content.refused", 1)
	for over := time.After(45 * time.Second); ; {
		page, err := l.page()
		if err == nil && strings.Contains(page, "新发布的内容用不了") {
			break
		}
		select {
		case <-over:
			t.Fatalf("the office does not show the condition: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
	}
	home := l.goesHome()
	l.wantTile(home, "取号")
	l.touches(home, flow.Finish)
	l.publishes("取号三")
	l.logs("health.cleared", 1)
	l.wantTile(l.goesHome(), "取号三")
}
