package config_test

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"linli/internal/config"
)

type phrase struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

type reader struct {
	Port  string        `yaml:"port"`
	Baud  int           `yaml:"baud"`
	Retry time.Duration `yaml:"retry"`
}

func (r *reader) Validate() []config.Fault {
	if r.Baud <= 0 {
		return []config.Fault{{Key: "baud", Problem: "expected more than 0"}}
	}
	return nil
}

type base struct {
	Device string `yaml:"device"`
}

type settings struct {
	Base    base           `yaml:",inline"`
	Zone    *time.Location `yaml:"zone"`
	Place   phrase         `yaml:"place"`
	Reader  reader         `yaml:"reader"`
	Backup  *reader        `yaml:"backup"`
	Readers []reader       `yaml:"readers"`
	Level   uint8          `yaml:"level"`
	Pitch   float64        `yaml:"pitch"`
	Demo    bool           `yaml:"demo"`
	Office  netip.AddrPort `yaml:"office"`
	Words   map[string]phrase
	Secret  string    `yaml:"-"`
	Hook    func()    `yaml:"hook"`
	Queue   chan bool `yaml:"-"`
}

func defaults() settings {
	return settings{Zone: time.UTC, Reader: reader{Port: "/dev/ttyS0", Baud: 115200}, Readers: []reader{{Baud: 1}}}
}

func TestFileWinsOverDefaultsAndLeavesTheRest(t *testing.T) {
	s := defaults()
	err := config.Decode("kiosk.yaml", []byte(`
# a comment
device: K1
zone: Asia/Shanghai
place: {zh: "示例街道", en: Example Subdistrict}
reader:
  retry: 45s
readers:
  - {port: /dev/a, baud: 9600}
level: 010
pitch: 0.248
demo: true
office: 127.0.0.1:8480
words: {hello: {zh: 你好}}
backup: {baud: 2400}
`), &s)
	if err != nil {
		t.Fatal(err)
	}
	if s.Base.Device != "K1" || s.Zone.String() != "Asia/Shanghai" || s.Place.ZH != "示例街道" ||
		s.Office.Port() != 8480 || s.Level != 10 || s.Pitch != 0.248 || !s.Demo {
		t.Errorf("read %+v", s)
	}
	if want := (reader{Port: "/dev/ttyS0", Baud: 115200, Retry: 45 * time.Second}); s.Reader != want {
		t.Errorf("reader = %+v, want %+v", s.Reader, want)
	}
	if diff := cmp.Diff([]reader{{Port: "/dev/a", Baud: 9600}}, s.Readers); diff != "" {
		t.Errorf("a list in the file replaces the default (-want +got):\n%s", diff)
	}
	if s.Backup == nil || s.Backup.Baud != 2400 || s.Words["hello"].ZH != "你好" {
		t.Errorf("backup = %+v, words = %+v", s.Backup, s.Words)
	}
}

func TestEmptyFileKeepsTheDefaults(t *testing.T) {
	for _, data := range []string{"", "# nothing\n", "---\n", "~"} {
		s := defaults()
		if err := config.Decode("kiosk.yaml", []byte(data), &s); err != nil {
			t.Errorf("%q: %v", data, err)
		}
		if s.Reader.Baud != 115200 {
			t.Errorf("%q: defaults are gone", data)
		}
	}
}

