// Package datadir is the folder a directory lives in: which files belong there,
// whose turn it is to have it, and whether it was left in order. It opens
// neither the database nor the index.
//
//	EUXINE       the marker: this folder holds a directory; written last, when it does
//	lock         held by the one process that has it, with that process's id in it
//	clean        the last process closed the folder properly
//	records.db   the database (package boltstore)
//	index/…      the search index, made from the database (package indexer)
//	seed         the digest of the seed last found to be in the database
//	RESTORING    a restore was begun here and not finished (see [Restore])
//	euxine.sock  where other commands reach the process that has the folder
//
// A folder with a marker is never treated as new: without a sound database it
// is refused. A folder without one and with files of others is refused too, so
// that a mistyped path does not fill somebody's home.
//
// Where to begin: [Open]. [CheckBoltFile] is for those who open bbolt files.
package datadir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/store"
)

// Names of what is in the folder.
const (
	DatabaseFile = "records.db"
	IndexFolder  = "index"
	SocketFile   = "euxine.sock"

	marker     = "EUXINE"
	lockFile   = "lock"
	cleanFile  = "clean"
	seedFile   = "seed"
	unfinished = ".new" // ending of a file that is being written
)

const (
	dirMode  = 0o700 // records are public, but drafts and logs of edits need not be
	fileMode = 0o600

	// format of the folder, raised when its files change their meaning.
	format = 1

	// maxMarker bounds what is read of the marker: it has three lines.
	maxMarker = 4 << 10
)

// Dir is a folder this process has to itself. It is not for concurrent use,
// except for Root and Path.
type Dir struct {
	path     string
	root     *os.Root
	lock     *os.File
	marked   bool // the marker is there
	database bool // there is a database, or must be
	doubtful bool
}

// Open takes the folder, making it if there is none. Errors:
//
//   - [*LockedError], within two seconds, when another process has it;
//   - store.ErrNotADirectory when it holds files of others and no marker, or a
//     marker and no sound database; the text names the file;
//   - store.ErrNewer when a newer program wrote it.
//
// A folder that is refused is left as it was.
func Open(path string) (*Dir, error) {
	d, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("data directory %s: %w", path, err)
	}
	return d, nil
}

func open(path string) (*Dir, error) {
	if err := os.MkdirAll(path, dirMode); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	d := &Dir{path: path, root: root}
	if err := d.take(); err != nil {
		return nil, errors.Join(err, d.release())
	}
	return d, nil
}

func (d *Dir) take() (err error) {
	// Before the lock file is made, and again under the lock: somebody may have
	// been at work until then.
	if err := d.look(); err != nil {
		return err
	}
	if d.lock, err = lock(d.root); err != nil {
		return err
	}
	if err := d.look(); err != nil {
		return err
	}
	return d.takeClean()
}

// look reads the marker and refuses what is not ours or not sound.
func (d *Dir) look() error {
	text, err := d.read(marker)
	if errors.Is(err, fs.ErrNotExist) {
		if err := d.foreign(); err != nil {
			return err
		}
		// A database without a marker: the process that made it was killed before
		// it could say so, or somebody removed the marker. It is kept if sound.
		err := d.checkDatabase()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		d.database = err == nil
		return err
	}
	if err != nil {
		return err
	}
	if err := checkMarker(text); err != nil {
		return err
	}
	if err := d.checkDatabase(); err != nil {
		return fmt.Errorf("%w; the folder is marked as holding a directory, so it is not treated as new: restore %s from a backup", err, DatabaseFile)
	}
	d.marked, d.database = true, true
	return nil
}

// checkMarker reads "format: N" of the marker.
func checkMarker(text string) error {
	for line := range strings.Lines(text) {
		value, ok := strings.CutPrefix(strings.TrimSpace(line), "format: ")
		if !ok {
			continue
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			break
		}
		if n > format {
			return fmt.Errorf("%w: format %d, this program knows up to %d", store.ErrNewer, n, format)
		}
		return nil
	}
	return fmt.Errorf("%w: the file %s cannot be read; when %s is sound, remove %s and it will be written again",
		store.ErrNotADirectory, marker, DatabaseFile, marker)
}

