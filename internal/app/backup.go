package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"euxine/internal/backup"
	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

// The stages of backing up and restoring, as Config.Progress hears them; done
// and total are bytes.
const (
	stageCopy  = "copying"
	stageCheck = "checking"
)

// Backup writes a backup of the directory to a file: through the socket of the
// server that holds the directory, or of the directory itself when none does.
// The copy is one committed state; writers go on meanwhile. It is read back and
// checked before it gets its name, so that the file appears whole or not at all.
// A file that is there already is directory.ErrConflict, unless replace is set.
func Backup(ctx context.Context, cfg Config, file string, replace bool) (backup.Info, error) {
	cfg.quiet()
	i, err := writeBackup(ctx, cfg, file, replace)
	if err != nil {
		return i, fmt.Errorf("back up to %s: %w", file, err)
	}
	return i, nil
}

func writeBackup(ctx context.Context, cfg Config, file string, replace bool) (i backup.Info, err error) {
	vacant := func() error {
		info, err := os.Lstat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case info.IsDir():
			return fmt.Errorf("it is a folder: %w", directory.ErrConflict)
		case !replace:
			return fmt.Errorf("there is a file already; --force replaces it: %w", directory.ErrConflict)
		}
		return nil
	}
	if err := vacant(); err != nil {
		return i, err
	}
	ops, done, err := Connect(ctx, cfg)
	if err != nil {
		return i, err
	}
	defer func() { err = errors.Join(err, done()) }()
	// Only the owner may read it, as the database it is a copy of.
	f, err := os.CreateTemp(filepath.Dir(file), ".euxine-backup-*")
	if err != nil {
		return i, err
	}
	named := false
	defer func() {
		err = errors.Join(err, closed(f))
		if !named {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := ops.Backup(ctx, &telling{w: f, tell: func(n int64) { cfg.Progress(stageCopy, n, 0) }}); err != nil {
		return i, err
	}
	if err := f.Sync(); err != nil {
		return i, err
	}
	if i, err = checkBackup(cfg, f); err != nil {
		return i, fmt.Errorf("what was written does not read back: %w", err)
	}
	if err := tryOpening(cfg, f.Name()); err != nil {
		return i, fmt.Errorf("what was written does not open: %w", err)
	}
	if err := errors.Join(closed(f), vacant()); err != nil {
		return i, err
	}
	if err := os.Rename(f.Name(), file); err != nil {
		return i, err
	}
	named = true
	return i, syncFolder(filepath.Dir(file))
}

// checkBackup reads a backup from end to end.
func checkBackup(cfg Config, f *os.File) (backup.Info, error) {
	info, err := f.Stat()
	if err != nil {
		return backup.Info{}, err
	}
	if !info.Mode().IsRegular() {
		return backup.Info{}, fmt.Errorf("not a file: %w", directory.ErrInvalid)
	}
	return backup.Check(&tellingReader{r: f, tell: func(n int64) { cfg.Progress(stageCheck, n, info.Size()) }}, info.Size())
}

// tryOpening opens the database in a backup for a moment: in another process
// first, if there is one for it, since what is damaged can kill the one that
// opens it. bbolt is content with bytes behind the pages, so it opens a backup
// as it does a database.
func tryOpening(cfg Config, path string) error {
	if cfg.Probe != nil {
		err := cfg.Probe("store", path)
		// A probe that ended in order with an error can be believed to survive
		// here too, where the error keeps its kind. A crash ends with 2 or a signal.
		var exit *exec.ExitError
		if err != nil && !(errors.As(err, &exit) && (exit.ExitCode() == 1 || exit.ExitCode() == 3)) {
			return fmt.Errorf("a trial opening failed: %w: %w", directory.ErrDamaged, err)
		}
	}
	return boltstore.Quick(path)
}

// Restored is what a restore did.
type Restored struct {
	backup.Info
	Records int
}

// Restore puts a backup into a folder that is empty or not there yet: cfg.Data.
// The backup is checked first, and nothing is made when it is refused, which is
// directory.ErrInvalid and the kind [backup.Check] says. What was restored is
// verified, and its index built. With an error there is no directory, unless
// the index alone failed, which the next start builds again.
func Restore(ctx context.Context, cfg Config, file string) (Restored, error) {
	cfg.quiet()
	r, err := restore(ctx, cfg, file)
	if err != nil {
		return r, fmt.Errorf("restore %s: %w", file, err)
	}
	return r, nil
}

func restore(ctx context.Context, cfg Config, file string) (r Restored, err error) {
	f, err := os.Open(file)
	if err != nil {
		return r, err
	}
	defer f.Close()
	if r.Info, err = checkBackup(cfg, f); err != nil {
		return r, err
	}
	if err := refused(tryOpening(cfg, file)); err != nil {
		return r, err
	}
	into, err := datadir.Restore(cfg.Data)
	if err != nil {
		return r, err
	}
	if err := unpack(ctx, cfg, r.Info, f, into.Unfinished()); err != nil {
		return r, errors.Join(err, into.Abandon())
	}
	if err := into.Finish(); err != nil {
		return r, err
	}
	return r, settle(ctx, cfg, &r)
}

// refused makes a sealed database that does not open an input that is refused:
// one of a newer program, or one that was damaged when it was backed up.
func refused(err error) error {
	if err == nil || errors.Is(err, directory.ErrInvalid) {
		return err
	}
	return fmt.Errorf("the database in it cannot be used: %w: %w", err, directory.ErrInvalid)
}

// unpack copies the database out of a backup and verifies it.
func unpack(ctx context.Context, cfg Config, i backup.Info, f io.ReaderAt, path string) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	to := &telling{w: out, tell: func(n int64) { cfg.Progress(stageCopy, n, i.Bytes) }}
	_, err = io.Copy(to, &interrupted{ctx, i.Database(f)})
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return err
	}
	return errors.Join(refused(verifyRestored(ctx, s, i)), s.Close())
}

