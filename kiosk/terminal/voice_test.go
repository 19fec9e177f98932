package terminal_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"linli/kiosk/flow"
	"linli/kiosk/terminal"
	"linli/kiosk/voice"
)

// mouth is a Speaker whose words are kept.
type mouth struct {
	mu       sync.Mutex // protects what follows
	said     []voice.Utterance
	speaking bool
}

func (m *mouth) Say(u voice.Utterance) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.said = append(m.said, u)
}

func (m *mouth) Speaking() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.speaking
}

func (m *mouth) speaks(on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.speaking = on
}

// last is the newest utterance, and how many there were.
func (m *mouth) last() (voice.Utterance, int) {
	synctest.Wait()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.said) == 0 {
		return voice.Utterance{}, 0
	}
	return m.said[len(m.said)-1], len(m.said)
}

func (m *mouth) wants(t *testing.T, words string) voice.Utterance {
	t.Helper()
	u, _ := m.last()
	if got := strings.Join(u.Words, " "); !strings.Contains(got, words) {
		t.Errorf("%q was not heard in %q", words, got)
	}
	return u
}

// withVoice opens a lobby with headphones and switches the voice on.
func withVoice(t *testing.T) (*lobby, *mouth) {
	t.Helper()
	m := &mouth{}
	l := open(t, func(o *terminal.Options) { o.Voice, o.Hearing = m, voice.OneAlone })
	l.want(flow.Attract)
	if _, n := m.last(); n != 0 {
		t.Error("it speaks to who did not ask for it")
	}
	l.touch(flow.SwitchVoice)
	m.wants(t, "语音打开了")
	l.touch(flow.Begin)
	m.wants(t, "您想办什么")
	return l, m
}

func (g *glass) tell(line flow.FromScreen) {
	line.Seq = g.view().Seq
	_ = json.NewEncoder(g.link).Encode(line)
	synctest.Wait()
}

func TestFocusIsNamedAndAKeyInterrupts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, m := withVoice(t)
		c := flow.EntryControl("ticket")
		l.glass.tell(flow.FromScreen{Focus: &flow.Focus{Control: c}})
		if u := m.wants(t, "取号"); !u.After {
			t.Error("the first focus cuts off the screen's name")
		}
		l.glass.tell(flow.FromScreen{Focus: &flow.Focus{Control: flow.Finish, Moved: true}})
		if u := m.wants(t, "结束"); u.After {
			t.Error("a key does not interrupt")
		}
		l.glass.tell(flow.FromScreen{Touched: flow.Repeat})
		m.wants(t, "您想办什么")
		l.glass.tell(flow.FromScreen{Touched: flow.Louder})
		if u := m.wants(t, "音量 四"); u.Volume != 4 {
			t.Errorf("it is said at %d", u.Volume)
		}
	})
}

func TestTypedDigitsAreEchoed(t *testing.T) {
	offersApplications(t)
	synctest.Test(t, func(t *testing.T) {
		l, m := withVoice(t)
		l.touch(flow.EntryControl("apply"))
		l.touch(flow.ItemControl("aid"))
		v := l.want(flow.Form)
		l.glass.tell(flow.FromScreen{Typed: &flow.TypedText{Field: v.Form.Field, Text: "7"}})
		m.wants(t, "七")
		l.touch(flow.GoHome)
		l.touch(flow.Finish)
		l.want(flow.Attract)
		if u, _ := m.last(); len(u.Words) != 0 {
			t.Errorf("after the visit it says %q", u.Words)
		}
		if log := l.log.String(); strings.Contains(log, "七") || strings.Contains(log, "您想") {
			t.Error("what is said stands in the log")
		}
	})
}

func TestListeningIsNoIdling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, m := withVoice(t)
		m.speaks(true)
		time.Sleep(3 * time.Minute)
		if v := l.want(flow.Home); v.Idle > 0 {
			t.Error("the resident is asked whether he is there while he listens")
		}
		m.speaks(false)
		time.Sleep(55 * time.Second)
		if v := l.want(flow.Home); v.Idle > 0 {
			t.Error("sixty seconds of patience begin when the voice ends")
		}
		time.Sleep(10 * time.Second)
		if v := l.want(flow.Home); v.Idle == 0 {
			t.Error("nobody is asked")
		}
		m.wants(t, "您还在吗？")
		m.speaks(true)
		time.Sleep(21 * time.Second)
		if v := l.want(flow.Attract); v.Voice {
			t.Error("the voice stays on for the next one")
		}
	})
}

func TestVoiceAskedForAndLeftIsSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mouth{}
		l := open(t, func(o *terminal.Options) { o.Voice = m })
		l.want(flow.Attract)
		l.touch(flow.SwitchVoice)
		time.Sleep(61 * time.Second)
		if v := l.want(flow.Attract); v.Voice || !v.Speaks {
			t.Errorf("voice %t, speaks %t", v.Voice, v.Speaks)
		}
	})
}

func TestTerminalWithoutAVoiceHasNoSwitchForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := open(t)
		l.touch(flow.SwitchVoice)
		if v := l.want(flow.Attract); v.Voice || v.Speaks {
			t.Error("it says that it speaks")
		}
		l.glass.tell(flow.FromScreen{Focus: &flow.Focus{Control: flow.Begin}})
		l.want(flow.Attract)
	})
}
