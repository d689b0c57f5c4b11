package boltstore_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

const envMount = "EUXINE_TEST_MOUNT"

func init() { children["full disk"] = fullDiskChild }

// TestFullDisk writes to a file system that fills up. It makes one of its own, in
// a namespace of its own; where that is not allowed it is skipped, and
// TestMaxBytes stands in for it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"=full disk", envMount+"="+t.TempDir())
	child.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		child.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		child.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		child.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	out, err := child.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
	case !errors.As(err, &exit) || strings.Contains(string(out), errMount.Error()):
		t.Skipf("no file system of its own: %v %s", err, out)
	default:
		t.Errorf("%v\n%s", err, out)
	}
}

var errMount = errors.New("mount is not allowed here")

func fullDiskChild() error {
	dir := os.Getenv(envMount)
	// Private first: on a shared tree the mount would appear outside as well.
	if err := errors.Join(syscall.Mount("", "/", "", syscall.MS_PRIVATE|syscall.MS_REC, ""),
		syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m")); err != nil {
		return fmt.Errorf("%w: %w", errMount, err)
	}
	path := filepath.Join(dir, "records.db")
	s, err := boltstore.Create(path, boltstore.Options{})
	if err != nil {
		return err
	}
	write := func(id string, size int) error {
		o := org(id, "1")
		o.Descriptions["bg"] = noise(size)
		_, err := s.Apply(ctx, store.Batch{Ops: []store.Op{{Put: o}}})
		return err
	}
	check := func(when string, written int) error {
		rev, err := s.Revision(ctx)
		if err != nil || int(rev) != written {
			return fmt.Errorf("%s: revision %d, %w; want %d", when, rev, err, written)
		}
		for i := range written {
			if _, err := s.Get(ctx, orgKey(fmt.Sprint("r", i))); err != nil {
				return fmt.Errorf("%s: %w", when, err)
			}
		}
		var found []error
		err = s.Verify(ctx, func(d store.Damage) { found = append(found, fmt.Errorf("%s: %s: %s", when, d.Where, d.What)) })
		return errors.Join(append(found, err)...)
	}
	// Something else takes a third, and is removed later.
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		return err
	}
	written := 0
	for ; ; written++ {
		if err := write(fmt.Sprint("r", written), 100_000); err != nil {
			if !errors.Is(err, store.ErrFull) || !errors.Is(err, directory.ErrUnavailable) {
				return fmt.Errorf("write %d: %w, want full", written, err)
			}
			break
		}
		if written > 40 {
			return errors.New("the disk does not fill up")
		}
	}
	for range 3 { // again and again: it must not wear
		if err := write("more", 1<<20); !errors.Is(err, store.ErrFull) {
			return fmt.Errorf("on the full disk: %w, want full", err)
		}
	}
	if err := check("full", written); err != nil {
		return err
	}
	// With room again it goes on, without being opened again.
	if err := os.Remove(ballast); err != nil {
		return err
	}
	for range 3 {
		if err := write(fmt.Sprint("r", written), 100_000); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		written++
	}
	if err := check("with room again", written); err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	if s, err = boltstore.Open(path, boltstore.Options{}); err != nil {
		return err
	}
	return errors.Join(check("opened again", written), s.Close())
}
