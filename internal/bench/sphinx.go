package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "github.com/go-sql-driver/mysql" // Sphinx speaks it

	"euxine/internal/generate"
	"euxine/internal/search"
)

// sphinx answers through SphinxQL from an index on disk with the facets as numbers.
type sphinx struct {
	dir    string
	w      *world
	daemon *exec.Cmd
	db     *sql.DB
}

func openSphinx(dir string) (engine, error) {
	for _, program := range []string{"indexer", "searchd"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, &absent{program + " was not found: apt-get install sphinxsearch"}
		}
	}
	return &sphinx{dir: dir}, nil
}

const sphinxPort = "19306" // on this machine alone

func (s *sphinx) load(ctx context.Context, w *world, records int) error {
	s.w = w
	data := filepath.Join(s.dir, "profiles.tsv")
	if err := s.write(data, records); err != nil {
		return err
	}
	var source strings.Builder
	for _, f := range facets {
		fmt.Fprintf(&source, "\ttsvpipe_attr_uint = %s\n", f)
	}
	config := filepath.Join(s.dir, "sphinx.conf")
	text := fmt.Sprintf(`source profile {
	type = tsvpipe
	tsvpipe_command = cat %[1]s/profiles.tsv
	tsvpipe_field = name
	tsvpipe_field = text
%[2]s}
index profile {
	source = profile
	path = %[1]s/profile
	dict = keywords
	min_prefix_len = 3
}
indexer {
	mem_limit = 512M
}
searchd {
	listen = 127.0.0.1:%[3]s:mysql41
	log = %[1]s/searchd.log
	pid_file = %[1]s/searchd.pid
	workers = threads
	dist_threads = 1
	max_packet_size = 32M
	binlog_path =
}
`, s.dir, source.String(), sphinxPort)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, "indexer", "--config", config, "--quiet", "profile").CombinedOutput(); err != nil {
		return fmt.Errorf("indexer: %w: %s", err, out)
	}
	s.daemon = exec.CommandContext(ctx, "searchd", "--config", config, "--nodetach")
	if err := s.daemon.Start(); err != nil {
		return err
	}
	db, err := sql.Open("mysql", "tcp(127.0.0.1:"+sphinxPort+")/?interpolateParams=true")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	s.db = db
	for range 200 {
		if err = db.PingContext(ctx); err == nil {
			return os.Remove(data)
		}
		time.Sleep(50 * time.Millisecond)
	}
	return err
}

func (s *sphinx) write(path string, records int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	n := 0
	for p := range s.w.profiles(records) {
		n++
		fmt.Fprintf(out, "%d\t%s\t%s", n, p.name, p.text)
		for k, v := range p.facets {
			fmt.Fprintf(out, "\t%d", slices.Index(s.w.values[k], v))
		}
		out.WriteByte('\n')
	}
	return errors.Join(out.Flush(), f.Close())
}

func (s *sphinx) search(ctx context.Context, q query) (answer, error) {
	match := strings.Join(q.words, " ")
	if q.prefix {
		match += "*"
	}
	if q.typo {
		match = strings.Join(slices.DeleteFunc(edits(q.words[0]), func(w string) bool { return s.rank(w) == 0 }), " | ")
		if match == "" {
			match = q.words[0]
		}
	}
	where := func(but int) string {
		var all []string
		if match != "" {
			all = append(all, "MATCH('"+match+"')")
		}
		for f, v := range q.filters {
			if f != but {
				all = append(all, fmt.Sprintf("%s = %d", facets[f], slices.Index(s.w.values[f], v)))
			}
		}
		if len(all) == 0 {
			return ""
		}
		return " WHERE " + strings.Join(all, " AND ")
	}
	a := answer{}
	ask := func(but int, of []search.Facet) error {
		text := "SELECT id FROM profile" + where(but) + " LIMIT 20 OPTION ranker=bm25, max_matches=1000"
		for _, f := range of {
			text += fmt.Sprintf(" FACET %s LIMIT 1000", f)
		}
		rows, err := s.db.QueryContext(ctx, text)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
		}
		for _, f := range of {
			if !rows.NextResultSet() {
				return errors.Join(errors.New("no counts came"), rows.Err())
			}
			for rows.Next() {
				var value, n int
				if err := rows.Scan(&value, &n); err != nil {
					return err
				}
				if f == search.FacetCountry {
					a.countries += n
				}
			}
		}
		return rows.Err()
	}
	if err := ask(-1, q.unfiltered()); err != nil {
		return a, err
	}
	total, err := s.total(ctx)
	if err != nil {
		return a, err
	}
	for f := range q.filters {
		if err := ask(f, []search.Facet{facets[f]}); err != nil {
			return a, err
		}
	}
	a.total = total
	return a, nil
}

// total is how many the last question found.
func (s *sphinx) total(ctx context.Context) (int, error) {
	rows, err := s.db.QueryContext(ctx, "SHOW META LIKE 'total_found'")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var name string
		if err := rows.Scan(&name, &n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// rank is how many profiles have a word: Sphinx is not asked for words there are not.
func (s *sphinx) rank(w string) int {
	if s.w.byWord == nil {
		s.w.byWord = make(map[string]int, known)
		for rank, n := range s.w.documents {
			s.w.byWord[generate.Word(rank)] = n
		}
	}
	return s.w.byWord[w]
}

func (s *sphinx) close() error {
	if s.db != nil {
		s.db.Close()
	}
	if s.daemon == nil {
		return nil
	}
	if err := s.daemon.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	s.daemon.Wait() // it was told to end
	return nil
}
