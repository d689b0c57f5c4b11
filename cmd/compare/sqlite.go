package main

import (
	"context"
	"errors"
	"euxine/internal/pgcluster"
	"io"
	"net/url"
	"os"
	"os/exec"
	"strings"
)

const installSQLite = "apt-get install sqlite3, or brew install sqlite; 3.34 or later"

// openSQLite holds the documents in a database in memory.
func openSQLite(ctx context.Context, t tokenizer, docs []document, r reader) (*engine, error) {
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		return nil, &pgcluster.Missing{Program: "sqlite3", Install: installSQLite}
	}
	// Its standard output is not sent before there is much of it, so every answer
	// is written as a file of its own: the far end of a pipe.
	near, far, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, "-batch", "-bail", "-init", os.DevNull, ":memory:")
	cmd.Stdout = io.Discard
	cmd.ExtraFiles = []*os.File{far} // descriptor 3
	s, err := startShell(cmd, near)
	far.Close()
	if err != nil {
		near.Close()
		return nil, err
	}
	version, err := s.ask(ctx, t.schema(docs)+answering("SELECT sqlite_version() AS id"))
	if err != nil {
		err = errors.Join(err, near.Close())
		if strings.Contains(err.Error(), "no such module") || strings.Contains(err.Error(), "no such tokenizer") {
			return nil, &pgcluster.Missing{Program: "FTS5, or its tokenizer, in " + program, Install: installSQLite}
		}
		return nil, err
	}
	return &engine{version: strings.Join(version, " "), close: func() error { return errors.Join(s.close(), near.Close()) },
		search: func(ctx context.Context, vs url.Values) ([]string, error) {
			q, err := r.read(vs)
			if err != nil {
				return nil, err
			}
			return s.ask(ctx, answering(t.sql(q)))
		}}, nil
}

// answering writes the ids of a query to the pipe, as one line.
func answering(query string) string {
	return "SELECT writefile('/dev/fd/3', coalesce(group_concat(id, ' '), '') || char(10)) FROM (" + query + ");"
}
