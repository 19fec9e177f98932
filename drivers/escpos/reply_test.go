package escpos_test

import (
	"bytes"
	"reflect"
	"testing"

	"linli/drivers/escpos"
)

// replies feeds bytes one at a time, as a line delivers them.
func replies(b []byte) []escpos.Reply {
	var (
		p   escpos.Parser
		all []escpos.Reply
	)
	for _, b := range b {
		if r, ok := p.Feed(b); ok {
			all = append(all, r)
		}
	}
	return all
}

func TestRepliesAreToldApart(t *testing.T) {
	fence := escpos.Fence{'A', 'B', 'C', 'D'}
	for _, c := range []struct {
		situation string
		bytes     string
		want      []escpos.Reply
	}{
		{"real-time status", "12 1A", []escpos.Reply{escpos.RealTime(0x12), escpos.RealTime(0x1A)}},
		{"automatic status", "18 00 0C 00", []escpos.Reply{escpos.ASB{0x18, 0, 0x0C, 0}}},
		{"automatic status with a head that looks like ink", "14 08 03 0F", []escpos.Reply{escpos.ASB{0x14, 8, 3, 15}}},
		{"fence", "37 22 41 42 43 44 00", []escpos.Reply{fence}},
		{"buffer cleared", "37 25 00", []escpos.Reply{escpos.Cleared{}}},
		{"paper sensor", "0C", []escpos.Reply{escpos.Sensor(0x0C)}},
		{"full status", "10 0F 25 02 01 08", []escpos.Reply{escpos.Full{0x25, 2, 1, 8}}},
		{"real-time status inside full status", "10 0F 25 12 02 01 08", []escpos.Reply{escpos.RealTime(0x12), escpos.Full{0x25, 2, 1, 8}}},
		{"paper not torn off", "92", []escpos.Reply{escpos.RealTime(0x92)}},
		{"identity", "5F 54 75 00", []escpos.Reply{escpos.Info("Tu")}},
		{"real-time status inside an identity", "5F 75 12 77 00", []escpos.Reply{escpos.RealTime(0x12), escpos.Info("uw")}},
		{"identity that breaks off before a fence", "5F 75 37 22 41 42 43 44 00", []escpos.Reply{fence}},
		{"letters of an identity are taken for status as well", "5F 52 4C 00", []escpos.Reply{escpos.RealTime(0x52), escpos.Sensor(0x4C), escpos.Info("RL")}},
		{"identity without letters", "5F 00", []escpos.Reply{escpos.Sensor(0)}},
		{"real-time status inside automatic status", "10 00 16 00 00", []escpos.Reply{escpos.RealTime(0x16), escpos.ASB{0x10, 0, 0, 0}}},
		{"real-time status inside a fence", "37 22 41 12 42 43 44 00", []escpos.Reply{escpos.RealTime(0x12), fence}},
		{"automatic status inside a fence", "37 22 41 42 18 00 0C 00 43 44 00", []escpos.Reply{escpos.ASB{0x18, 0, 0x0C, 0}, fence}},
		{"flow control is no reply", "11 13", nil},
		{"automatic status that breaks off", "10 00 37 22 41 42 43 44 00", []escpos.Reply{fence}},
		{"automatic status begins anew", "10 00 18 00 0C 00", []escpos.Reply{escpos.ASB{0x18, 0, 0x0C, 0}}},
		{"fence begins anew", "37 22 41 37 22 41 42 43 44 00", []escpos.Reply{fence}},
		{"frame of another kind", "37 60 12", []escpos.Reply{escpos.RealTime(0x12)}},
		{"fence without its end", "37 22 41 42 43 44 45 12", []escpos.Reply{escpos.RealTime(0x12)}},
	} {
		t.Run(c.situation, func(t *testing.T) {
			if got := replies(unhex(t, c.bytes)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// FuzzParser checks that no noise hides a fence that follows it, once any
// reply that the noise began has had room to end.
func FuzzParser(f *testing.F) {
	f.Add([]byte{0x12, 0x37, 0x22, 0x41})
	f.Add([]byte{0x10, 0x00})
	f.Add([]byte{0x37, 0x25})
	f.Fuzz(func(t *testing.T, noise []byte) {
		settle := bytes.Repeat([]byte{0x80}, 2)
		end := []byte{0x37, 0x22, 'A', 'B', 'C', 'D', 0}
		all := replies(append(append(append([]byte{}, noise...), settle...), end...))
		if len(all) == 0 || all[len(all)-1] != (escpos.Fence{'A', 'B', 'C', 'D'}) {
			t.Errorf("noise % X hides the fence: %v", noise, all)
		}
		if len(all) > len(noise)+1 {
			t.Errorf("noise % X became %d replies", noise, len(all))
		}
	})
}
