package main

import (
	"context"
	"errors"
	"euxine/internal/pgcluster"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// openPostgres makes a cluster, holds the documents in it and answers through psql.
func openPostgres(ctx context.Context, dir string, docs []document, r reader) (_ *engine, err error) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		return nil, &pgcluster.Missing{Program: "psql", Install: pgcluster.Install}
	}
	c, err := pgcluster.Start(filepath.Join(dir, "postgres"))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.Stop())
		}
	}()
	cmd := exec.CommandContext(ctx, psql, "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align",
		"--set=ON_ERROR_STOP=1", "--host="+c.Dir(), "--username=postgres", "--dbname=postgres")
	// Nothing that is set for another server is meant for this one.
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "PG") }),
		"PGCLIENTENCODING=UTF8", "PGPORT="+pgcluster.Port)
	s, err := startShell(cmd, nil)
	if err != nil {
		return nil, err
	}
	version, err := s.ask(ctx, postgresSchema(docs)+"SHOW server_version;")
	if err != nil {
		if strings.Contains(err.Error(), "is not available") {
			return nil, &pgcluster.Missing{Program: "the extension unaccent or pg_trgm", Install: pgcluster.Install}
		}
		return nil, err
	}
	return &engine{version: version[0], close: func() error { return errors.Join(s.close(), c.Stop()) },
		search: func(ctx context.Context, vs url.Values) ([]string, error) {
			q, err := r.read(vs)
			if err != nil {
				return nil, err
			}
			return s.ask(ctx, postgresSQL(q))
		}}, nil
}