func TestFaultsSayLineKeyAndWhatIsExpected(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"unknown key", "devise: K1", `k.yaml:1: devise: unknown key; expected one of backup, demo, device, hook, `},
		{"unknown key deep down", "reader:\n  prot: x", `k.yaml:2: reader.prot: unknown key; expected one of baud, port, retry`},
		{"key twice", "demo: true\nlevel: 1\ndemo: false", `k.yaml:3: demo: given twice; it stands in line 1 already`},
		{"number for text", "device: 1", `k.yaml:1: device: expected text, found 1; put it in quotes: "1"`},
		{"text for number", "reader: {baud: fast}", `k.yaml:1: reader.baud: expected a whole number, found the text "fast"`},
		{"number too large", "level: 256", `k.yaml:1: level: expected a whole number from 0 up, and 256 is too large`},
		{"negative for unsigned", "level: -1", `k.yaml:1: level: expected a whole number from 0 up, found -1`},
		{"bare number as duration", "reader: {retry: 45}", `k.yaml:1: reader.retry: expected a duration such as "45s" or "2m", found 45`},
		{"unknown zone", "zone: Asia/Nowhere", `k.yaml:1: zone: expected a time zone such as "Asia/Shanghai", found the text "Asia/Nowhere"`},
		{"yes for true", "demo: yes", `k.yaml:1: demo: expected true or false, found the text "yes"`},
		{"text the type refuses", "office: nowhere", `k.yaml:1: office: "nowhere" is not understood: `},
		{"key without value", "reader:\n  port:", `k.yaml:2: reader.port: has no value; expected text, or remove the key to keep the default`},
		{"list for struct", "reader: [1]", `k.yaml:1: reader: expected keys with values, found a list`},
		{"struct for list", "readers: {port: x}", `k.yaml:1: readers: expected a list`},
		{"struct for text", "device: {zh: x}", `k.yaml:1: device: expected text, found keys with values`},
		{"alias", "place: &p {zh: x}", `k.yaml:1: place: anchors and aliases`},
		{"list in list", "readers:\n- baud: 1\n- baud: x", `k.yaml:3: readers[1].baud: expected a whole number`},
		{"second document", "demo: true\n---\ndemo: false", `k.yaml:2: expected one document`},
		{"not YAML", "demo: true\n\tlevel: 1", `k.yaml:2: not YAML: `},
		{"not a mapping", "- 1", `k.yaml:1: expected keys with values, found a list`},
		{"field no file can hold", "hook: x", `k.yaml:1: hook: cannot be set in a file`},
		{"hidden field", "secret: x", `k.yaml:1: secret: unknown key`},
		{"validator", "demo: true\nreader:\n  baud: 0", `k.yaml:3: reader.baud: expected more than 0`},
		{"validator in a list", "readers:\n- port: x", `k.yaml:2: readers[0].baud: expected more than 0`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := defaults()
			err := config.Decode("k.yaml", []byte(tt.data), &s)
			var faults config.Faults
			if !errors.As(err, &faults) {
				t.Fatalf("error is %v, want Faults", err)
			}
			if len(faults) != 1 || !strings.HasPrefix(faults[0].String(), tt.want) {
				t.Errorf("got  %v\nwant one fault that begins %s", err, tt.want)
			}
		})
	}
}

func TestAllFaultsAreReportedInOrderOfLines(t *testing.T) {
	s := defaults()
	err := config.Decode("k.yaml", []byte("level: x\nnonsense: 1\nreader:\n  baud: -1\nzone: 3\n"), &s)
	var lines []int
	var faults config.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			lines = append(lines, f.Line)
		}
	}
	if diff := cmp.Diff([]int{1, 2, 4, 5}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s\n%v", diff, err)
	}
	if !strings.Contains(err.Error(), "unknown key; expected one of") || strings.Contains(err.Error(), "perhaps") {
		t.Errorf("what is meant by nonsense is guessed: %v", err)
	}
	if got := strings.Count(err.Error(), "\n"); got != 3 {
		t.Errorf("%d line breaks in %q, want one fault a line", got, err)
	}
}

func TestDefaultsThatAreWrongAreAFaultOfTheFileThatOmitsThem(t *testing.T) {
	s := settings{}
	err := config.Decode("k.yaml", []byte("demo: true\n"), &s)
	if err == nil || err.Error() != "k.yaml:1: reader.baud: expected more than 0" {
		t.Errorf("error = %v", err)
	}
	if err := config.Decode("k.yaml", nil, &s); err == nil {
		t.Error("an empty file passes with a required value missing")
	}
}

func TestSourceKnowsWhereKeysStand(t *testing.T) {
	s := defaults()
	src, err := config.Parse("k.yaml", []byte("demo: true\nreader:\n  baud: 1\n"), &s)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]int{"demo": 1, "reader.baud": 3, "reader.port": 2, "zone": 1, "reader[3].x": 2} {
		if got := src.Fault(key, "").Line; got != want {
			t.Errorf("%s stands in line %d, want %d", key, got, want)
		}
	}
	if !src.Has("reader.baud") || src.Has("reader.port") {
		t.Error("Has does not tell what the file holds")
	}
}

