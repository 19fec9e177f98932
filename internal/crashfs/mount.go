package crashfs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// MarkFile is the name of the file to which the program under test appends
// what it promises to the world, a line each. It holds no state of the disk.
const MarkFile = "marks"

// ErrUnavailable says that this machine does not let us mount.
var ErrUnavailable = errors.New("crashfs: cannot mount: wants /dev/fuse, and root or fusermount3")

// Recorder is one mounted folder.
type Recorder struct {
	server *fuse.Server

	mu    sync.Mutex // protects what follows
	log   Log
	half  int // place after an unfinished mark in log; 0 for none
	files int
	fail  func(Op) syscall.Errno
}

// Mount puts an empty folder at dir, which must exist. Work in it from another
// process only: one that faults on mapped memory of a file that it serves
// itself waits for ever. The error wraps ErrUnavailable where nothing can be
// mounted.
func Mount(dir string) (*Recorder, error) {
	r := &Recorder{}
	forever := time.Hour // nobody changes the folder but through the mount
	server, err := fs.Mount(dir, &folder{recorder: r}, &fs.Options{
		MountOptions: fuse.MountOptions{FsName: "linli-crashfs", DirectMount: true, DisableXAttrs: true},
		EntryTimeout: &forever, AttrTimeout: &forever,
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	r.server = server
	return r, nil
}

// Close unmounts. Every file of the folder must be closed.
func (r *Recorder) Close() error {
	if err := r.server.Unmount(); err != nil {
		return fmt.Errorf("crashfs: %w", err)
	}
	return nil
}

// Log returns what was done so far.
func (r *Recorder) Log() Log {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.log)
}

// Fail asks fn before each call but marks: another answer than 0 is the error
// that the program gets, and the call does nothing. A sync that fails leaves
// what it was to write in memory alone, for good, as Linux does.
func (r *Recorder) Fail(fn func(Op) syscall.Errno) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.fail = fn
}

// do records o, unless it is to fail, and applies it to f if there is one.
func (r *Recorder) do(o Op, f *file) syscall.Errno {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil && o.Kind != Mark {
		if errno := r.fail(o); errno != 0 {
			if o.Kind == Sync {
				r.log = append(r.log, Op{Kind: SyncFailed, File: o.File})
			}
			return errno
		}
	}
	o.Data = slices.Clone(o.Data)
	if o.Kind == Mark {
		r.said(o)
	} else {
		r.log = append(r.log, o)
	}
	if f != nil {
		f.data = applied(f.data, o)
	}
	return 0
}

// said records whole lines: the kernel may hand over one in two pieces, and it
// was true before the first. r.mu is held.
func (r *Recorder) said(o Op) {
	if r.half > 0 {
		begun := &r.log[r.half-1]
		begun.Data = append(begun.Data, o.Data...)
		o = *begun
	} else {
		r.log = append(r.log, o)
		r.half = len(r.log)
	}
	if bytes.HasSuffix(o.Data, []byte("\n")) {
		r.half = 0
	}
}

// folder is the root.
type folder struct {
	fs.Inode
	recorder *Recorder
}

// Create makes a file.
func (d *folder) Create(ctx context.Context, name string, _, _ uint32, out *fuse.EntryOut) (*fs.Inode, fs.FileHandle, uint32, syscall.Errno) {
	f := &file{recorder: d.recorder, mark: name == MarkFile}
	if !f.mark {
		d.recorder.mu.Lock()
		d.recorder.files++
		f.id = d.recorder.files
		d.recorder.mu.Unlock()
		if errno := d.recorder.do(Op{Kind: Create, File: f.id, Name: name}, nil); errno != 0 {
			return nil, nil, 0, errno
		}
	}
	out.Mode, out.Nlink = fuse.S_IFREG|0o600, 1 // no name can be added to a file without one
	return d.NewInode(ctx, f, fs.StableAttr{Mode: fuse.S_IFREG}), nil, 0, 0
}

// Link gives a file a second name.
func (d *folder) Link(_ context.Context, target fs.InodeEmbedder, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	f, ok := target.(*file)
	if !ok {
		return nil, syscall.EPERM
	}
	out.Mode, out.Nlink = fuse.S_IFREG|0o600, 2
	return f.EmbeddedInode(), d.recorder.do(Op{Kind: Link, File: f.id, Name: name}, nil)
}

