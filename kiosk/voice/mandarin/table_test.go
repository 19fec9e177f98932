package mandarin_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "make the table of readings anew")

// The folders of what the table is made of, and of the table.
const (
	sources = "../../../assets/pinyin/"
	table   = "../../../assets/voice/readings.txt.gz"
	own     = "../../../assets/voice/readings-own.txt"
)

// TestTableIsWhatItsSourcesSay makes the table from the readings of characters
// with tones, and the words in which a character is read in another way.
func TestTableIsWhatItsSourcesSay(t *testing.T) {
	made := compile(t)
	if *update {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(z, made); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(table, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if kept := unpack(t, table); kept != made {
		t.Errorf("the table of readings is not what its sources give; run with -update (%d bytes, %d made)", len(kept), len(made))
	}
}

func unpack(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// leastWeight is how frequent a word must be to be kept for the sake of one
// syllable.
const leastWeight = 30

func compile(t *testing.T) string {
	tones := characters(t)
	rows := map[string]string{}
	for char, readings := range tones {
		rows[char] = readings[0]
	}
	for line := range strings.Lines(unpack(t, sources+"pinyin_simp.dict.yaml.gz")) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			continue
		}
		if weight, _ := strconv.Atoi(fields[2]); weight >= leastWeight {
			if syllables, differs := toned(tones, fields[0], strings.Fields(fields[1])); differs {
				rows[fields[0]] = syllables
			}
		}
	}
	f, err := os.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if word, syllables, ok := strings.Cut(strings.TrimSpace(lines.Text()), " "); ok && word != "#" {
			rows[word] = syllables
		}
	}
	var b strings.Builder
	for _, digit := range "零一二三四五六七八九" {
		fmt.Fprintf(&b, "%c %s\n", digit, rows[string(digit)])
	}
	words := make([]string, 0, len(rows))
	for w := range rows {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range words {
		fmt.Fprintf(&b, "%s %s\n", w, rows[w])
	}
	return b.String()
}

// toned gives each syllable the first tone that its character has with it.
func toned(tones map[string][]string, word string, plain []string) (syllables string, differs bool) {
	if utf8.RuneCountInString(word) != len(plain) || len(plain) < 2 {
		return "", false
	}
	var out []string
	for i, r := range []rune(word) {
		readings := tones[string(r)]
		at := slices.IndexFunc(readings, func(s string) bool { return strings.TrimRight(s, "12345") == plain[i] })
		if at < 0 {
			return "", false
		}
		differs = differs || at > 0
		out = append(out, readings[at])
	}
	return strings.Join(out, " "), differs
}

// characters reads all readings of a character, the usual one first.
func characters(t *testing.T) map[string][]string {
	all := map[string][]string{}
	for line := range strings.Lines(unpack(t, sources+"unihan.txt.gz")) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 || fields[1] == "kTGH" {
			continue
		}
		code, err := strconv.ParseUint(fields[0][2:], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		char := string(rune(code))
		for entry := range strings.FieldsSeq(fields[2]) {
			if _, readings, located := strings.Cut(entry, ":"); located {
				entry = readings
			}
			for reading := range strings.SplitSeq(entry, ",") {
				if s := numbered(reading); s != "" && !slices.Contains(all[char], s) {
					all[char] = append(all[char], s)
				}
			}
		}
	}
	if len(all) < 20000 {
		t.Fatalf("only %d characters", len(all))
	}
	return all
}

// numbered writes hǎo as hao3, lǜ as lv4, and de as de5; "" for a sigh without
// a vowel.
func numbered(reading string) string {
	tone := "5"
	var b strings.Builder
	for _, r := range reading {
		for i, row := range []string{"āēīōūǖ", "áéíóúǘ", "ǎěǐǒǔǚ", "àèìòùǜ"} {
			if at := slices.Index([]rune(row), r); at >= 0 {
				tone, r = strconv.Itoa(i+1), []rune("aeiouv")[at]
			}
		}
		if r == 'ü' {
			r = 'v'
		}
		b.WriteRune(r)
	}
	s := b.String()
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" || !strings.ContainsAny(s, "aeiouv") {
		return ""
	}
	return s + tone
}