func TestTargetMustBeAPointerToAStruct(t *testing.T) {
	for _, into := range []any{nil, settings{}, new(int), (*settings)(nil)} {
		if err := config.Decode("k.yaml", nil, into); err == nil {
			t.Errorf("%T is accepted", into)
		}
	}
}

func TestLoadReadsAFileAndNamesAMissingOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.yaml")
	s := defaults()
	if err := config.Load(path, &s); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("device: K1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := config.Load(path, &s); err != nil || s.Base.Device != "K1" {
		t.Errorf("device %q, %v", s.Base.Device, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("device: K1\nreaders: [{port: x}]\n")
	f.Add("a: &a [*a]\n? [x]\n: 1\n<<: {b: 1}\n")
	f.Fuzz(func(t *testing.T, data string) {
		s := defaults()
		err := config.Decode("f.yaml", []byte(data), &s)
		var faults config.Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
			t.Errorf("%v is not a list of faults", err)
		}
		for _, fault := range faults {
			if fault.File != "f.yaml" || fault.Line < 1 || fault.Problem == "" {
				t.Errorf("fault says too little: %+v", fault)
			}
		}
	})
}

func ExampleDecode() {
	var s struct {
		Place phrase        `yaml:"place"`
		Idle  time.Duration `yaml:"idle"`
	}
	err := config.Decode("kiosk.yaml", []byte("place: {zh: 示例街道}\nidle: 45\n"), &s)
	fmt.Println(err)
	// Output: kiosk.yaml:2: idle: expected a duration such as "45s" or "2m", found 45
}

func TestMisspeltKeyIsGuessed(t *testing.T) {
	for misspelt, want := range map[string]string{"devise: K1": `"device"`, "reader: {prot: x}": `"port"`, "plac: {zh: x}": `"place"`} {
		s := defaults()
		if err := config.Decode("k.yaml", []byte(misspelt), &s); err == nil || !strings.HasSuffix(err.Error(), "; perhaps you mean "+want) {
			t.Errorf("%s: %v", misspelt, err)
		}
	}
}

// TestSlipsOfWhoWritesChineseAreNamedWithTheirLine: what YAML itself says about
// them helps nobody, and often stands at another line.
func TestSlipsOfWhoWritesChineseAreNamedWithTheirLine(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"Chinese colon", "demo: true\ndevice：K1\nlevel: 1", `k.yaml:2: not YAML: the colon after "device" is a Chinese one`},
		{"Chinese colon, one line", "place: {zh：这里}", `k.yaml:1: place.zh：这里: unknown key; expected one of en, zh; the colon after "zh" is a Chinese one`},
		{"Chinese comma", "demo: true\nplace: {zh: 这里，en: here}", `k.yaml:2: not YAML: the comma before "en" is a Chinese one`},
		{"Chinese bracket", "place: ｛zh: 这里｝", `k.yaml:1: not YAML: the bracket ｛ is a Chinese one`},
		{"no blank", "demo: true\nlevel:1\ndevice: K1", `k.yaml:2: not YAML: a blank is missing after "level"`},
		{"quote left open", "demo: true\ndevice: \"K1", `k.yaml:2: not YAML: a double quote is opened and not closed`},
		{"question in brackets", "place: {zh: 谁？, en: Who?}", `k.yaml:1: not YAML: a text with ? within { } goes in "double quotes"`},
		{"colon in a text", "place:\n  zh: 注意: 这里", `k.yaml:2: not YAML: a text with a colon and a blank goes in "double quotes"; here after "注意: "`},
		{"too far in", "demo: true\n\nplace:\n  zh: 这里\n   en: here", `k.yaml:5: not YAML: the line stands too far in or out`},
		{"GBK", "device: \xc4\xe3\xba\xc3", `k.yaml:1: not YAML: the file is not written in UTF-8`},
		{"figure with its unit", "reader: {baud: 9600波特}", `k.yaml:1: reader.baud: expected a whole number, found the text "9600波特"; write 9600`},
		{"text for both languages", "place: 这里", `k.yaml:1: place: expected keys with values, found the text "这里"; write {zh: ..., en: ...}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := defaults()
			if err := config.Decode("k.yaml", []byte(tt.data), &s); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}
