package compile

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"
)

// eachLine calls take for every line of a file that is not empty and no
// comment. A name that ends in .gz is unpacked.
func eachLine(sources fs.FS, name string, take func(string) error) error {
	f, err := sources.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	lines := bufio.NewScanner(r)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if err := take(line); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if n == 0 {
		return fmt.Errorf("%s is empty", name)
	}
	return nil
}

// dictionaryLine takes "词	ci yu	123". The head of the file, which has no tabs,
// is passed over.
func (b *book) dictionaryLine(line string) error {
	fields := strings.Split(line, "\t")
	if len(fields) == 1 {
		return nil
	}
	if len(fields) != 3 {
		return fmt.Errorf("expected word, reading and weight, have %d fields", len(fields))
	}
	weight, err := strconv.ParseFloat(fields[2], 64)
	if err != nil || weight < 0 || math.IsNaN(weight) || math.IsInf(weight, 0) {
		return fmt.Errorf("weight %q", fields[2])
	}
	w, err := newWord(fields[0], fields[1])
	switch {
	case err != nil:
		return err
	case !sayable(w):
		return nil
	case len(w.pairs) == 1:
		if _, known := b.singles[w.pairs[0]]; !known && b.readable[w.pairs[0].char] {
			weight = min(weight, strange)
		}
		b.addSingle(w.pairs[0], max(weight, unlisted))
	default:
		w.weight = weight
		b.add(w)
	}
	return nil
}

// newWord joins characters and syllables.
func newWord(text, reading string) (word, error) {
	chars, syllables := []rune(text), strings.Fields(reading)
	if len(chars) != len(syllables) {
		return word{}, fmt.Errorf("%q has %d characters and %d syllables", text, len(chars), len(syllables))
	}
	if len(chars) > longestWord {
		return word{}, fmt.Errorf("%q is longer than %d characters", text, longestWord)
	}
	var w word
	for i, c := range chars {
		s := plain(syllables[i])
		if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" || len(s) > 6 {
			return word{}, fmt.Errorf("%q is no syllable", syllables[i])
		}
		w.pairs = append(w.pairs, pair{c, s})
	}
	return w, nil
}

// sayable reports whether every syllable has a vowel. The dictionary has "ng"
// and the like for sighs; as syllables they would stand in the way of initials.
func sayable(w word) bool {
	for _, p := range w.pairs {
		if !strings.ContainsAny(p.syllable, "aeiouv") {
			return false
		}
	}
	return true
}

// sighs are syllables without a vowel, and what is typed for them.
var sighs = map[string]string{"m": "mu", "n": "en", "ng": "en"}

// toneless maps letters with tone marks to those of a keyboard; ü is v.
var toneless = strings.NewReplacer(
	"ā", "a", "á", "a", "ǎ", "a", "à", "a",
	"ē", "e", "é", "e", "ě", "e", "è", "e", "ê", "e", "ế", "e", "ề", "e", "\u0304", "", "\u030c", "",
	"ī", "i", "í", "i", "ǐ", "i", "ì", "i",
	"ō", "o", "ó", "o", "ǒ", "o", "ò", "o",
	"ū", "u", "ú", "u", "ǔ", "u", "ù", "u",
	"ü", "v", "ǖ", "v", "ǘ", "v", "ǚ", "v", "ǜ", "v",
	"ń", "n", "ň", "n", "ǹ", "n", "ḿ", "m", "\u0300", "",
)

// plain writes a reading as it is typed: no tones, lue and nue with u.
func plain(reading string) string {
	s := toneless.Replace(reading)
	if s == "lve" || s == "nve" {
		return s[:1] + "ue"
	}
	return s
}

// unihan reads lines of the Unihan Database: code point, field, value. The
// levels of the table of general standard characters come before readings.
type unihan struct {
	book   *book
	levels map[string]float64 // by code point: the weight of a reading
}

func (u *unihan) line(line string) error {
	fields := strings.Split(line, "\t")
	if len(fields) != 3 {
		return fmt.Errorf("expected code point, field and value, have %d fields", len(fields))
	}
	code, err := strconv.ParseUint(strings.TrimPrefix(fields[0], "U+"), 16, 21)
	if err != nil {
		return err
	}
	switch fields[1] {
	case "kTGH": // 2013:1 to 2013:8105, by level
		n, err := strconv.Atoi(strings.TrimPrefix(fields[2], "2013:"))
		if err != nil {
			return err
		}
		level := 2
		if n <= 3500 {
			level = 0
		} else if n <= 6500 {
			level = 1
		}
		u.levels[fields[0]] = tghWeights[level]
		return nil
	case "kMandarin", "kTGHZ2013": // "dān", and "264.010:dān,chán 36.140:shàn"
		for _, entry := range strings.Fields(fields[2]) {
			_, readings, located := strings.Cut(entry, ":")
			if !located {
				readings = entry
			}
			for reading := range strings.SplitSeq(readings, ",") {
				if sigh, ok := sighs[plain(reading)]; ok {
					reading = sigh
				}
				w, err := newWord(string(rune(code)), reading)
				if err != nil {
					return err
				}
				if sayable(w) {
					u.book.readable[rune(code)] = true
					u.book.addSingle(w.pairs[0], max(u.levels[fields[0]], unlisted))
				}
			}
		}
		return nil
	}
	return fmt.Errorf("field %s is not expected", fields[1])
}

// denyLine takes a word, a tab and the reason.
func (b *book) denyLine(line string) error {
	text, reason, reasoned := strings.Cut(line, "\t")
	if !reasoned || reason == "" {
		return fmt.Errorf("%q has no reason", text)
	}
	if len([]rune(strings.TrimPrefix(text, "="))) < 2 {
		return fmt.Errorf("%q: single characters are never kept back", text)
	}
	b.denied = append(b.denied, text)
	return nil
}

// nameLine takes surnames with readings, or characters of given names.
func (b *book) nameLine(line string) error {
	if given, ok := strings.CutPrefix(line, "given:"); ok {
		b.given += strings.TrimSpace(given)
		return nil
	}
	for entry := range strings.SplitSeq(line, ",") {
		text, reading, _ := strings.Cut(strings.TrimSpace(entry), " ")
		w, err := newWord(text, reading)
		if err != nil {
			return err
		}
		for _, p := range w.pairs {
			b.addSingle(p, surnameWeight)
		}
		b.surnames = append(b.surnames, w.pairs)
	}
	return nil
}
