package pinyin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"linli/kiosk/pinyin"
)

func typed(c *pinyin.Composition, letters string) {
	for _, b := range []byte(letters) {
		c.Type(b)
	}
}

// first takes the candidate with a text.
func first(t *testing.T, c *pinyin.Composition, text string) {
	t.Helper()
	for _, candidate := range c.Candidates(100) {
		if candidate.Text == text {
			if !c.Choose(candidate) {
				t.Fatalf("%s was not taken", text)
			}
			return
		}
	}
	t.Fatalf("%s is not offered for %s", text, c.Letters())
}

func TestCompositionGrowsByChoices(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Words, 20)
	typed(c, "SheQufw")
	first(t, c, "社区")
	if got := c.Letters(); got != "fw" {
		t.Errorf("letters %q wait, expected fw", got)
	}
	if c.Add("3") {
		t.Error("a digit was taken while letters wait")
	}
	first(t, c, "服务")
	if !c.Add("3号") || c.Reveal() != "社区服务3号" || c.Letters() != "" {
		t.Errorf("%s and %s", c.Reveal(), c.Letters())
	}
}

func TestNameBeginsWithASurname(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Name, 20)
	typed(c, "shan")
	if got := c.Candidates(1); got[0].Text != "单" {
		t.Errorf("first %v", contents(got))
	}
	first(t, c, "单")
	typed(c, "wei")
	if got := c.Candidates(1); got[0].Text != "伟" {
		t.Errorf("after the surname %v", contents(got))
	}
}

func TestBackTakesLettersThenCharacters(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Words, 20)
	c.Add("张示例")
	typed(c, "sh")
	for i, want := range []string{"张示例 s", "张示例 ", "张示 ", "张 ", " "} {
		if !c.Back() {
			t.Fatalf("back %d did nothing", i)
		}
		if got := c.Reveal() + " " + c.Letters(); got != want {
			t.Errorf("back %d: %q, expected %q", i, got, want)
		}
	}
	if c.Back() {
		t.Error("there was something left")
	}
}

func TestCompositionHasBounds(t *testing.T) {
	d := newDecoder(t)
	c := pinyin.NewComposition(d, pinyin.Words, 3)
	for _, b := range []byte{'1', ' ', 0, 0xe7, '@', '[', '`', '{', '\''} {
		if c.Type(b) {
			t.Errorf("%q was taken for a letter", b)
		}
	}
	typed(c, strings.Repeat("a", 300))
	if got := len(c.Letters()); got != pinyin.MaxLetters {
		t.Errorf("%d letters", got)
	}
	c.Wipe()
	typed(c, "shequfuwu")
	for _, bad := range []pinyin.Candidate{{Text: "社", Used: 10}, {Text: "社", Used: 0}, {Text: "社", Used: -1}, {Text: "", Used: 1}, {Text: "社区服务", Used: 9}, {Text: "\xff", Used: 1}} {
		if c.Choose(bad) || c.Letters() != "shequfuwu" || c.Reveal() != "" {
			t.Errorf("%d letters were used for %q", bad.Used, bad.Text)
		}
	}
	c.Wipe()
	if !c.Add("张示例") || c.Add("张") || c.Type('a') {
		t.Error("a full field took more, or not enough")
	}
	if pinyin.NewComposition(d, pinyin.Words, -1).Add("张") {
		t.Error("no room took a character")
	}
}

func TestWipedCompositionHoldsNothing(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Name, 20)
	c.Add("张示例")
	typed(c, "shan")
	letters, text := pinyin.Buffers(c)
	c.Wipe()
	for name, buffer := range map[string][]byte{"letters": letters, "text": text} {
		if cap(buffer) == 0 || len(bytes.Trim(buffer, "\x00")) > 0 {
			t.Errorf("%s: %q is still there", name, buffer)
		}
	}
	if c.Reveal() != "" || c.Letters() != "" || c.Candidates(9) != nil {
		t.Error("it is not empty")
	}
	typed(c, "li")
	if first, _ := pinyin.Buffers(c); &first[0] != &letters[0] {
		t.Error("it moved, and left a copy behind")
	}
}

// TestDroppedCharactersAreOverwritten looks at the buffers behind their ends.
func TestDroppedCharactersAreOverwritten(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Words, 20)
	c.Add("张示例")
	c.Back()
	typed(c, "shequ")
	first(t, c, "社区")
	c.Back()
	letters, text := pinyin.Buffers(c)
	if got := strings.TrimRight(string(letters), "\x00"); got != "" {
		t.Errorf("letters %q", got)
	}
	if got := strings.TrimRight(string(text), "\x00"); got != "张示社" {
		t.Errorf("text %q", got)
	}
}

func TestNothingTypedIsPrinted(t *testing.T) {
	c := pinyin.NewComposition(newDecoder(t), pinyin.Name, 20)
	c.Add("张示例")
	typed(c, "shan")
	offered := c.Candidates(3)
	var out bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", "c", c, "candidate", offered[0], "all", c)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, c, offered, offered[0])
	}
	fmt.Fprintln(&out, c.String(), offered[0].String())
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	for _, secret := range []string{"张", "示例", "shan", "单", fmt.Sprintf("%x", "单"), fmt.Sprintf("%x", "张")} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s stands in %s", secret, out.String())
		}
	}
	if !strings.Contains(out.String(), "***") {
		t.Errorf("nothing is masked in %s", out.String())
	}
}
