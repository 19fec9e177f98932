// Package pgtest starts a PostgreSQL of its own for a test: a fresh cluster in
// a temporary folder, reached by a socket in it, gone when the test is over.
//
// It refuses to use a server that is already there, and to run one as root: it
// takes the account "postgres" then.
package pgtest

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Cluster is a running server.
type Cluster struct{ folder string }

// startTimeout is generous: a busy machine may take seconds.
const startTimeout = 2 * time.Minute

// Start starts a server that ends with the test, or with this process. Where
// no PostgreSQL is installed it skips the test and says so.
func Start(t testing.TB) *Cluster {
	t.Helper()
	bin := programs()
	if bin == "" {
		t.Skip("no PostgreSQL is installed: apt-get install postgresql")
	}
	folder, err := os.MkdirTemp("", "linli-pg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	as := account(t, folder)
	// The shell outlives this process and stops the server when its input ends.
	script := `initdb -D "$0/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$0/log" 2>&1 &&
		pg_ctl -D "$0/data" -w -l "$0/log" -o "-k $0 -c listen_addresses=''" start >>"$0/log" 2>&1 && echo ready
		cat >/dev/null; pg_ctl -D "$0/data" -m immediate stop >>"$0/log" 2>&1`
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	shell := exec.Command("sh", "-c", script, folder)
	shell.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "TZ=UTC")
	shell.Dir = folder
	shell.SysProcAttr = &syscall.SysProcAttr{Credential: as, Setpgid: true}
	in, errIn := shell.StdinPipe()
	out, errOut := shell.StdoutPipe()
	if err := cmp.Or(errIn, errOut, shell.Start()); err != nil {
		t.Fatal(err)
	}
	stop := context.AfterFunc(ctx, func() { in.Close() })
	line, err := bufio.NewReader(out).ReadString('\n')
	stop()
	t.Cleanup(func() {
		in.Close()
		_, _ = io.Copy(io.Discard, out) // until the shell has ended
		if err := shell.Wait(); err != nil {
			t.Errorf("stopping PostgreSQL: %v", err)
		}
	})
	if err != nil || line != "ready\n" {
		log, _ := os.ReadFile(filepath.Join(folder, "log"))
		t.Fatalf("PostgreSQL did not start: %q, %v\n%s", line, err, log)
	}
	return &Cluster{folder: folder}
}

// Database makes an empty database and returns its URL.
func (c *Cluster) Database(t testing.TB, name string) string {
	t.Helper()
	return c.Copy(t, name, "template1")
}

// Copy makes a database like another, which nobody may use meanwhile, and
// returns its URL.
func (c *Cluster) Copy(t testing.TB, name, of string) string {
	t.Helper()
	c.Do(t, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize()+" TEMPLATE "+pgx.Identifier{of}.Sanitize())
	return c.url(name)
}

// Do runs a statement as the superuser.
func (c *Cluster) Do(t testing.TB, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.url("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func (c *Cluster) url(database string) string {
	return fmt.Sprintf("postgres:///%s?%s", database, url.Values{"host": {c.folder}, "user": {"postgres"}}.Encode())
}

// programs is the folder of initdb and pg_ctl, "" when there is none.
func programs() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return ""
	}
	return filepath.Dir(found[len(found)-1])
}

// account is who runs the server: ourselves, or "postgres" instead of root.
func account(t testing.TB, folder string) *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		t.Skip("root cannot run PostgreSQL, and there is no account postgres")
	}
	uid, errUID := strconv.Atoi(u.Uid)
	gid, errGID := strconv.Atoi(u.Gid)
	if err := cmp.Or(errUID, errGID, os.Chown(folder, uid, gid)); err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
