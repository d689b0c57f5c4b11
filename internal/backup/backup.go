// Package backup is the file a backup is: a database as one revision left it,
// and a last line that seals it.
//
//	the database, byte for byte as bbolt keeps it
//	line feed
//	EUXINE-BACKUP 1 revision 42 bytes 4513792 at 2026-11-25T01:02:03Z sha256 9f86…
//	line feed
//
// The digest is over everything before it, the words of the last line too. So a
// file that is cut short, flipped or of somebody else is told from a whole one
// without opening the database in it, which can end a process (see package
// boltstore). `tail -n 1` says what a backup holds.
//
// The package writes and checks such files. It opens no database and knows no
// folder: package app takes and restores backups.
//
// Where to begin: [Write], [Check].
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/store"
)

// The words of the seal, and its version: raised when the line or what it
// stands behind changes its meaning.
const (
	word    = "EUXINE-BACKUP"
	version = 1

	digestWord = " sha256 "

	// maxSeal bounds the last line: with the longest numbers it has 180 bytes.
	maxSeal = 512
)

// Info is what a seal says.
type Info struct {
	Revision directory.Revision
	Bytes    int64 // of the database, which begins the file
	At       time.Time
}

// Source is a store that can copy its database.
type Source interface {
	// Backup writes the database as of one revision, and gives that revision.
	Backup(ctx context.Context, w io.Writer) (directory.Revision, error)
}

// Write writes a sealed backup of the source. With an error w holds no whole
// one.
func Write(ctx context.Context, src Source, at time.Time, w io.Writer) (Info, error) {
	digest := sha256.New()
	counted := &counter{w: io.MultiWriter(w, digest)}
	rev, err := src.Backup(ctx, counted)
	if err != nil {
		return Info{}, fmt.Errorf("write backup: %w", err)
	}
	i := Info{Revision: rev, Bytes: counted.n, At: at.UTC().Truncate(time.Second)}
	if _, err := io.WriteString(counted, i.words()); err != nil {
		return Info{}, fmt.Errorf("write backup: %w", err)
	}
	if _, err := fmt.Fprintf(w, "%x\n", digest.Sum(nil)); err != nil {
		return Info{}, fmt.Errorf("write backup: %w", err)
	}
	return i, nil
}

// words is the seal up to its digest.
func (i Info) words() string {
	return fmt.Sprintf("\n%s %d revision %d bytes %d at %s%s", word, version, i.Revision, i.Bytes, i.At.Format(time.RFC3339), digestWord)
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Check reads a file of the given size from end to end and says what backup it
// is. A file that is none is directory.ErrInvalid and, beside it,
// store.ErrNotADirectory when it is foreign or cut short, directory.ErrDamaged
// when bytes were changed, store.ErrNewer when a newer program wrote it. Other
// errors are of reading.
func Check(f io.ReaderAt, size int64) (Info, error) {
	i, seal, err := readSeal(f, size)
	if err != nil {
		return Info{}, err
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(f, 0, size-sha256.Size*2-1)); err != nil {
		return Info{}, fmt.Errorf("check backup: %w", err)
	}
	if hex.EncodeToString(h.Sum(nil)) != seal {
		return Info{}, refuse(directory.ErrDamaged, "its checksum does not match: it was changed after it was written")
	}
	if err := datadir.CheckBoltFile(f, i.Bytes); err != nil {
		return Info{}, refuse(store.ErrNotADirectory, "what it seals is no database: "+err.Error())
	}
	return i, nil
}

// Database is the database in a file that [Check] found whole.
func (i Info) Database(f io.ReaderAt) io.Reader { return io.NewSectionReader(f, 0, i.Bytes) }

// refusal is why a file is not to be restored, and of which kinds that is.
type refusal struct {
	why   string
	kinds []error
}

func (r *refusal) Error() string   { return r.why }
func (r *refusal) Unwrap() []error { return r.kinds }

func refuse(kind error, why string) error {
	return &refusal{"not a whole backup of Euxine: " + why, []error{kind, directory.ErrInvalid}}
}

// readSeal finds the last line and reads it.
func readSeal(f io.ReaderAt, size int64) (i Info, digest string, err error) {
	if size == 0 {
		return i, "", refuse(store.ErrNotADirectory, "it is empty")
	}
	tail := make([]byte, min(size, maxSeal))
	if n, err := f.ReadAt(tail, size-int64(len(tail))); n < len(tail) {
		return i, "", fmt.Errorf("check backup: %w", err)
	}
	start := strings.LastIndex(string(tail), "\n"+word+" ")
	if start < 0 || tail[len(tail)-1] != '\n' {
		// A database without a seal begins like one.
		if datadir.BeginsAsBoltFile(f) {
			return i, "", refuse(store.ErrNotADirectory, "it is cut short: its last line, the seal, is missing")
		}
		return i, "", refuse(store.ErrNotADirectory, "it is a file of another kind")
	}
	line := string(tail[start:])
	fields := strings.Fields(line)
	of, err := strconv.Atoi(fields[1])
	if err == nil && of > version {
		return i, "", &refusal{fmt.Sprintf("%v: form %d, this program knows up to %d", store.ErrNewer, of, version), []error{store.ErrNewer, directory.ErrInvalid}}
	}
	// Written again it must be the same: nothing in the line is left unread.
	if len(fields) == 10 {
		rev, err1 := strconv.ParseUint(fields[3], 10, 64)
		bytes, err2 := strconv.ParseInt(fields[5], 10, 64)
		at, err3 := time.Parse(time.RFC3339, fields[7])
		i = Info{Revision: directory.Revision(rev), Bytes: bytes, At: at}
		digest = fields[9]
		whole := size-int64(len(tail)-start) == bytes
		if errors.Join(err1, err2, err3) == nil && whole && len(digest) == sha256.Size*2 && i.words()+digest+"\n" == line {
			return i, digest, nil
		}
	}
	return Info{}, "", refuse(directory.ErrDamaged, "its last line, the seal, does not fit what stands before it")
}
