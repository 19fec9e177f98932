package desk_test

import (
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"linli/sync/office/hall"
	"linli/sync/uplink"
	"linli/sync/wire/linlipb/linlipbconnect"
)

// shelf has courses that some applied for.
type shelf map[string]map[string]int

func (s shelf) Taken(listing string) map[string]int { return s[listing] }

func TestTerminalHearsHowManyApplied(t *testing.T) {
	d, _ := open(t, &lobby{hall.State{}})
	mux := http.NewServeMux()
	mux.Handle(linlipbconnect.NewDeskHandler(d))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	terminal := uplink.NewDesk("K1", server.Client(), server.URL)
	if _, err := terminal.Places(t.Context(), "courses"); !errors.Is(err, uplink.ErrOffline) {
		t.Errorf("an office that does not count: %v", err)
	}
	d.AskPlaces(shelf{"courses": {"tai-chi": 20, "brush": 1}})
	for listing, want := range map[string]map[string]int{"courses": {"tai-chi": 20, "brush": 1}, "vacancies": {}} {
		if got, err := terminal.Places(t.Context(), listing); err != nil || !maps.Equal(got, want) {
			t.Errorf("%s: %v, %v", listing, got, err)
		}
	}
	if _, err := terminal.Places(t.Context(), strings.Repeat("x", 65)); err == nil {
		t.Error("a name of any length is looked for")
	}
}
