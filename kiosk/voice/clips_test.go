package voice_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"linli/assets"
	"linli/kiosk"
	"linli/kiosk/catalogue"
	"linli/kiosk/voice"
	"linli/kiosk/voice/mandarin"
)

var update = flag.Bool("update", false, "speak the clips that are missing (make voice; wants espeak-ng and sox)")

// clips is the folder of the clips.
const clips = "../../assets/voice"

// mostBytes is how much all clips may weigh: every terminal carries them.
const mostBytes = 6 << 20

func languages() []kiosk.Lang { return []kiosk.Lang{kiosk.Chinese, kiosk.English} }

func shipped(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Load(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestWhatIsSaidHasAClip compares the script with the clips. What has none is
// put together from parts, so single new texts are allowed until make voice;
// what it is put together from must be there.
func TestWhatIsSaidHasAClip(t *testing.T) {
	for _, lang := range languages() {
		script := voice.Script(lang, shipped(t), readings(t))
		if *update {
			speak(t, lang, script)
		}
		index, err := voice.Index(os.DirFS(clips), lang)
		if err != nil {
			t.Fatal(err)
		}
		var missing []string
		for _, want := range script {
			if slices.ContainsFunc(index, func(c voice.Clip) bool { return c.Text == want.Text }) {
				continue
			}
			missing = append(missing, want.Text)
			switch part, _, _ := strings.Cut(want.File, "."); part {
			case "voice", "letter", "syllable":
				t.Errorf("%s: %q has no clip: make voice", lang, want.Text)
			}
		}
		t.Logf("%s: %d texts, %d without a clip: %q", lang, len(script), len(missing), missing)
		if len(script) < 200 || len(missing) > len(script)/20 {
			t.Errorf("%s: %d of %d texts have no clip: make voice", lang, len(missing), len(script))
		}
	}
}

// TestEveryClipIsThereAndSmall holds the folder against its index.
func TestEveryClipIsThereAndSmall(t *testing.T) {
	all := 0
	for _, lang := range languages() {
		index, err := voice.Index(os.DirFS(clips), lang)
		if err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(clips, string(lang), "*.wav"))
		if err != nil || len(files) != len(index) {
			t.Errorf("%s: %d files, %d rows in the index (%v)", lang, len(files), len(index), err)
		}
		for _, c := range index {
			info, err := fs.Stat(assets.Clips(), string(lang)+"/"+c.File)
			if err != nil {
				t.Errorf("%s: %v", lang, err)
				continue
			}
			all += int(info.Size())
		}
	}
	t.Logf("%d bytes of clips", all)
	if all == 0 || all > mostBytes {
		t.Errorf("the clips weigh %d bytes, at most %d are carried", all, mostBytes)
	}
}

// speak brings a folder up to date: clips by people stay, placeholders whose
// text nobody says any more go, and what is missing is spoken by a program.
func speak(t *testing.T, lang kiosk.Lang, script []voice.Clip) {
	for _, program := range []string{"espeak-ng", "sox"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed: apt-get install espeak-ng sox", program)
		}
	}
	folder := filepath.Join(clips, string(lang))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	index, err := voice.Index(os.DirFS(clips), lang)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var kept []voice.Clip
	table := readings(t)
	for _, c := range index {
		wanted := slices.ContainsFunc(script, func(w voice.Clip) bool { return w.Text == c.Text })
		if _, err := os.Stat(filepath.Join(folder, c.File)); err != nil || !wanted && c.By == voice.Placeholder {
			if err := os.Remove(filepath.Join(folder, c.File)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			continue
		}
		kept = append(kept, c)
	}
	for _, want := range script {
		if slices.ContainsFunc(kept, func(c voice.Clip) bool { return c.Text == want.Text }) {
			continue
		}
		for n := 2; slices.ContainsFunc(kept, func(c voice.Clip) bool { return c.File == want.File }); n++ {
			want.File = fmt.Sprintf("%s-%d.wav", strings.TrimSuffix(want.File, ".wav"), n)
		}
		want.By = voice.Placeholder
		synthesise(t, table, want, filepath.Join(folder, want.File))
		kept = append(kept, want)
	}
	slices.SortFunc(kept, func(a, b voice.Clip) int { return strings.Compare(a.File, b.File) })
	var b strings.Builder
	b.WriteString("# file, who speaks, what is said. Written by make voice; see ../README.md for recordings by people.\n")
	for _, c := range kept {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", c.File, c.By, c.Text)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.tsv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// synthesise speaks text into file: 8 kHz, mono, GSM full rate, no silence at
// the ends. Parts of texts are spoken a little faster than whole ones.
func synthesise(t *testing.T, table *mandarin.Table, clip voice.Clip, file string) {
	t.Helper()
	speed, name, text, rest := "170", "en-gb", clip.Text, "0.03"
	switch part, _, _ := strings.Cut(clip.File, "."); {
	case part == "syllable":
		speed, name = "190", "cmn-latn-pinyin"
	case part == "word":
		speed, rest = "190", "0.06"
	case strings.ContainsFunc(text, func(r rune) bool { return r > 0x2e80 }):
		pinyin, unread := table.Read(text)
		if unread > 0 {
			t.Logf("%q: %d signs are not read", text, unread)
		}
		speed, name, text = "165", "cmn-latn-pinyin", pinyin
	}
	speaker := exec.Command("espeak-ng", "--stdin", "--stdout", "-s", speed, "-a", "90", "-v", name)
	speaker.Stdin = strings.NewReader(text)
	spoken, err := speaker.Output()
	if err != nil {
		t.Fatalf("espeak-ng %q: %v", text, err)
	}
	trim := exec.Command("sox", "-q", "-D", "-t", "wav", "-", "-r", "8000", "-c", "1", "-e", "gsm-full-rate", file,
		"silence", "1", "0.01", "0.3%", "reverse", "silence", "1", "0.01", "0.3%", "fade", "t", "0.02", "reverse", "norm", "-3", "pad", "0.01", rest)
	trim.Stdin = bytes.NewReader(spoken)
	if out, err := trim.CombinedOutput(); err != nil {
		t.Fatalf("sox %q: %v\n%s", text, err, out)
	}
}

func shippedClips() fs.FS { return assets.Clips() }

func TestBrokenIndexIsAnError(t *testing.T) {
	for name, text := range map[string]string{"fields": "a.wav\tb\n", "nothing": ""} {
		folder := fstest.MapFS{}
		if text != "" {
			folder["zh/index.tsv"] = &fstest.MapFile{Data: []byte(text)}
		}
		if _, err := voice.LoadClips(folder, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func readings(t *testing.T) *mandarin.Table {
	t.Helper()
	table, err := mandarin.Load(assets.Readings())
	if err != nil {
		t.Fatal(err)
	}
	return table
}
