package control

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// maxSocketPath is how long the address of a socket may be: 104 bytes on some
// systems, 108 on Linux, with a zero at the end. A data directory may lie deeper.
const maxSocketPath = 103

// Listen opens the socket, owner only, replacing one a crash left behind. The
// caller must hold the data directory's lock.
func Listen(path string) (net.Listener, error) {
	l, err := listen(path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return l, nil
}

func listen(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	address, dir, err := shorten(path)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("unix", address)
	if err != nil {
		return nil, errors.Join(err, dir.Close())
	}
	l = listener{l, dir}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// dial connects to the socket.
func dial(ctx context.Context, path string) (net.Conn, error) {
	address, dir, err := shorten(path)
	if err != nil {
		return nil, err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", address)
	return conn, errors.Join(err, dir.Close())
}

// shorten gives an address for the path: itself, or where that is too long for
// a socket one that goes through the open folder, which must stay open as long
// as the address is used.
func shorten(path string) (address string, dir folder, err error) {
	if len(path) <= maxSocketPath {
		return path, folder{}, nil
	}
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", folder{}, err
	}
	address = fmt.Sprintf("/proc/self/fd/%d/%s", f.Fd(), filepath.Base(path))
	if _, err := os.Stat(filepath.Dir(address)); err != nil { // not on Linux
		return "", folder{}, errors.Join(fmt.Errorf("the path %s has %d characters and may have %d: use a data directory higher up",
			path, len(path), maxSocketPath), f.Close())
	}
	return address, folder{f}, nil
}

// folder is an open folder, or none.
type folder struct{ file *os.File }

func (f folder) Close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// listener closes the folder when the socket, which it removes, is closed.
type listener struct {
	net.Listener
	dir folder
}

func (l listener) Close() error { return errors.Join(l.Listener.Close(), l.dir.Close()) }
