package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// binaries are where initdb and pg_ctl lie when they are not in PATH.
var binaries = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin"}

// cluster is a PostgreSQL of our own in a temporary folder.
type cluster struct {
	dir   string // holds data, socket and log
	as    string // the user who runs it; "" for ourselves
	pgCtl string
}

// openPostgres makes a cluster, holds the documents in it and answers through psql.
func openPostgres(ctx context.Context, dir string, docs []document, r reader) (_ *engine, err error) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		return nil, &missing{"psql", installPostgres}
	}
	c, err := startCluster(filepath.Join(dir, "postgres"))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.stop())
		}
	}()
	cmd := exec.CommandContext(ctx, psql, "--no-psqlrc", "--no-password", "--quiet", "--tuples-only", "--no-align",
		"--set=ON_ERROR_STOP=1", "--host="+c.dir, "--username=postgres", "--dbname=postgres")
	// Nothing that is set for another server is meant for this one.
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "PG") }),
		"PGCLIENTENCODING=UTF8", "PGPORT="+port)
	s, err := startShell(cmd, nil)
	if err != nil {
		return nil, err
	}
	version, err := s.ask(ctx, postgresSchema(docs)+"SHOW server_version;")
	if err != nil {
		if strings.Contains(err.Error(), "is not available") {
			return nil, &missing{"the extension unaccent or pg_trgm", installPostgres}
		}
		return nil, err
	}
	return &engine{version: version[0], close: func() error { return errors.Join(s.close(), c.stop()) },
		search: func(ctx context.Context, vs url.Values) ([]string, error) {
			q, err := r.read(vs)
			if err != nil {
				return nil, err
			}
			return s.ask(ctx, postgresSQL(q))
		}}, nil
}

const (
	installPostgres = "apt-get install postgresql, or brew install postgresql; 11 or later, with its contrib extensions"
	port            = "5432" // names the socket; nothing listens on the network
)

// startCluster makes a cluster in dir and starts it.
func startCluster(dir string) (*cluster, error) {
	initdb, pgCtl := lookPostgres()
	if initdb == "" {
		return nil, &missing{"initdb with pg_ctl", installPostgres}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, pgCtl: pgCtl}
	if os.Geteuid() == 0 {
		if err := c.giveAway(); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	if err := c.run(initdb, "--pgdata="+data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c port=%s -c fsync=off", dir, port)
	if err := c.run(pgCtl, "start", "--wait", "--silent", "--pgdata="+data, "--log="+filepath.Join(dir, "log"), "--options="+options); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		_ = c.stop() // it may only have been too slow
		return nil, fmt.Errorf("%w: %s", err, log)
	}
	return c, nil
}

// giveAway lets the user postgres run the cluster: it refuses to be root's. The
// folder above must let that user through.
func (c *cluster) giveAway() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return &missing{"the user postgres, whom root runs it as,", installPostgres}
	}
	if _, err := exec.LookPath("runuser"); err != nil {
		return &missing{"runuser", "apt-get install util-linux, or do not run this as root"}
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	c.as = u.Username
	return errors.Join(os.Chmod(filepath.Dir(c.dir), 0o711), os.Chown(c.dir, uid, gid))
}

// run runs a program of PostgreSQL to its end. It is not cut short: that would
// leave what it has begun behind.
func (c *cluster) run(program string, args ...string) error {
	if c.as != "" {
		program, args = "runuser", append([]string{"-u", c.as, "--", program}, args...)
	}
	cmd := exec.Command(program, args...)
	cmd.Dir = c.dir
	// A server that stays would keep a pipe of ours open, and us waiting.
	out, err := os.Create(filepath.Join(filepath.Dir(c.dir), "postgres.out"))
	if err != nil {
		return err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", program, err, strings.TrimSpace(string(said)))
	}
	return nil
}

// stop ends the server; what it has is thrown away.
func (c *cluster) stop() error {
	return c.run(c.pgCtl, "stop", "--silent", "--mode=immediate", "--pgdata="+filepath.Join(c.dir, "data"))
}

// lookPostgres finds initdb and a pg_ctl of the same version; "" when there are
// none.
func lookPostgres() (initdb, pgCtl string) {
	initdb, err1 := exec.LookPath("initdb")
	pgCtl, err2 := exec.LookPath("pg_ctl")
	if err1 == nil && err2 == nil {
		return initdb, pgCtl
	}
	var found []string
	for _, pattern := range binaries {
		list, _ := filepath.Glob(filepath.Join(pattern, "initdb")) // the patterns are well-formed
		found = append(found, list...)
	}
	for _, initdb := range newestFirst(found) {
		pgCtl := filepath.Join(filepath.Dir(initdb), "pg_ctl")
		if _, err := os.Stat(pgCtl); err == nil {
			return initdb, pgCtl
		}
	}
	return "", ""
}

var number = regexp.MustCompile(`\d+(\.\d+)?`)

// newestFirst sorts paths by the version in them.
func newestFirst(paths []string) []string {
	version := func(path string) float64 {
		v, _ := strconv.ParseFloat(number.FindString(path), 64) // without one it comes last
		return v
	}
	slices.SortStableFunc(paths, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return paths
}
