package cardwatch_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"linli/drivers/cardwatch"
	"linli/drivers/drivertest"
	"linli/drivers/idcard"
	"linli/drivers/serialport"
)

// The tests of this file run on pseudo terminals in real time. Every person and
// number in them is invented.

// foreigner2017 is a card in the layout of 2017 (flag I).
func foreigner2017(t *testing.T) drivertest.Card {
	t.Helper()
	c, err := drivertest.NewCard(
		drivertest.Field{Offset: 0, Length: 120, Text: "SPECIMEN, ANNA MARIA"},
		drivertest.Field{Offset: 120, Length: 2, Text: "2"},
		drivertest.Field{Offset: 122, Length: 30, Text: "UTO000090010110"},
		drivertest.Field{Offset: 152, Length: 6, Text: "UTO"},
		drivertest.Field{Offset: 158, Length: 30, Text: "安娜样本"},
		drivertest.Field{Offset: 188, Length: 16, Text: "20170101"},
		drivertest.Field{Offset: 204, Length: 16, Text: "20270101"},
		drivertest.Field{Offset: 220, Length: 16, Text: "19900101"},
		drivertest.Field{Offset: 248, Length: 2, Text: "I"},
	)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// changed is a specimen with some fields overwritten.
func changed(t *testing.T, name string, change ...drivertest.Field) drivertest.Card {
	t.Helper()
	c := specimen(t, name)
	for _, f := range change {
		over, err := drivertest.NewCard(f)
		if err != nil {
			t.Fatal(err)
		}
		copy(c.Text[f.Offset:], over.Text[f.Offset:f.Offset+f.Length])
	}
	return c
}

func TestEveryKindOfCardOverARealLine(t *testing.T) {
	t.Parallel()
	field := func(offset, length int, text string) drivertest.Field {
		return drivertest.Field{Offset: offset, Length: length, Text: text}
	}
	is := func(kind idcard.Kind) func(idcard.Document) bool {
		return func(d idcard.Document) bool { return d.Kind == kind && d.Name.Reveal() != "" }
	}
	tests := []struct {
		name string
		card drivertest.Card
		want func(idcard.Document) bool // nil: refused
	}{
		{"resident", specimen(t, "A"), is(idcard.Resident)},
		{"Hong Kong, Macao, Taiwan", specimen(t, "C"), is(idcard.HKMacaoTaiwan)},
		{"foreigner of 2017", foreigner2017(t), is(idcard.Foreigner2017)},
		{"foreigner of 2023", specimen(t, "B"), is(idcard.Foreigner2023)},
		{"a kind nobody knows", specimen(t, "D"), nil},
		{"valid for ever", changed(t, "A", field(204, 16, "长期")), func(d idcard.Document) bool { return d.Validity.LongTerm }},
		{"a name of later planes", changed(t, "A", field(0, 30, "王𫖮㑇·𠮷")), func(d idcard.Document) bool { return d.Name.Reveal() == "王𫖮㑇·𠮷" }},
		{"padded with zeros", changed(t, "A", field(0, 30, "张示例\x00\x00")), func(d idcard.Document) bool { return d.Name.Reveal() == "张示例" }},
		{"sex against its number", changed(t, "A", field(30, 2, "2")), func(d idcard.Document) bool { return d.Sex == idcard.Female && len(d.Warnings) > 0 }},
		{"a check digit that is wrong", changed(t, "A", field(122, 36, "810000199001010018")), func(d idcard.Document) bool { return len(d.Warnings) > 0 }},
		{"a group outside the table", changed(t, "C", field(32, 4, "99")), func(d idcard.Document) bool { return d.EthnicGroup == "" && d.Kind == idcard.HKMacaoTaiwan }},
		{"the old name of a group", changed(t, "A", field(32, 4, "36")), func(d idcard.Document) bool { return d.EthnicGroup == "毛南" }},
	}
	scenes := make([]*scene, len(tests)) // one reader each, all at once
	for i, c := range tests {
		module, _, open := onPTY(t)
		module.Lay(c.card)
		scenes[i] = watch(t, module, open, &cardwatch.Opts{NewAddress: true})
	}
	for i, c := range tests {
		s := scenes[i]
		s.next(cardwatch.Back)
		s.next(cardwatch.Found)
		if c.want == nil {
			e := s.next(cardwatch.Failed)
			if !errors.Is(e.Err, cardwatch.ErrUnsupported) || e.Document.Kind != "" || e.Document.Name.Reveal() != "" {
				t.Errorf("%s: %v", c.name, e.Err)
			}
		} else if d := s.next(cardwatch.Read).Document; !c.want(d) {
			t.Errorf("%s: read as %s, %d warnings", c.name, d.Kind, len(d.Warnings))
		}
		s.module.Lift()
	}
	for _, s := range scenes {
		s.next(cardwatch.Removed)
	}
}

// told is a module on a pseudo terminal that notes its commands, finds no card
// and can be made to stall.
type told struct {
	line *drivertest.PTY

	mu      sync.Mutex // protects what follows
	stalled bool
	heard   []byte // CMD of each command
}

func (m *told) serve() {
	command := make([]byte, 10)
	for {
		if _, err := io.ReadFull(m.line, command); err != nil {
			return
		}
		m.mu.Lock()
		m.heard = append(m.heard, command[7])
		stalled := m.stalled
		m.mu.Unlock()
		sw3 := byte(0x90)
		if command[7] == 0x20 {
			sw3 = 0x80
		}
		if stalled {
			continue
		}
		if _, err := m.line.Write([]byte{0xAA, 0xAA, 0xAA, 0x96, 0x69, 0, 4, 0, 0, sw3, 4 ^ sw3}); err != nil {
			return
		}
	}
}

// stall switches the fault and returns what was heard so far.
func (m *told) stall(on bool) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stalled = on
	heard := m.heard
	m.heard = nil
	return heard
}

func count(commands []byte, cmd byte) (n int) {
	for _, c := range commands {
		if c == cmd {
			n++
		}
	}
	return n
}

func TestStalledModuleIsResetAndComesBackOverARealLine(t *testing.T) {
	t.Parallel()
	line, err := drivertest.OpenPTY(filepath.Join(t.TempDir(), "idcard"))
	if err != nil {
		t.Fatal(err)
	}
	m := &told{line: line}
	over := make(chan struct{})
	go func() {
		defer close(over)
		m.serve()
	}()
	t.Cleanup(func() {
		_ = line.Close()
		<-over
	})
	open := func(context.Context) (cardwatch.Port, error) { return serialport.Open(line.Link(), nil) }
	s := watch(t, nil, open, &cardwatch.Opts{Presence: cardwatch.ByFind{}})
	s.next(cardwatch.Back)
	s.quiet(1500 * time.Millisecond)
	heard := m.stall(true)
	if n := count(heard, 0x20); n < 2 || n > 8 {
		t.Errorf("asked for a card %d times in 1.5 s, want one every 300 ms", n)
	}
	s.next(cardwatch.Gone)
	if heard = m.stall(false); count(heard, 0x11) == 0 {
		t.Errorf("commands %X: a module that fell silent was not asked how it is", heard)
	}
	s.next(cardwatch.Back)
	if heard = m.stall(false); count(heard, 0x10) == 0 {
		t.Errorf("commands %X: no reset", heard)
	}
}