// verifyRestored reads everything in a database and holds it against the seal.
func verifyRestored(ctx context.Context, s *boltstore.Store, i backup.Info) error {
	rev, err := s.Revision(ctx)
	if err != nil {
		return err
	}
	if rev != i.Revision {
		return fmt.Errorf("the database is at revision %d, its seal says %d: %w", rev, i.Revision, directory.ErrDamaged)
	}
	var first store.Damage
	n := 0
	err = s.Verify(ctx, func(d store.Damage) {
		if n++; n == 1 {
			first = d
		}
	})
	if err == nil && n > 0 {
		err = fmt.Errorf("%d faults in the database, the first: %s: %s: %w", n, first.Where, first.What, directory.ErrDamaged)
	}
	return err
}

// settle opens the restored directory as a server would, until its index is
// built.
func settle(ctx context.Context, cfg Config, r *Restored) (err error) {
	cfg.Create, cfg.Fill = false, false
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.index.WaitReady(ctx); err != nil {
		return err
	}
	for _, t := range directory.RecordTypes {
		n, err := a.store.Count(ctx, t)
		if err != nil {
			return err
		}
		r.Records += n
	}
	return nil
}

// closed closes a file that may have been closed before.
func closed(f *os.File) error {
	if err := f.Close(); !errors.Is(err, fs.ErrClosed) {
		return err
	}
	return nil
}

// syncFolder makes a renaming in the folder last.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// tellEvery is how many bytes pass between two tellings.
const tellEvery = 1 << 20

// telling tells how much was written through it.
type telling struct {
	w       io.Writer
	tell    func(int64)
	n, told int64
}

func (t *telling) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	if t.n += int64(n); t.n-t.told >= tellEvery {
		t.told = t.n
		t.tell(t.n)
	}
	return n, err
}

// tellingReader tells how far it was read from its beginning on; what is read
// elsewhere does not count.
type tellingReader struct {
	r       io.ReaderAt
	tell    func(int64)
	n, told int64
}

func (t *tellingReader) ReadAt(p []byte, at int64) (int, error) {
	n, err := t.r.ReadAt(p, at)
	if at == t.n {
		if t.n += int64(n); t.n-t.told >= tellEvery {
			t.told = t.n
			t.tell(t.n)
		}
	}
	return n, err
}

// interrupted is a reader that ends with its context.
type interrupted struct {
	ctx context.Context
	r   io.Reader
}

func (i *interrupted) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}
