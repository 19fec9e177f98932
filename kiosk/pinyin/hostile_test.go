package pinyin_test

import (
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"linli/assets"
	"linli/kiosk/pinyin"
	"linli/kiosk/pinyin/internal/compile"
)

// hostile are inputs that can be cut in very many ways.
func hostile() []string {
	inputs := []string{"a", "e", "z", "zh", "s", "sh", "an", "xian", "ai'", "zhang", "shi", "jia", "n", "ng", "ou", "ziyuan", "nvv", "v", "u", "'"}
	for i, in := range inputs {
		inputs[i] = strings.Repeat(in, 200/len(in)+1)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		b := make([]byte, 200)
		for i := range b {
			b[i] = "aeiouvnghzcsxjqrlmbpdtyfkw'"[random.IntN(27)]
		}
		inputs = append(inputs, string(b))
	}
	return inputs
}

// TestHostileInputIsBounded allows far more time than it takes: the machine
// may be busy. BenchmarkKey says how long it takes.
func TestHostileInputIsBounded(t *testing.T) {
	d := newDecoder(t)
	for _, letters := range hostile() {
		begin := time.Now()
		wantSound(t, letters, d.Decode(letters, 1<<30))
		wantSound(t, letters, d.DecodeName(letters, false, 1<<30))
		wantSound(t, letters, d.DecodeName(letters, true, 1<<30))
		if took := time.Since(begin); took > 2*time.Second {
			t.Errorf("%.20s... took %v", letters, took)
		}
		if visits := pinyin.Visits(d, letters); visits > pinyin.MaxVisits/2 {
			t.Errorf("%.20s... takes %d steps: the bound comes near", letters, visits)
		}
	}
	for _, letters := range hostile()[:20] {
		if allocated := testing.AllocsPerRun(1, func() { d.Decode(letters, 9) }); allocated > 500 {
			t.Errorf("%.20s...: %v allocations", letters, allocated)
		}
	}
}

