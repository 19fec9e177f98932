// Package crashfs is a disk that remembers every write. A program works in a
// folder of it; then each state in which a power cut could have left that
// folder can be made again and looked at, and each call can be made to fail.
//
// What a power cut may do: of the writes to a file that no sync followed, any
// may be missing, whole or by sectors of 512 bytes; names in the folder that no
// sync of the folder followed may be missing from some point on. What was
// synced stands. That is stricter than ext4 and what POSIX promises.
//
// It is for tests alone. It refuses to keep anything after Close, knows no
// folders within the folder, and leaves modes and times to nobody.
package crashfs
