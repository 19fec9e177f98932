package voice

import (
	"bufio"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"linli/kiosk"
	"linli/kiosk/voice/mandarin"
)

// Clips knows which texts have a recording. It is never changed once loaded.
type Clips struct {
	files     map[kiosk.Lang]map[string]string // by normal text: a file below the folder of clips
	syllables map[string]string                // of Chinese, by numbered pinyin
	readings  *mandarin.Table                  // nil: Chinese without a clip is left out
}

// Clip is one row of an index.
type Clip struct {
	File string // without its folder, "screen.home-title.wav"
	By   string // who speaks: a person, or a program that stands in for one
	Text string // as it is spoken
}

// Placeholder begins the By of clips that a program spoke: they are made anew
// when their text changes, and wait for a person.
const Placeholder = "espeak-ng"

// indexName is the file in each language's folder that says which text each
// clip holds: file, speaker and text, parted by tabs.
const indexName = "index.tsv"

// Index reads which clips a folder has for lang.
func Index(folder fs.FS, lang kiosk.Lang) ([]Clip, error) {
	f, err := folder.Open(path.Join(string(lang), indexName))
	if err != nil {
		return nil, fmt.Errorf("voice: %w", err)
	}
	defer f.Close()
	var all []Clip
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if line := lines.Text(); line != "" && line[0] != '#' {
			fields := strings.Split(line, "\t")
			if len(fields) != 3 {
				return nil, fmt.Errorf("voice: %s of %s: %q has %d fields, expected file, speaker and text", indexName, lang, line, len(fields))
			}
			all = append(all, Clip{File: fields[0], By: fields[1], Text: fields[2]})
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("voice: %s of %s: %w", indexName, lang, err)
	}
	return all, nil
}

// LoadClips reads the indexes of a folder of clips, such as assets.Clips.
// Readings tell how Chinese is read that has no clip of its own; nil for none.
func LoadClips(folder fs.FS, readings *mandarin.Table) (*Clips, error) {
	c := &Clips{files: map[kiosk.Lang]map[string]string{}, syllables: map[string]string{}, readings: readings}
	for _, lang := range []kiosk.Lang{kiosk.Chinese, kiosk.English} {
		index, err := Index(folder, lang)
		if err != nil {
			return nil, err
		}
		c.files[lang] = map[string]string{}
		for _, clip := range index {
			file := path.Join(string(lang), clip.File)
			if strings.HasPrefix(clip.File, syllableMark) {
				c.syllables[clip.Text] = file
				continue
			}
			c.files[lang][normal(clip.Text)] = file
		}
	}
	return c, nil
}

// Sound is one piece of an utterance: a clip, a rest, or a text without a clip.
type Sound struct {
	Clip string // a file below the folder of clips
	Rest bool   // a breath

	Text string     // to be spoken by a synthesiser, where there is one
	Lang kiosk.Lang // of Text
	Else []Sound    // instead of Text where there is none; empty when nothing can be said
	Left int        // signs of Text that Else leaves out
}

// Sounds turns words into what is played, clips wherever there are any.
func (c *Clips) Sounds(lang kiosk.Lang, words []string) []Sound {
	var all []Sound
	for _, w := range words {
		all = append(all, c.word(lang, w)...)
	}
	return all
}

// Unsaid is the clip that says that something cannot be said; "" when even
// that has none.
func (c *Clips) Unsaid(lang kiosk.Lang) string {
	clip, _ := c.clip(lang, phrase(lang, "voice.unsaid"))
	return clip.Clip
}

func (c *Clips) word(lang kiosk.Lang, word string) []Sound {
	if clip, ok := c.clip(lang, word); ok {
		return []Sound{clip}
	}
	clauses := strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune(clauseMarks, r) })
	var all []Sound
	for i, clause := range clauses {
		if i > 0 {
			all = append(all, Sound{Rest: true})
		}
		all = append(all, c.clause(lang, clause)...)
	}
	if len(all) == 0 {
		all = []Sound{{Rest: true}}
	}
	return all
}

// clauseMarks part a text where one breathes.
const clauseMarks = "，。；：、！？（）「」“”《》·,;!?()\""

// clip finds the recording of a text, also where its words are of the other
// language.
func (c *Clips) clip(lang kiosk.Lang, text string) (Sound, bool) {
	for _, l := range []kiosk.Lang{lang, other(lang)} {
		if file, ok := c.files[l][normal(text)]; ok {
			return Sound{Clip: file}, true
		}
	}
	return Sound{}, false
}

// normal is what a text sounds like: without the marks and spaces around it.
func normal(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsPunct(r) || unicode.IsSpace(r)
	})
}
