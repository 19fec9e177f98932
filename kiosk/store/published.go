package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"
	"google.golang.org/protobuf/proto"

	"linli/sync/wire/linlipb"
)

// Bounds of published content.
const (
	maxKind      = 32      // bytes of the name of a kind
	maxContent   = 4 << 20 // bytes of one revision
	keepRevision = 2       // of each kind: the newest and the one before
)

// Publish keeps one revision of what the office publishes: it stands beside
// the one before it, in case the newest turns out to be of no use; older ones
// go. The caller has verified its signature. A revision that is not newer than
// what is kept of its kind changes nothing. It blocks for one commit, at most
// Options.Wait. What it refuses is ErrRefused, ErrFull when there is no room.
func (s *Store) Publish(ctx context.Context, p *linlipb.Published) error {
	switch {
	case p.GetKind() == "" || len(p.GetKind()) > maxKind || bytes.IndexByte([]byte(p.GetKind()), 0) >= 0:
		return fmt.Errorf("%w: published kind %q", ErrRefused, p.GetKind())
	case p.GetRevision() == 0:
		return fmt.Errorf("%w: published %s: no revision", ErrRefused, p.GetKind())
	case len(p.GetContent()) > maxContent:
		return fmt.Errorf("%w: published %s: %d bytes", ErrRefused, p.GetKind(), len(p.GetContent()))
	}
	return s.do(ctx, &publishing{p: p})
}

// Published returns the revisions that are kept of kind, the newest first and
// at most two. It blocks for reading them.
func (s *Store) Published(kind string) ([]*linlipb.Published, error) {
	var kept []*linlipb.Published
	err := s.file.view(func(tx *bolt.Tx) error {
		return eachPublished(tx, func(p *linlipb.Published) {
			if p.GetKind() == kind {
				kept = append([]*linlipb.Published{p}, kept...)
			}
		})
	})
	return kept, err
}

// PublishedRevision returns the highest revision of any kind, 0 for none. It
// does not block.
func (s *Store) PublishedRevision() uint64 {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.book.published
}

// publishing is the op behind Publish.
type publishing struct{ p *linlipb.Published }

func (o *publishing) grows() bool { return true }

func (o *publishing) apply(b *batch) error {
	b.makeBucket(bucketPublished)
	bk, err := bucket(b.tx, bucketPublished)
	if err != nil {
		return err
	}
	kept := revisions(bk, o.p.GetKind())
	if len(kept) > 0 && binary.BigEndian.Uint64(kept[len(kept)-1][len(o.p.GetKind())+1:]) >= o.p.GetRevision() {
		return nil
	}
	if b.full(len(o.p.GetContent()) + int(b.opts.promised(b.waiting))) {
		return ErrFull
	}
	body, err := proto.Marshal(o.p)
	if err != nil {
		return fmt.Errorf("store: encode published: %w", err)
	}
	for len(kept) >= keepRevision {
		b.delete(bucketPublished, kept[0])
		kept = kept[1:]
	}
	k := publishedKey(o.p)
	b.put(bucketPublished, k, sum(k, body))
	b.published = max(b.published, o.p.GetRevision())
	return nil
}

func (o *publishing) settled(b *batch) (bool, error) {
	bk := b.tx.Bucket([]byte(bucketPublished))
	return bk != nil && bk.Get(publishedKey(o.p)) != nil, nil
}

// publishedKey is the kind, a zero byte, and the revision big-endian.
func publishedKey(p *linlipb.Published) []byte {
	return binary.BigEndian.AppendUint64(append([]byte(p.GetKind()), 0), p.GetRevision())
}

// revisions returns copies of the keys of kind, oldest first.
func revisions(bk *bolt.Bucket, kind string) [][]byte {
	var keys [][]byte
	prefix := append([]byte(kind), 0)
	c := bk.Cursor()
	for k, _ := c.Seek(prefix); len(k) == len(prefix)+8 && bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	return keys
}

// eachPublished reads everything that is kept, kind by kind, oldest first.
// Files of before there was any have no bucket for it.
func eachPublished(tx *bolt.Tx, fn func(*linlipb.Published)) error {
	bk := tx.Bucket([]byte(bucketPublished))
	if bk == nil {
		return nil
	}
	return bk.ForEach(func(k, cell []byte) error {
		body, err := unsum(k, cell)
		if err != nil {
			return fmt.Errorf("%w: published", err)
		}
		p := new(linlipb.Published)
		if err := proto.Unmarshal(body, p); err != nil || !bytes.Equal(k, publishedKey(p)) {
			return fmt.Errorf("%w: published content that is not what was kept", ErrDamaged)
		}
		fn(p)
		return nil
	})
}