// Unlink removes a name.
func (d *folder) Unlink(_ context.Context, name string) syscall.Errno {
	return d.recorder.do(Op{Kind: Remove, Name: name}, nil)
}

// Rename gives a file another name.
func (d *folder) Rename(_ context.Context, name string, _ fs.InodeEmbedder, to string, flags uint32) syscall.Errno {
	if flags != 0 {
		return syscall.EINVAL
	}
	return d.recorder.do(Op{Kind: Rename, Name: name, To: to}, nil)
}

// Fsync is the sync of the folder.
func (d *folder) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return d.recorder.do(Op{Kind: SyncDir}, nil)
}

// Getattr tells the mode.
func (d *folder) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	out.Mode = fuse.S_IFDIR | 0o700
	return 0
}

// Statfs tells of a roomy disk.
func (d *folder) Statfs(_ context.Context, out *fuse.StatfsOut) syscall.Errno {
	out.Bsize, out.Blocks, out.Bfree, out.Bavail = 4096, 1<<20, 1<<20, 1<<20
	return 0
}

// file is one file of the folder, whatever its name.
type file struct {
	fs.Inode
	recorder *Recorder
	id       int
	mark     bool
	data     []byte // under recorder.mu
}

// Open needs no handle.
func (f *file) Open(context.Context, uint32) (fs.FileHandle, uint32, syscall.Errno) {
	return nil, fuse.FOPEN_KEEP_CACHE, 0
}

// Read reads what was written.
func (f *file) Read(_ context.Context, _ fs.FileHandle, dest []byte, off int64) (fuse.ReadResult, syscall.Errno) {
	f.recorder.mu.Lock()
	defer f.recorder.mu.Unlock()
	from := min(int(off), len(f.data))
	return fuse.ReadResultData(slices.Clone(f.data[from:min(from+len(dest), len(f.data))])), 0
}

// Write records and keeps data.
func (f *file) Write(_ context.Context, _ fs.FileHandle, data []byte, off int64) (uint32, syscall.Errno) {
	kind := Write
	if f.mark {
		kind = Mark
	}
	errno := f.recorder.do(Op{Kind: kind, File: f.id, Off: off, Data: data}, f)
	return uint32(len(data)), errno
}

// Getattr tells the size.
func (f *file) Getattr(_ context.Context, _ fs.FileHandle, out *fuse.AttrOut) syscall.Errno {
	f.recorder.mu.Lock()
	defer f.recorder.mu.Unlock()
	out.Mode, out.Nlink, out.Size = fuse.S_IFREG|0o600, 1, uint64(len(f.data))
	return 0
}

// Setattr changes the size and forgets modes and times.
func (f *file) Setattr(ctx context.Context, h fs.FileHandle, in *fuse.SetAttrIn, out *fuse.AttrOut) syscall.Errno {
	if size, ok := in.GetSize(); ok {
		if errno := f.recorder.do(Op{Kind: Truncate, File: f.id, Size: int64(size)}, f); errno != 0 {
			return errno
		}
	}
	return f.Getattr(ctx, h, out)
}

// Allocate makes the file longer, as writing zeros would.
func (f *file) Allocate(_ context.Context, _ fs.FileHandle, off, size uint64, mode uint32) syscall.Errno {
	if mode != 0 {
		return syscall.EOPNOTSUPP
	}
	f.recorder.mu.Lock()
	short := len(f.data) < int(off+size)
	f.recorder.mu.Unlock()
	if !short {
		return 0
	}
	return f.recorder.do(Op{Kind: Truncate, File: f.id, Size: int64(off + size)}, f)
}

// Fsync is the sync of the file.
func (f *file) Fsync(context.Context, fs.FileHandle, uint32) syscall.Errno {
	return f.recorder.do(Op{Kind: Sync, File: f.id}, nil)
}

// Flush does nothing: closing a file syncs nothing.
func (f *file) Flush(context.Context, fs.FileHandle) syscall.Errno { return 0 }
