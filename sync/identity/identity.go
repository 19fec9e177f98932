// Package identity is what a terminal is to its office: the keys that it made
// itself, the certificate that the office gave it for them, the root that it
// knows the office by, and the key that it seals to. It enrols a terminal with
// a one-time code, holds its identity while it works, and renews it.
//
// Everything stands in one folder. A step that is cut short at any moment is
// taken up again by the next start: keys are on the disk before the office
// hears of them, and an answer is on the disk before it is used.
//
// It refuses to let a private key out of that folder, to speak to an office
// with another root, and to ask any clock of the terminal: the hours it goes by
// are the office's. It never holds a private key for sealing, so nothing in the
// folder opens a record.
package identity

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"linli/sync/wire"
)

// Names of the files. What stands in them is what a terminal is: a program
// that knows other names has to enrol anew.
const (
	identityFile = "identity.json"
	requestFile  = "request.json" // an enrolment under way
	renewalFile  = "renewal.json" // a renewal under way
)

// Why there is no identity to work with.
var (
	ErrNone  = errors.New("identity: this terminal is not enrolled")
	ErrOther = errors.New("identity: this terminal belongs to another office or has another name")
)

// Identity is what an office made of a terminal.
type Identity struct {
	Device           string
	Office           string   // address at which it enrolled
	Root             []byte   // certificate of the office, DER
	Chain            [][]byte // own certificate first
	SealingKey       []byte   // public key of the office
	PaperKey         ed25519.PrivateKey
	PaperCertificate []byte // see package kiosk/verify

	key  *ecdsa.PrivateKey
	leaf *x509.Certificate
}

// Words names the keys as staff compared them.
func (i *Identity) Words() string {
	return wire.KeyWords(i.leaf.RawSubjectPublicKeyInfo, publicHalf(i.PaperKey))
}

// Until is the end of the certificate, by the office's clock.
func (i *Identity) Until() time.Time { return i.leaf.NotAfter }

// dueAt is when two thirds of the certificate's life are over.
func (i *Identity) dueAt() time.Time {
	return i.leaf.NotBefore.Add(i.leaf.NotAfter.Sub(i.leaf.NotBefore) * 2 / 3)
}

// stored is Identity in its file. The names stand on terminals.
type stored struct {
	Device           string   `json:"device"`
	Office           string   `json:"office"`
	Root             []byte   `json:"root"`
	Key              []byte   `json:"key"` // PKCS #8
	Chain            [][]byte `json:"chain"`
	SealingKey       []byte   `json:"sealingKey"`
	PaperKey         []byte   `json:"paperKey"` // PKCS #8
	PaperCertificate []byte   `json:"paperCertificate"`
}

// Load reads the identity in a folder. It returns ErrNone when there is none,
// and an error that names the file for one that was changed or can be read by
// others.
func Load(dir string) (*Identity, error) {
	var s stored
	if err := read(dir, identityFile, &s); err != nil {
		return nil, err
	}
	i := &Identity{
		Device: s.Device, Office: s.Office, Root: s.Root, Chain: s.Chain,
		SealingKey: s.SealingKey, PaperCertificate: s.PaperCertificate,
	}
	var err error
	if i.key, err = parseKey[*ecdsa.PrivateKey](s.Key); err == nil {
		i.PaperKey, err = parseKey[ed25519.PrivateKey](s.PaperKey)
	}
	if err == nil {
		err = i.check()
	}
	if err != nil {
		return nil, fmt.Errorf("identity: %s: %w", filepath.Join(dir, identityFile), err)
	}
	return i, nil
}

// check holds the parts against each other and sets leaf.
func (i *Identity) check() error {
	if len(i.Chain) == 0 {
		return errors.New("no certificate")
	}
	var err error
	if i.leaf, err = x509.ParseCertificate(i.Chain[0]); err != nil {
		return err
	}
	root, err := x509.ParseCertificate(i.Root)
	if err != nil {
		return err
	}
	if err := verifyChain(i.leaf, root, x509.ExtKeyUsageClientAuth, ""); err != nil {
		return err
	}
	if public, ok := i.leaf.PublicKey.(*ecdsa.PublicKey); !ok || !public.Equal(i.key.Public()) {
		return errors.New("the certificate is for another key")
	}
	if i.leaf.Subject.CommonName != i.Device {
		return errors.New("the certificate is for another name")
	}
	if _, err := ecdh.X25519().NewPublicKey(i.SealingKey); err != nil {
		return fmt.Errorf("sealing key: %w", err)
	}
	return nil
}

// save puts the identity in place, durable on return.
func (i *Identity) save(dir string) error {
	key, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	paper, err := x509.MarshalPKCS8PrivateKey(i.PaperKey)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return write(dir, identityFile, stored{
		Device: i.Device, Office: i.Office, Root: i.Root, Key: key, Chain: i.Chain,
		SealingKey: i.SealingKey, PaperKey: paper, PaperCertificate: i.PaperCertificate,
	})
}

// verifyChain checks that root made leaf for this use, and with this name if
// it is not empty. It looks at no clock: root and office are one machine and
// one process, so a certificate that has ended proves as much as a fresh one,
// and a terminal's clock may be wrong by decades.
func verifyChain(leaf, root *x509.Certificate, use x509.ExtKeyUsage, name string) error {
	pool := x509.NewCertPool()
	pool.AddCert(root)
	at := leaf.NotBefore
	if at.Before(root.NotBefore) {
		at = root.NotBefore
	}
	_, err := leaf.Verify(x509.VerifyOptions{
		Roots: pool, DNSName: name, KeyUsages: []x509.ExtKeyUsage{use}, CurrentTime: at,
	})
	return err
}

func rootID(der []byte) [sha256.Size]byte { return wire.RootID(der) }

func parseKey[K any](pkcs8 []byte) (K, error) {
	var none K
	parsed, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return none, err
	}
	key, ok := parsed.(K)
	if !ok {
		return none, fmt.Errorf("the key is a %T", parsed)
	}
	return key, nil
}

// read fills v from a file of the folder. It returns ErrNone when the file is
// not there.
func read(dir, name string, v any) error {
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNone
	}
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("identity: %s may be read by others (%v): enrol this terminal anew", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("identity: %s: %w", path, err)
	}
	return nil
}

// write puts a whole file in place or none: written aside, synced, renamed, and
// the folder synced.
func write(dir, name string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	path := filepath.Join(dir, name)
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err = errors.Join(err, syncFolder(dir)); err != nil {
		return fmt.Errorf("identity: %w", err)
	}
	return nil
}

// remove takes a file of a finished step away. One that comes back after a
// power cut does no harm.
func remove(dir, name string) error {
	if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("identity: %w", err)
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
