package terminal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/terminal"
	"linli/kiosk/voice"
)

// jack reports what a test tells it to.
type jack struct{ reports chan bool }

func (j *jack) Watch(ctx context.Context, report func(bool)) {
	for {
		select {
		case <-ctx.Done():
			return
		case in := <-j.reports:
			report(in)
		}
	}
}

// becomes puts headphones in, or pulls them out.
func (j *jack) becomes(in bool) {
	j.reports <- in
	synctest.Wait()
}

// withJack opens a lobby with a loudspeaker, and a jack whose plug is seen.
func withJack(t *testing.T) (*lobby, *mouth, *jack) {
	t.Helper()
	m, j := &mouth{}, &jack{reports: make(chan bool)}
	l := open(t, func(o *terminal.Options) { o.Voice, o.Hearing, o.Headphones = m, voice.OneAlone, j })
	l.want(flow.Attract)
	j.becomes(false) // how it stands at first
	return l, m, j
}

func TestHeadphonesBeginTheVoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, m, j := withJack(t)
		if _, n := m.last(); n != 0 {
			t.Error("an empty jack is spoken to")
		}
		j.becomes(true)
		if u := m.wants(t, "语音打开了"); !u.Alone {
			t.Error("what is for the jack goes to the loudspeaker")
		}
		if v := l.want(flow.Attract); !v.Voice {
			t.Error("the screen does not know of the voice")
		}
		l.touch(flow.Begin)
		if u := m.wants(t, "您想办什么"); !u.Alone {
			t.Error("the visit goes to the loudspeaker")
		}
	})
}

func TestHeadphonesPulledOutEndTheVoice(t *testing.T) {
	offersApplications(t)
	synctest.Test(t, func(t *testing.T) {
		l, m, j := withJack(t)
		j.becomes(true)
		l.touch(flow.Begin)
		l.touch(flow.EntryControl("apply"))
		l.touch(flow.ItemControl("aid"))
		l.want(flow.Form)
		m.wants(t, "填数字直接按数字键") // to one alone
		_, before := m.last()
		j.becomes(false)
		for _, u := range m.said[before:] {
			if len(u.Words) > 0 || u.After {
				t.Errorf("it says %q to nobody", u.Words)
			}
		}
		if _, n := m.last(); n == before {
			t.Error("what was being said goes on")
		}
		v := l.want(flow.Form)
		if !v.Silenced || v.Voice || len(v.Can) != 1 {
			t.Errorf("silenced %t, voice %t, %v", v.Silenced, v.Voice, v.Can)
		}
		l.touch(flow.GoOnSilent)
		if v := l.want(flow.Form); v.Silenced || v.Voice {
			t.Error("it does not go on without the voice")
		}
		l.touch(flow.SwitchVoice) // through the loudspeaker, then
		if u := m.wants(t, "这里大家都听得见"); u.Alone {
			t.Error("it goes to an empty jack")
		}
		j.becomes(true)
		if u := m.wants(t, "填数字直接按数字键"); !u.Alone {
			t.Error("it goes on through the loudspeaker")
		}
	})
}

func TestHeadphonesPutBackGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, m, j := withJack(t)
		j.becomes(true)
		l.touch(flow.Begin)
		j.becomes(false)
		if v := l.want(flow.Home); !v.Silenced {
			t.Error("nothing is said of the headphones")
		}
		j.becomes(true)
		if v := l.want(flow.Home); v.Silenced || !v.Voice {
			t.Error("it does not go on")
		}
		m.wants(t, "您想办什么")
		j.becomes(false)
		time.Sleep(2 * time.Minute)
		if v := l.want(flow.Attract); v.Silenced || v.Voice {
			t.Error("something is left of the visit")
		}
	})
}
