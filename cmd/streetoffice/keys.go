package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"linli/sync/wire"
)

// sealingKey returns the office's private key and the path of its public half.
// On the first start it makes both. A lost private key cannot be made again,
// so a folder that holds only the public one is a fault, not a first start.
func sealingKey(data string) (private []byte, publicPath string, err error) {
	privatePath := filepath.Join(data, "sealing.key")
	publicPath = filepath.Join(data, "sealing.pub")
	text, err := os.ReadFile(privatePath)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(publicPath); err == nil {
			return nil, "", fmt.Errorf("%s is there but %s is not: without it no record can be opened; restore it from the backup",
				publicPath, privatePath)
		}
		private, err = makeKey(privatePath)
		if err != nil {
			return nil, "", err
		}
	} else if err != nil {
		return nil, "", fmt.Errorf("sealing key: %w", err)
	} else if private, err = wire.DecodePrivateKey(text); err != nil {
		return nil, "", fmt.Errorf("%s: %w", privatePath, err)
	}
	public, err := wire.PublicKeyOf(private)
	if err != nil {
		return nil, "", err
	}
	return private, publicPath, writeFile(publicPath, wire.EncodePublicKey(public), 0o644)
}

func makeKey(path string) ([]byte, error) {
	private, _, err := wire.GenerateKey()
	if err != nil {
		return nil, err
	}
	return private, writeFile(path, wire.EncodePrivateKey(private), 0o600)
}

// writeFile puts a whole file in place or none: written aside, synced, renamed,
// and the folder synced.
func writeFile(path string, content []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
