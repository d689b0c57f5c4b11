// Package pgcluster runs a PostgreSQL of its own in a folder that is thrown away
// afterwards, for what compares Euxine with it. It uses the programs that are
// installed, listens on no network and touches no other server.
//
// The product does not need it.
//
// Where to begin: [Start].
package pgcluster

import (
	"cmp"
	"errors"
	"fmt"
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

// Cluster is a running PostgreSQL.
type Cluster struct {
	dir   string // holds data, socket and log
	as    string // the user who runs it; "" for ourselves
	pgCtl string
}

// Missing says that a program, or a part of one, is not installed.
type Missing struct{ Program, Install string }

// Error implements error.
func (m *Missing) Error() string { return m.Program + " was not found: " + m.Install }

// Install says how to install what is used.
const Install = "apt-get install postgresql, or brew install postgresql; 11 or later, with its contrib extensions"

// Port names the socket in Dir; nothing listens on the network.
const Port = "5432"

// Dir is the folder of the socket.
func (c *Cluster) Dir() string { return c.dir }

// Start makes a cluster in dir and starts it.
func Start(dir string) (*Cluster, error) {
	initdb, pgCtl := lookPostgres()
	if initdb == "" {
		return nil, &Missing{"initdb with pg_ctl", Install}
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	c := &Cluster{dir: dir, pgCtl: pgCtl}
	if os.Geteuid() == 0 {
		if err := c.giveAway(); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	if err := c.run(initdb, "--pgdata="+data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	options := fmt.Sprintf("-c listen_addresses='' -c unix_socket_directories='%s' -c port=%s -c fsync=off", dir, Port)
	if err := c.run(pgCtl, "start", "--wait", "--silent", "--pgdata="+data, "--log="+filepath.Join(dir, "log"), "--options="+options); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		_ = c.Stop() // it may only have been too slow
		return nil, fmt.Errorf("%w: %s", err, log)
	}
	return c, nil
}

// giveAway lets the user postgres run the cluster: it refuses to be root's. The
// folder above must let that user through.
func (c *Cluster) giveAway() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return &Missing{"the user postgres, whom root runs it as,", Install}
	}
	if _, err := exec.LookPath("runuser"); err != nil {
		return &Missing{"runuser", "apt-get install util-linux, or do not run this as root"}
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
func (c *Cluster) run(program string, args ...string) error {
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

// Stop ends the server; what it has is thrown away.
func (c *Cluster) Stop() error {
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