// foreign refuses a folder with files that are not ours.
func (d *Dir) foreign() error {
	names, err := namesIn(d.root)
	if err != nil {
		return err
	}
	if slices.Contains(names, restoringFile) {
		return fmt.Errorf("%w: a restore was begun in it and not finished: run it again, or remove the folder", store.ErrNotADirectory)
	}
	for _, name := range names {
		switch base := strings.TrimSuffix(name, unfinished); {
		case base == marker, base == DatabaseFile, name == lockFile, base == cleanFile, name == SocketFile:
		case base == seedFile, base == restoringFile:
		case name == IndexFolder:
		case name == "lost+found": // a file system of its own
		default:
			return fmt.Errorf("%w: it is not empty and holds %q, which is not Euxine's: give an empty or a new folder", store.ErrNotADirectory, name)
		}
	}
	return nil
}

// checkDatabase looks at the database file from outside.
func (d *Dir) checkDatabase() error {
	f, err := d.root.Open(DatabaseFile)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s is missing: %w", store.ErrNotADirectory, DatabaseFile, fs.ErrNotExist)
	} else if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%w: %s is not a file", store.ErrNotADirectory, DatabaseFile)
	}
	if err := CheckBoltFile(f, info.Size()); err != nil {
		return fmt.Errorf("%w: %s: %w", store.ErrNotADirectory, DatabaseFile, err)
	}
	return nil
}

// takeClean notes whether the folder was left in order and takes the sign away,
// so that it is missing if this process does not come to put it back.
func (d *Dir) takeClean() error {
	err := d.root.Remove(cleanFile)
	d.doubtful = errors.Is(err, fs.ErrNotExist) && d.database
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return d.sync()
}

// Path is the path of something in the folder, by one of the names above.
func (d *Dir) Path(name string) string { return filepath.Join(d.path, name) }

// Root is the door to the files in the folder. It is closed with the Dir.
func (d *Dir) Root() *os.Root { return d.root }

// Initialised says that there is a database, which is to be opened and never
// created. If not, one is to be created, and then Initialise called.
func (d *Dir) Initialised() bool { return d.database }

// Doubtful says that the process that had the folder before did not close it
// properly. The database is then to be tried in a child process before it is
// opened: see boltstore.Quick.
func (d *Dir) Doubtful() bool { return d.doubtful }

// Initialise writes the marker, once there is a database. On a marked folder it
// does nothing.
func (d *Dir) Initialise() error {
	if d.marked {
		return nil
	}
	if err := d.checkDatabase(); err != nil {
		return fmt.Errorf("mark data directory %s: %w", d.path, err)
	}
	by := "euxine"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		by += " " + info.Main.Version
	}
	text := fmt.Sprintf("This folder holds a directory of Euxine. Its files belong together.\nformat: %d\ncreated by: %s\n", format, by)
	if err := d.write(marker, text); err != nil {
		return fmt.Errorf("mark data directory %s: %w", d.path, err)
	}
	d.marked, d.database = true, true
	return nil
}

// Close lets the folder go and notes that it was left in order; so the database
// and the index must be closed before. A sound database that has lost its marker
// has it again.
func (d *Dir) Close() error {
	var err error
	if d.database {
		err = errors.Join(d.Initialise(), d.write(cleanFile, "closed properly\n"))
	}
	return errors.Join(err, d.release())
}

// Abandon lets the folder go without saying that it is in order: after an error
// in closing what is in it.
func (d *Dir) Abandon() error { return d.release() }

func (d *Dir) release() error {
	var err error
	if d.lock != nil {
		err = d.lock.Close() // the lock goes with the descriptor
	}
	return errors.Join(err, d.root.Close())
}

// read gives the text of a small file.
func (d *Dir) read(name string) (string, error) {
	f, err := d.root.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxMarker))
	return string(b), err
}

// write makes a file appear complete and lasting, or not at all.
func (d *Dir) write(name, text string) error { return writeFile(d.root, name, text) }

func writeFile(root *os.Root, name, text string) error {
	f, err := root.OpenFile(name+unfinished, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := root.Rename(name+unfinished, name); err != nil {
		return err
	}
	return syncRoot(root)
}

// namesIn lists what is in the folder, sorted.
func namesIn(root *os.Root) ([]string, error) {
	dir, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

func (d *Dir) sync() error { return syncRoot(d.root) }

// syncRoot makes renamings and removals in the folder last.
func syncRoot(root *os.Root) error {
	dir, err := root.Open(".")
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Seed is the digest of the seed that was last found to be in the directory,
// "" when that is not known. It spares a comparison at each start and may be
// lost at any time.
func (d *Dir) Seed() string {
	text, err := d.read(seedFile)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(text)
}

// SetSeed notes the digest of the seed that is in the directory.
func (d *Dir) SetSeed(digest string) error {
	if err := d.write(seedFile, digest+"\n"); err != nil {
		return fmt.Errorf("data directory %s: %w", d.path, err)
	}
	return nil
}
