package datadir

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"euxine/internal/directory"
)

// LockedError says that another process has the folder. It is a
// directory.ErrUnavailable.
type LockedError struct {
	PID int // 0 when that process has not said
}

func (e *LockedError) Error() string {
	if e.PID == 0 {
		return "in use by another process"
	}
	return fmt.Sprintf("in use by process %d", e.PID)
}

// Unwrap is directory.ErrUnavailable.
func (e *LockedError) Unwrap() error { return directory.ErrUnavailable }

const (
	// lockWait is how long to wait for a process that is just ending, as when a
	// service is restarted.
	lockWait = time.Second
	// lockRetry is how often to try meanwhile.
	lockRetry = 20 * time.Millisecond
)

// lock takes the lock file and writes this process's id into it. The lock is
// the kernel's (flock) and goes with the process, however it ends; the file
// stays. A lock file left behind means nothing.
func lock(root *os.Root) (*os.File, error) {
	f, err := root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, fileMode)
	if err != nil {
		return nil, err
	}
	if err := flock(f); err != nil {
		err = errors.Join(err, f.Close())
		return nil, err
	}
	// One write, which another process reads whole or not at all; the blanks
	// cover a longer number before.
	if _, err := f.WriteAt(fmt.Appendf(nil, "%-20d\n", os.Getpid()), 0); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func flock(f *os.File) error {
	for deadline := time.Now().Add(lockWait); ; time.Sleep(lockRetry) {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK):
			return fmt.Errorf("lock: %w", err)
		case time.Now().After(deadline):
			return &LockedError{PID: holder(f)}
		}
	}
}

// holder is the process id in the lock file, 0 when there is none.
func holder(f *os.File) int {
	b := make([]byte, 32)
	n, err := f.ReadAt(b, 0)
	if err != nil && err != io.EOF {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
