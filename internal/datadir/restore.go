package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"euxine/internal/directory"
)

// restoringFile marks a folder that a restore has begun in and not finished.
// Nothing else opens such a folder.
const restoringFile = "RESTORING"

const restoringText = "A restore was begun here and not finished. Run it again, or remove this folder.\n"

// Restoring is a folder in which a database is being put. It is whole once
// Finish has returned nil; before, nobody takes it for a directory, even if the
// process ends here.
type Restoring struct {
	path string
	root *os.Root
	lock *os.File
	made bool // the folder was not there before
}

// Restore takes a folder to restore a database into, making it if there is
// none. One that is not empty is directory.ErrConflict, and the process that has
// it, if any, a [*LockedError]; what an interrupted restore left is removed.
func Restore(path string) (*Restoring, error) {
	r, err := restore(path)
	if err != nil {
		return nil, fmt.Errorf("restore into %s: %w", path, err)
	}
	return r, nil
}

func restore(path string) (*Restoring, error) {
	_, err := os.Stat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r := &Restoring{path: path, made: errors.Is(err, fs.ErrNotExist)}
	if err := os.MkdirAll(path, dirMode); err != nil {
		return nil, err
	}
	if r.root, err = os.OpenRoot(path); err != nil {
		return nil, err
	}
	if err := r.take(); err != nil {
		return nil, errors.Join(err, r.release())
	}
	return r, nil
}

func (r *Restoring) take() (err error) {
	// Before the lock file is made, and again under the lock.
	if err := r.look(); err != nil {
		return err
	}
	if r.lock, err = lock(r.root); err != nil {
		return err
	}
	if err := r.look(); err != nil {
		return err
	}
	for _, name := range []string{DatabaseFile, DatabaseFile + unfinished} {
		if err := r.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return writeFile(r.root, restoringFile, restoringText)
}

// look refuses a folder that holds anything but what a restore leaves behind.
func (r *Restoring) look() error {
	names, err := namesIn(r.root)
	if err != nil {
		return err
	}
	ours := []string{lockFile, restoringFile + unfinished, "lost+found"} // the last: a file system of its own
	if slices.Contains(names, restoringFile) {
		ours = append(ours, restoringFile, DatabaseFile, DatabaseFile+unfinished)
	}
	for _, name := range names {
		if slices.Contains(ours, name) {
			continue
		}
		if slices.Contains(names, lockFile) {
			// Who has it is the better answer.
			f, err := lock(r.root)
			if err != nil {
				return err
			}
			if err := f.Close(); err != nil {
				return err
			}
		}
		return fmt.Errorf("it is not empty and holds %q: give an empty or a new folder: %w", name, directory.ErrConflict)
	}
	return nil
}

// Unfinished is the path of the file to write the database to.
func (r *Restoring) Unfinished() string { return filepath.Join(r.path, DatabaseFile+unfinished) }

// Finish makes what was written to Unfinished, and synced, the folder's
// database, and lets the folder go. It is then a directory whose index is still
// to be built.
func (r *Restoring) Finish() error {
	err := r.root.Rename(DatabaseFile+unfinished, DatabaseFile)
	if err == nil {
		err = syncRoot(r.root)
	}
	if err == nil {
		err = r.root.Remove(restoringFile)
	}
	if err == nil {
		err = syncRoot(r.root)
	}
	if err == nil && r.made {
		err = syncFolder(filepath.Dir(r.path))
	}
	if err := errors.Join(err, r.release()); err != nil {
		return fmt.Errorf("restore into %s: %w", r.path, err)
	}
	return nil
}

// Abandon removes what the restore made and lets the folder go.
func (r *Restoring) Abandon() error {
	var err error
	// The mark goes last: until then the folder is nobody's.
	for _, name := range []string{DatabaseFile + unfinished, DatabaseFile, lockFile, restoringFile} {
		if rerr := r.root.Remove(name); rerr != nil && !errors.Is(rerr, fs.ErrNotExist) {
			err = errors.Join(err, rerr)
		}
	}
	err = errors.Join(err, r.release())
	if r.made && err == nil {
		err = os.Remove(r.path)
	}
	return err
}

func (r *Restoring) release() error {
	var err error
	if r.lock != nil {
		err = r.lock.Close()
	}
	return errors.Join(err, r.root.Close())
}

// syncFolder makes a new folder's entry in the one above last.
func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
