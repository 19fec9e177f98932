package pinyin_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"linli/assets"
	"linli/kiosk/pinyin"
	"linli/kiosk/pinyin/internal/compile"
)

var update = flag.Bool("update", false, "compile the table anew and keep its hash")

// sources is the folder of what the table is made of.
const sources = "../../assets/pinyin"

// TestTableIsWhatItsSourcesSay compiles the table and wants the same bytes,
// with a hash that is kept beside: a change of one word is a change to review.
func TestTableIsWhatItsSourcesSay(t *testing.T) {
	table, err := compile.Table(os.DirFS(sources))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(table)
	file, golden := filepath.Join(sources, "table.bin"), filepath.Join("testdata", "table.sha256")
	if *update {
		if err := os.WriteFile(file, table, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(hex.EncodeToString(sum[:])+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(sum[:]); got != strings.TrimSpace(string(want)) {
		t.Errorf("the sources give a table %s, expected %s", got, want)
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, table) {
		t.Error("table.bin is not what the sources give; run with -update")
	}
	if len(table) > 1_200_000 {
		t.Errorf("the table has %d bytes", len(table))
	}
}

func TestSourcesBringTheirLicences(t *testing.T) {
	for name, words := range map[string]string{
		"LICENSE-Apache-2.0.txt": "Apache License", "LICENSE-Unicode.txt": "COPYRIGHT AND PERMISSION NOTICE", "README.md": "pinyin_simp.dict.yaml.gz",
	} {
		text, err := os.ReadFile(filepath.Join(sources, name))
		if err != nil {
			t.Error(err)
		} else if !strings.Contains(string(text), words) {
			t.Errorf("%s does not say %q", name, words)
		}
	}
}

func newDecoder(t testing.TB) *pinyin.Decoder {
	t.Helper()
	d, err := pinyin.New(assets.Pinyin())
	if err != nil {
		t.Fatal(err)
	}
	return d
}
