package hall_test

import (
	"testing"
	"time"
)

func TestTicketIsFoundWithThoseBeforeIt(t *testing.T) {
	h, c := newHall(t, newLedger(t))
	for i, number := range []string{"A001", "B001", "A002", "A003"} {
		h.Apply(taken(uint64(i+1), number, "2026-11-20", c.Now()))
	}
	wants := func(number string, ahead int, known bool) {
		t.Helper()
		got, before, ok := h.State().Find(number)
		if ok != known || before != ahead || ok && got.Number != number {
			t.Errorf("%s: %+v with %d before it, %v", number, got, before, ok)
		}
	}
	wants("A003", 2, true)
	wants("B001", 0, true)
	wants("A009", 0, false)
	if _, err := h.CallNext(t.Context(), "1"); err != nil {
		t.Fatal(err)
	}
	wants("A001", 0, true)
	wants("A003", 1, true)
	c.pass(24 * time.Hour)
	wants("A003", 0, false)
}