// TestWordOfOneLetterIsBounded adds a word that can be cut in 65,536 ways.
func TestWordOfOneLetterIsBounded(t *testing.T) {
	all := fstest.MapFS{}
	for _, name := range []string{"pinyin_simp.dict.yaml.gz", "unihan.txt.gz", "lexicon.txt", "names.txt", "deny.txt"} {
		data, err := os.ReadFile(filepath.Join(sources, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = &fstest.MapFile{Data: data}
	}
	all["lexicon.txt"].Data = append(all["lexicon.txt"].Data, strings.Repeat("啊", 16)+"\ta"+strings.Repeat(" a", 15)+"\n"...)
	table, err := compile.Table(all)
	if err != nil {
		t.Fatal(err)
	}
	d, err := pinyin.New(string(table))
	if err != nil {
		t.Fatal(err)
	}
	letters := strings.Repeat("a", 200)
	if visits := pinyin.Visits(d, letters); visits > pinyin.MaxVisits+pinyin.MaxLetters*100 {
		t.Errorf("%d steps", visits)
	}
	wantSound(t, letters, d.Decode(letters, 50))
}

// wantSound wants what holds for every list of candidates.
func wantSound(t *testing.T, letters string, list []pinyin.Candidate) {
	t.Helper()
	if len(list) > pinyin.MaxCandidates {
		t.Errorf("%.20q: %d candidates", letters, len(list))
	}
	seen := map[string]bool{}
	for _, c := range list {
		switch {
		case c.Used <= 0 || c.Used > len(letters):
			t.Errorf("%.20q: %q uses %d letters", letters, c.Text, c.Used)
		case c.Text == "" || !utf8.ValidString(c.Text):
			t.Errorf("%.20q: text %q", letters, c.Text)
		case utf8.RuneCountInString(c.Text) > max(c.Used, 16):
			t.Errorf("%.20q: %s of %d letters", letters, c.Text, c.Used)
		case seen[c.Text]:
			t.Errorf("%.20q: %s twice", letters, c.Text)
		}
		seen[c.Text] = true
	}
}

func TestDamagedTableIsRefused(t *testing.T) {
	table := assets.Pinyin()
	changed := []byte(table)
	changed[len(changed)/2] ^= 1
	for name, raw := range map[string]string{
		"empty": "", "magic alone": table[:8], "cut": table[:len(table)-1], "cut in its head": table[:30], "longer": table + "\x00",
		"one bit": string(changed), "other version": "LINLIPY0" + table[8:], "text": strings.Repeat("LINLIPY1", 100),
	} {
		if d, err := pinyin.New(raw); err == nil || d != nil {
			t.Errorf("%s: accepted", name)
		} else if !strings.HasPrefix(err.Error(), "pinyin: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTableThatLeadsNowhereIsRefused changes bytes and makes the checksum fit:
// what New then accepts may be nonsense, but is read without a fault.
func TestTableThatLeadsNowhereIsRefused(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	fit := func(table []byte) string {
		binary.LittleEndian.PutUint32(table[8:], crc32.ChecksumIEEE(table[12:]))
		return string(table)
	}
	section := func(n int) (begin int) {
		begin = 44
		for i := range n {
			begin += int(binary.LittleEndian.Uint32([]byte(assets.Pinyin()[12+4*i:][:4])))
		}
		return begin
	}
	// The last surname, of four characters, says that it has more.
	long := []byte(assets.Pinyin())
	long[section(6)-9] = 5
	if _, err := pinyin.New(fit(long)); err == nil {
		t.Error("a surname that goes on behind its section was accepted")
	}
	refused := 0
	for range 200 {
		table := []byte(assets.Pinyin())
		switch random.IntN(4) {
		case 0: // the sizes of the sections
			table[12+random.IntN(32)] ^= byte(1 << random.IntN(8))
		case 1: // anywhere
			table[44+random.IntN(len(table)-44)] ^= byte(1 << random.IntN(8))
		case 2: // the nodes
			table[section(3)+random.IntN(4000)] ^= byte(1 << random.IntN(8))
		case 3: // the surnames
			table[section(5)+random.IntN(section(6)-section(5))] ^= byte(1 << random.IntN(8))
		}
		d, err := pinyin.New(fit(table))
		if err != nil {
			refused++
			continue
		}
		for _, letters := range []string{"shequ", "jzz", "z", "zhangwei", "xian"} {
			d.Decode(letters, 50)
			d.DecodeName(letters, false, 50)
			d.Matches("我要办居住证", letters)
		}
	}
	if refused < 50 {
		t.Errorf("%d of 200 were refused", refused)
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range []string{"shequ", "jzz", "xi'an", "zhzhzh", "lve", "nver", "社区", "a\xff", "''", strings.Repeat("zhuang", 40)} {
		f.Add(seed, 9)
	}
	d := newDecoder(f)
	f.Fuzz(func(t *testing.T, letters string, limit int) {
		all := d.Decode(letters, pinyin.MaxCandidates)
		wantSound(t, letters, all)
		if some := d.Decode(letters, limit); limit <= 20 && !slices.Equal(some, all[:max(0, min(limit, len(all)))]) {
			t.Errorf("limit %d: %v", limit, contents(some))
		}
		wantSound(t, letters, d.DecodeName(letters, false, limit))
		wantSound(t, letters, d.DecodeName(letters, true, limit))
		for _, c := range all[:min(5, len(all))] {
			d.Initials(c.Text)
			d.Matches(c.Text, letters)
		}
	})
}

func BenchmarkKey(b *testing.B) {
	d := newDecoder(b)
	for _, letters := range []string{"s", "sq", "she", "shequ", "jiedaobanshichu", "zhongducanjirenhulibutie", strings.Repeat("shi", 60), strings.Repeat("s", 200)} {
		b.Run(letters[:min(len(letters), 24)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Decode(letters, 9)
			}
		})
	}
	b.Run("name", func(b *testing.B) {
		for b.Loop() {
			d.DecodeName("zhangwei", false, 9)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := pinyin.New(assets.Pinyin()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatches(b *testing.B) {
	d := newDecoder(b)
	for b.Loop() {
		d.Matches("重度残疾人护理补贴：一级、二级残疾，需长期照护", "hulibt")
	}
}
