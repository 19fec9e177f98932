package screen_test

import (
	"time"

	"linli/kiosk/flow"
)

// starts are the pictures before a terminal serves anybody.
func starts() []scene {
	var all []scene
	for _, s := range []struct {
		name string
		view flow.StartView
	}{
		{"starting", flow.StartView{}},
		{"starting-some", flow.StartView{Done: 31_000, Total: 104_000, Left: 83 * time.Second}},
		{"starting-unknown-left", flow.StartView{Done: 1_000, Total: 1_004_000}},
		{"starting-almost", flow.StartView{Done: 104_000, Total: 104_000}},
		{"starting-failed", flow.StartView{Failed: true, Phone: "0000-0002"}},
		{"starting-failed-nobody", flow.StartView{Failed: true}},
	} {
		v := view(flow.Starting)
		v.Visit, v.Can, v.Start = "", nil, &s.view
		v.Band.LineUp, v.Band.Waiting = false, nil
		all = append(all, scene{s.name, v})
	}
	return all
}
