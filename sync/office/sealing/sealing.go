// Package sealing keeps the private keys that terminals seal their records to.
// There is one of now and any number of older ones: records wait on terminals,
// on sticks and in the ledger for years, and whoever holds the key of their
// time opens them. A new key is made while terminals and office work; the
// office tells terminals of it in the answers they wait for anyway.
//
// It refuses to delete a key, to make one where an older one is missing, and
// to use a key file that others on the machine may read.
package sealing

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"linli/sync/wire"
	"linli/sync/wire/linlipb"
)

// Names of the files. Older keys stand beside the one of now, with their id.
const (
	privateFile = "sealing.key"
	publicFile  = "sealing.pub"
	olderFiles  = "sealing-*.key"
)

// lookEvery bounds how often the folder is looked at.
const lookEvery = time.Second

// Ring is the keys in one folder. It is safe for concurrent use, also by
// several processes, and sees a key that another one made.
type Ring struct {
	folder string
	now    func() time.Time

	mu      sync.Mutex // protects the fields below
	public  []byte     // of the key of now
	openers map[[wire.KeyIDSize]byte]*wire.Opener
	looked  time.Time
	seen    os.FileInfo // of the private key of now
}

// Open reads the keys in a folder, and makes the first one where there is
// none. A folder that holds a public key or older keys alone is a fault, not a
// first start: a lost private key cannot be made again.
func Open(folder string, now func() time.Time) (*Ring, error) {
	r := &Ring{folder: folder, now: now}
	if _, err := os.Stat(r.path(privateFile)); errors.Is(err, fs.ErrNotExist) {
		older, err := filepath.Glob(r.path(olderFiles))
		if err != nil {
			return nil, fmt.Errorf("sealing: %w", err)
		}
		if _, err := os.Stat(r.path(publicFile)); err == nil || len(older) > 0 {
			return nil, fmt.Errorf("sealing: %s is there but %s is not: without it no record can be opened; restore it from the backup",
				r.path(publicFile), r.path(privateFile))
		}
		if err := r.make(); err != nil {
			return nil, err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	return r, r.publish()
}

// PublicPath is the file with the public key of now, for terminals on trial.
func (r *Ring) PublicPath() string { return r.path(publicFile) }

func (r *Ring) path(name string) string { return filepath.Join(r.folder, name) }

// Current returns the public key of now. It may read the folder.
func (r *Ring) Current() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stale() {
		_ = r.load() // what was read before still stands
	}
	return r.public
}

// Open opens a record with whichever key it is sealed to; see wire.Opener. It
// may read the folder for a key that it does not know.
func (r *Ring) Open(h *linlipb.Header, sealed []byte) ([]byte, error) {
	o, err := r.opener(h.GetSealingKey())
	if err != nil {
		return nil, err
	}
	return o.Open(h, sealed)
}

func (r *Ring) opener(id []byte) (*wire.Opener, error) {
	if len(id) != wire.KeyIDSize {
		return nil, wire.ErrKey
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	o := r.openers[[wire.KeyIDSize]byte(id)]
	if o == nil && r.stale() {
		if err := r.load(); err != nil {
			return nil, err
		}
		o = r.openers[[wire.KeyIDSize]byte(id)]
	}
	if o == nil {
		return nil, wire.ErrKey
	}
	return o, nil
}

// stale reports whether the folder may hold another key of now; r.mu is held.
func (r *Ring) stale() bool {
	now := r.now()
	if since := now.Sub(r.looked); since >= 0 && since < lookEvery {
		return false
	}
	r.looked = now
	info, err := os.Stat(r.path(privateFile))
	return err == nil && (!os.SameFile(info, r.seen) || info.ModTime() != r.seen.ModTime())
}

// load reads all keys; r.mu is held. After an error the ring is as before.
func (r *Ring) load() error {
	seen, err := os.Stat(r.path(privateFile))
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	paths, err := filepath.Glob(r.path(olderFiles))
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	openers := map[[wire.KeyIDSize]byte]*wire.Opener{}
	var public []byte
	for _, path := range append(paths, r.path(privateFile)) { // the one of now is the last
		private, err := readPrivate(path)
		if err != nil {
			return err
		}
		if public, err = wire.PublicKeyOf(private); err != nil {
			return fmt.Errorf("sealing: %s: %w", path, err)
		}
		id := wire.KeyID(public)
		if known := r.openers[id]; known != nil {
			openers[id] = known
		} else if openers[id], err = wire.NewOpener(private); err != nil {
			return fmt.Errorf("sealing: %s: %w", path, err)
		}
	}
	r.openers, r.public, r.seen = openers, public, seen
	return nil
}

func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("sealing: %s may be read by others (%v): chmod 600 it, and make a new key with streetoffice key rotate", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	private, err := wire.DecodePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("sealing: %s: %w", path, err)
	}
	return private, nil
}

// Rotate makes a new key of now and keeps the one before. Cut short at any
// moment it leaves the old key of now or the new one, and no key is lost.
func (r *Ring) Rotate() (public []byte, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(r.path(privateFile))
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	id := wire.KeyID(r.public)
	if err := writeFile(r.path("sealing-"+hex.EncodeToString(id[:])+".key"), text, 0o600); err != nil {
		return nil, err
	}
	if err := r.make(); err != nil {
		return nil, err
	}
	if err := r.load(); err != nil {
		return nil, err
	}
	return r.public, r.publish()
}

// make writes a new private key of now.
func (r *Ring) make() error {
	private, _, err := wire.GenerateKey()
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	return writeFile(r.path(privateFile), wire.EncodePrivateKey(private), 0o600)
}

// publish writes the public key of now; r.mu is held.
func (r *Ring) publish() error {
	return writeFile(r.path(publicFile), wire.EncodePublicKey(r.public), 0o644)
}

// writeFile puts a whole file in place or none: written aside, synced, renamed,
// and the folder synced.
func writeFile(path string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("sealing: %w", err)
	}
	return errors.Join(dir.Sync(), dir.Close())
}
