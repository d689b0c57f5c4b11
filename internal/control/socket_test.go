package control

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSocket(t *testing.T) {
	for _, c := range []struct{ name, folder string }{
		{"short", "d"},
		{"longer than a socket's address may be", strings.Repeat("deep/", 40) + "d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), c.folder)
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(dir, "s")
			if _, err := Dial(t.Context(), path); err == nil {
				t.Error("Dial reached a socket that is not there")
			}
			if err := os.WriteFile(path, nil, 0o666); err != nil { // left by a crash
				t.Fatal(err)
			}
			l, err := Listen(path)
			if err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(path); err != nil || info.Mode() != os.ModeSocket|0o600 {
				t.Errorf("the socket is %v, %v; want %v", info.Mode(), err, os.ModeSocket|0o600)
			}
			client, err := Dial(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			if err := client.Close(); err != nil {
				t.Error(err)
			}
			if err := l.Close(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(path); !os.IsNotExist(err) {
				t.Errorf("the socket is still there: %v", err)
			}
		})
	}
}
