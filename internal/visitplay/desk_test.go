package visitplay_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"linli/internal/visitplay"
	"linli/kiosk"
)

func TestStaffFindACaseByItsCodeOnceItHasCome(t *testing.T) {
	var asked atomic.Int32
	var moves []string
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cases", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<a href="/cases/01OTHER?lang=zh">AAAA-AAAA</a>`)
		if asked.Add(1) > 1 {
			fmt.Fprint(w, `<a href="/cases/01MINE?lang=zh">BBBB-BBBB</a>`)
		}
	})
	mux.HandleFunc("POST /", func(_ http.ResponseWriter, r *http.Request) { moves = append(moves, r.URL.RequestURI()) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	office := visitplay.OfficeAt(server.URL)
	ctx := within(t, 30*time.Second)
	id, err := office.CaseID(ctx, "BBBB-BBBB")
	if err != nil || id != "01MINE" {
		t.Fatalf("%q, %v", id, err)
	}
	for _, to := range []kiosk.CaseState{kiosk.CaseAccepted, kiosk.CaseDecided} {
		if err := office.MoveCase(ctx, id, to, "well"); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"/cases/01MINE/accepted?words=well", "/cases/01MINE/decided?certificate=1&words=well"}
	if !slices.Equal(moves, want) {
		t.Errorf("moved %q", moves)
	}
}

func TestCaseThatNeverComesIsGivenUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	if id, err := visitplay.OfficeAt(server.URL).CaseID(within(t, 300*time.Millisecond), "BBBB-BBBB"); err == nil {
		t.Errorf("found %q", id)
	}
}
