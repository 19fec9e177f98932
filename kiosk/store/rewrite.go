package store

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// A sync that fails is not made good by the next one: Linux takes the pages it
// could not write for written and goes on showing them, until the power goes.
// A file that has seen such an error is therefore written again, byte for byte
// as it reads, before anything in it is believed to be on the disk.

// suspectMark ends the name of a note beside the file that says so. It need
// not outlive the power: without it the pages in question are gone too.
const suspectMark = ".suspect"

// rewriteStep is how many bytes are read and written at a time.
const rewriteStep = 1 << 20

// suspect notes that a commit failed in a way that says nothing about the disk.
func (s *Store) suspect() {
	s.suspected = true
	// Best effort: only a program that dies before it has rewritten the file
	// leaves the note to the next.
	if f, err := os.Create(s.path + suspectMark); err == nil {
		f.Close() //nolint:errcheck // it holds nothing
	}
}

// settleDisk rewrites the file if a commit to it failed, in this life or the
// one before.
func (s *Store) settleDisk() error {
	_, err := os.Lstat(s.path + suspectMark)
	if err != nil && !s.suspected {
		return nil
	}
	if err := rewrite(s.path); err != nil {
		return err
	}
	s.suspected = false
	if err := removeIfThere(s.path + suspectMark); err != nil {
		return fmt.Errorf("store: rewrite: %w", err)
	}
	return nil
}

// rewrite puts every byte of the file at path where it stands, and syncs. A
// crash in the middle changes nothing.
func rewrite(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("store: rewrite: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	page := make([]byte, rewriteStep)
	for at := int64(0); ; {
		n, err := f.ReadAt(page, at)
		if _, wrong := f.WriteAt(page[:n], at); wrong != nil {
			return fmt.Errorf("store: rewrite: %w", wrong)
		}
		at += int64(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("store: rewrite: %w", err)
		}
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("store: rewrite: %w", err)
	}
	return nil
}
