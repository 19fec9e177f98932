package desk_test

import (
	"testing"

	"connectrpc.com/connect"

	"linli/kiosk"
	"linli/sync/office/casework"
	"linli/sync/office/hall"
	"linli/sync/wire/linlipb"
)

func TestWhatWasPutAsideGoesBackToItsCardAlone(t *testing.T) {
	d, _ := open(t, &lobby{hall.State{}})
	ask := func(code, number string) *linlipb.ResumeResponse {
		t.Helper()
		got, err := d.Resume(t.Context(), connect.NewRequest(&linlipb.ResumeRequest{
			Device: "K1", Code: code, DocumentKind: string(kiosk.ResidentCard), Number: number}))
		if err != nil {
			t.Fatal(err)
		}
		return got.Msg
	}
	const own, others = "000000195001010011", "000000199003070110" // invented
	if got := ask("7W0X-1YBM", own); got.GetCase() != "" {
		t.Errorf("without casework: %v", got)
	}
	d.AskCases(drawer{casework.Case{Case: kiosk.Case{ID: "C1", Code: "7W0X-1YBM", Item: "aid"}, Saved: true}})
	if got := ask("7W0X-1YBM", own); got.GetCase() != "C1" || got.GetItem() != "aid" || len(got.GetAnswers()) != 1 || got.GetAnswers()[0].GetSource() != "typed" {
		t.Errorf("its own card: %v", got)
	}
	for _, wrong := range [][2]string{{"7W0X-1YBM", others}, {"7W0X-1YBM", ""}, {"0000-0000", own}} {
		if got := ask(wrong[0], wrong[1]); got.GetCase() != "" || len(got.GetAnswers()) > 0 {
			t.Errorf("%v was told %v", wrong, got)
		}
	}
}
