package main

import (
	"errors"
	"testing"

	"euxine/internal/pgcluster"
)

// Without the programs the engines are left out, not failed.
func TestMissingProgramsAreTold(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := reader{vocabulary(t)}
	for name, open := range map[string]func() (*engine, error){
		"PostgreSQL": func() (*engine, error) { return openPostgres(t.Context(), t.TempDir(), nil, r) },
		"SQLite":     func() (*engine, error) { return openSQLite(t.Context(), unicode61, nil, r) },
	} {
		_, err := open()
		if m := (*pgcluster.Missing)(nil); !errors.As(err, &m) || m.Install == "" {
			t.Errorf("%s: error %v, want that it is missing and how it is installed", name, err)
		}
	}
}
