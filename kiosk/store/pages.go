package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
)

// The pages of a bbolt file, read one by one: bbolt itself gives a damaged file
// up as a whole, or the process with it. The layout is that of bbolt's package
// internal/common, in the byte order of the machine: page.go (Page,
// branchPageElement, leafPageElement), bucket.go (InBucket), meta.go (Meta).
const (
	pageHead   = 16 // id uint64, flags uint16, count uint16, overflow uint32
	pageBranch = 0x01
	pageLeaf   = 0x02
	pageMeta   = 0x04
	elementLen = 16   // of either kind
	bucketFlag = 0x01 // of a leaf element whose value is a bucket
	bucketHead = 16   // root uint64, sequence uint64; root 0: the page follows inline
	maxPage    = 1 << 20

	metaMagic   = 0xED0CDAED
	metaVersion = 2
	metaRoot    = 16 // offsets within the meta
	metaTxid    = 48
	metaSummed  = 56
	metaLen     = 64
)

// pages reads the pages of a file. Nothing in it is trusted.
type pages struct {
	file io.ReaderAt
	size int64
}

// count is how many pages the file has.
func (p *pages) count() uint64 { return uint64(p.size / filePage) }

// read returns a page with its overflow, or an error when it cannot be read or
// is no page.
func (p *pages) read(id uint64) ([]byte, error) {
	if id >= p.count() {
		return nil, fmt.Errorf("%w: no page %d", ErrDamaged, id)
	}
	page := make([]byte, filePage)
	if _, err := p.file.ReadAt(page, int64(id)*filePage); err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", ErrDamaged, id, err)
	}
	if binary.NativeEndian.Uint64(page) != id {
		return nil, fmt.Errorf("%w: page %d has another number", ErrDamaged, id)
	}
	more := uint64(binary.NativeEndian.Uint32(page[12:]))
	if more == 0 {
		return page, nil
	}
	if id+more >= p.count() || more*filePage > maxPage {
		return nil, fmt.Errorf("%w: page %d is too long", ErrDamaged, id)
	}
	page = append(page, make([]byte, more*filePage)...)
	if _, err := p.file.ReadAt(page[filePage:], int64(id+1)*filePage); err != nil {
		return nil, fmt.Errorf("%w: page %d: %w", ErrDamaged, id, err)
	}
	return page, nil
}

func pageFlags(page []byte) uint16 { return binary.NativeEndian.Uint16(page[8:]) }

// leaf is one element of a leaf page. Its slices are the page's memory.
type leaf struct {
	bucket bool
	key    []byte
	value  []byte
}

// leaves yields the elements of a leaf page that lie within it.
func leaves(page []byte) iter.Seq[leaf] {
	return func(yield func(leaf) bool) {
		if len(page) < pageHead || pageFlags(page) != pageLeaf {
			return
		}
		for i := range int(binary.NativeEndian.Uint16(page[10:])) {
			at := pageHead + i*elementLen
			if at+elementLen > len(page) {
				return
			}
			e := page[at:]
			begin := uint64(at) + uint64(binary.NativeEndian.Uint32(e[4:]))
			middle := begin + uint64(binary.NativeEndian.Uint32(e[8:]))
			end := middle + uint64(binary.NativeEndian.Uint32(e[12:]))
			if end > uint64(len(page)) {
				continue
			}
			l := leaf{binary.NativeEndian.Uint32(e)&bucketFlag != 0, page[begin:middle], page[middle:end]}
			if !yield(l) {
				return
			}
		}
	}
}

// cells yields the elements of a leaf page that are no buckets, with those of
// the buckets that stand inline in it.
func cells(page []byte) iter.Seq[leaf] {
	return func(yield func(leaf) bool) {
		for l := range leaves(page) {
			if !l.bucket {
				if !yield(l) {
					return
				}
				continue
			}
			for in := range leaves(l.inline()) {
				if !in.bucket && !yield(in) {
					return
				}
			}
		}
	}
}

// inline returns the page within a bucket's value, if there is one.
func (l leaf) inline() []byte {
	if len(l.value) < bucketHead || binary.NativeEndian.Uint64(l.value) != 0 {
		return nil
	}
	return l.value[bucketHead:]
}

// children yields the page numbers of a branch page.
func children(page []byte) iter.Seq[uint64] {
	return func(yield func(uint64) bool) {
		if pageFlags(page) != pageBranch {
			return
		}
		for i := range int(binary.NativeEndian.Uint16(page[10:])) {
			at := pageHead + i*elementLen
			if at+elementLen > len(page) || !yield(binary.NativeEndian.Uint64(page[at+8:])) {
				return
			}
		}
	}
}

// below calls fn with every leaf page from id down that can be read.
func (p *pages) below(id uint64, depth int, fn func(page []byte)) {
	page, err := p.read(id)
	if err != nil || depth == 0 {
		return
	}
	if pageFlags(page) == pageLeaf {
		fn(page)
	}
	for child := range children(page) {
		p.below(child, depth-1, fn)
	}
}

// meta is one of the two roots of the file.
type meta struct {
	valid bool
	raw   []byte
	txid  uint64
	root  uint64
}

// metas reads both.
func (p *pages) metas() (both [2]meta, err error) {
	for i := range both {
		raw := make([]byte, metaLen)
		if _, err := p.file.ReadAt(raw, int64(i)*filePage+pageHead); err != nil && !errors.Is(err, io.EOF) {
			return both, fmt.Errorf("%w: meta page %d: %w", ErrDamaged, i, err)
		}
		both[i] = readMeta(raw)
	}
	return both, nil
}

func readMeta(raw []byte) meta {
	h := fnv.New64a()
	h.Write(raw[:metaSummed]) //nolint:errcheck // documented never to fail
	return meta{
		valid: binary.NativeEndian.Uint32(raw) == metaMagic &&
			binary.NativeEndian.Uint32(raw[4:]) == metaVersion &&
			binary.NativeEndian.Uint32(raw[8:]) == filePage &&
			h.Sum64() == binary.NativeEndian.Uint64(raw[metaSummed:]),
		raw:  raw,
		txid: binary.NativeEndian.Uint64(raw[metaTxid:]),
		root: binary.NativeEndian.Uint64(raw[metaRoot:]),
	}
}
