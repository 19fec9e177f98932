package catalogue_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"linli/assets"
	"linli/kiosk/catalogue"
)

func TestPackedCatalogueIsTheSameCatalogue(t *testing.T) {
	archive, err := catalogue.Pack(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := catalogue.Pack(assets.FS); err != nil || !bytes.Equal(again, archive) {
		t.Errorf("the same files packed twice differ: %v", err)
	}
	fsys, err := catalogue.Unpack(archive)
	if err != nil {
		t.Fatal(err)
	}
	got, err := catalogue.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shipped(t), got); diff != "" {
		t.Errorf("(-packed +unpacked):\n%s", diff)
	}
}

func TestWhatIsNoArchiveIsRefused(t *testing.T) {
	archive, err := catalogue.Pack(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	var many bytes.Buffer
	z := zip.NewWriter(&many)
	for i := range 3000 {
		if _, err := z.Create(fmt.Sprintf("services/items/x%d.yaml", i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"nothing":        nil,
		"text":           []byte("entries: []\n"),
		"half of one":    archive[:len(archive)/2],
		"too many files": many.Bytes(),
		"a bomb":         bomb(t, 17<<20, 17<<20),
	} {
		if _, err := catalogue.Unpack(data); !errors.Is(err, catalogue.ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBombThatLiesAboutItsSizeEndsAtIt: what is unpacked is never more than
// what Unpack counted.
func TestBombThatLiesAboutItsSizeEndsAtIt(t *testing.T) {
	fsys, err := catalogue.Unpack(bomb(t, 17<<20, 1000))
	if err != nil {
		t.Fatal(err)
	}
	if data, err := fs.ReadFile(fsys, "services/home.yaml"); err == nil || len(data) > 4096 {
		t.Errorf("%d bytes were read, %v", len(data), err)
	}
}

// bomb is an archive with one file of so many zeros that says it has told.
func bomb(t *testing.T, size int, told uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "services/home.yaml", Method: zip.Deflate})
	if err == nil {
		_, err = w.Write(make([]byte, size))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	// The uncompressed size stands 24 bytes into the entry of the directory
	// (APPNOTE.TXT 4.3.12).
	directory := bytes.Index(b.Bytes(), []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b.Bytes()[directory+24:], told)
	return b.Bytes()
}

// FuzzUnpack: whatever an archive holds, what comes out is a catalogue or an
// error.
func FuzzUnpack(f *testing.F) {
	base, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		f.Fatal(err)
	}
	small := fstest.MapFS{}
	for _, file := range base.Files {
		small[file.Name] = &fstest.MapFile{Data: file.Data}
	}
	archive, err := catalogue.Pack(small)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(archive)
	f.Add(archive[:100])
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys, err := catalogue.Unpack(data)
		if err != nil {
			return
		}
		if c, err := catalogue.Load(fsys); err == nil && len(c.Items) == 0 {
			t.Error("a catalogue without items")
		}
	})
}
