package catalogue

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
)

// Bounds of an archive, so that one that was made with malice fills no memory.
const (
	maxFiles    = 2000
	maxUnpacked = 16 << 20 // bytes of all files together
)

// ErrArchive is wrapped by every fault of an archive.
var ErrArchive = errors.New("catalogue: not an archive of one")

// Pack puts the files of the catalogue in fsys into one archive, a ZIP without
// times and owners: the same files give the same bytes. It checks nothing.
func Pack(fsys fs.FS) ([]byte, error) {
	names, err := fileNames(fsys)
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			return nil, fmt.Errorf("catalogue: pack %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("catalogue: pack: %w", err)
	}
	return packed.Bytes(), nil
}

// fileNames lists the files of a catalogue, in order.
func fileNames(fsys fs.FS) ([]string, error) {
	names := []string{homeFile}
	for _, pattern := range []string{itemFiles, listingFiles, placesFile} {
		some, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
		names = append(names, some...)
	}
	return names, nil
}

// Unpack opens an archive for Load. It returns ErrArchive for what is no ZIP,
// or one that would grow beyond all reason.
func Unpack(archive []byte) (fs.FS, error) {
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArchive, err)
	}
	if len(z.File) > maxFiles {
		return nil, fmt.Errorf("%w: it holds %d files, at most %d", ErrArchive, len(z.File), maxFiles)
	}
	var grown uint64 // reading a file ends with an error at the size that it tells
	for _, f := range z.File {
		if grown += f.UncompressedSize64; f.UncompressedSize64 > maxUnpacked || grown > maxUnpacked {
			return nil, fmt.Errorf("%w: its files hold over %d bytes", ErrArchive, maxUnpacked)
		}
	}
	return z, nil
}
