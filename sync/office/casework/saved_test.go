package casework_test

import (
	"errors"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"linli/kiosk"
	"linli/sync/office"
	"linli/sync/office/casework"
	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// savedIn puts first into the ledger as saved half done and shows it.
func savedIn(t *testing.T, c *casework.Casework, l office.Ledger, card bool) {
	t.Helper()
	p := payload(first)
	p.GetCaseOpened().Saved = true
	if !card {
		p.GetCaseOpened().Resident = nil
	}
	text, err := proto.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	h := &linlipb.Header{Device: "K1", Stream: casework.Stream, Epoch: make([]byte, wire.EpochSize), Seq: 1, Prev: make([]byte, wire.HashSize), Clock: &linlipb.Clock{}}
	claim := &office.Claim{Line: office.Line{Device: "K1", Stream: casework.Stream}, Admit: func(office.Mark) ([]office.Entry, error) {
		return []office.Entry{{ReceivedAt: now(), Header: h, Sealed: text, Hash: wire.Hash(h, text)}}, nil
	}}
	if err := errors.Join(l.Append(t.Context(), claim), claim.Err); err != nil {
		t.Fatal(err)
	}
	e := opened(1, first)
	e.Payload = p
	c.Apply(e)
}

const (
	ownCard = kiosk.Private("000000195001010011")
	another = kiosk.Private("000000199003070110")
)

func TestWhatIsPutAsideIsNoCaseAndGoesBackToItsCard(t *testing.T) {
	l := newLedger(t)
	c := casework.New(l, plain{}, now)
	savedIn(t, c, l, true)
	code := kiosk.CaseCode(first)
	if len(c.List()) != 0 || len(c.Saved()) != 1 || c.Saved()[0].State != kiosk.CaseSaved {
		t.Fatalf("list %v, saved %v", c.List(), c.Saved())
	}
	if _, err := c.Case(first); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("staff may open it: %v", err)
	}
	if _, err := c.Move(t.Context(), first, kiosk.CaseAccepted, ""); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("staff may accept it: %v", err)
	}
	if own := c.Of(kiosk.ResidentCard, ownCard); len(own) != 1 {
		t.Errorf("its card finds %v", own)
	}
	if got, a, err := c.Resume(t.Context(), code, kiosk.ResidentCard, ownCard); err != nil || got.ID != first || len(a.Answers) != 2 {
		t.Errorf("%v, %d answers, %v", got.ID, len(a.Answers), err)
	}
	for _, number := range []kiosk.Private{another, ""} {
		if _, _, err := c.Resume(t.Context(), code, kiosk.ResidentCard, number); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("another card: %v", err)
		}
	}
}

func TestWithoutACardTheCodeIsEnough(t *testing.T) {
	l := newLedger(t)
	c := casework.New(l, plain{}, now)
	savedIn(t, c, l, false)
	if _, a, err := c.Resume(t.Context(), kiosk.CaseCode(first), "", ""); err != nil || len(a.Answers) != 2 {
		t.Errorf("%d answers, %v", len(a.Answers), err)
	}
}

func TestWhatWasTakenUpIsGone(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} { // the two come over different lines
		l := newLedger(t)
		c := casework.New(l, plain{}, now)
		after := opened(2, second)
		after.Payload.GetCaseOpened().Resumes = first
		after.Payload.GetCaseOpened().Agent = &linlipb.Resident{DocumentKind: "resident", Name: "李示例", Number: string(another)}
		for _, which := range order {
			if which == 0 {
				savedIn(t, c, l, true)
			} else {
				c.Apply(after)
			}
		}
		if all := c.List(); len(all) != 1 || all[0].ID != second || all[0].Agent != "李*" || len(c.Saved()) != 0 {
			t.Errorf("order %v: list %v, saved %v", order, all, c.Saved())
		}
		if _, _, err := c.Resume(t.Context(), kiosk.CaseCode(first), kiosk.ResidentCard, ownCard); !errors.Is(err, casework.ErrNoCase) {
			t.Errorf("order %v: it is given out twice: %v", order, err)
		}
	}
}

func TestWhatWasPutAsideIsForgottenAfterItsTime(t *testing.T) {
	l, at := newLedger(t), now()
	c := casework.New(l, plain{}, func() time.Time { return at })
	savedIn(t, c, l, true)
	if at = now().Add(casework.SavedFor - time.Minute); len(c.Saved()) != 1 {
		t.Error("it went too early")
	}
	if at = now().Add(casework.SavedFor); len(c.Saved()) != 0 || len(c.Of(kiosk.ResidentCard, ownCard)) != 0 {
		t.Error("it stays")
	}
	if _, err := c.ByCode(kiosk.CaseCode(first)); !errors.Is(err, casework.ErrNoCase) {
		t.Errorf("its code still tells: %v", err)
	}
}
