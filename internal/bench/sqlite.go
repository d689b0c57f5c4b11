package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // with the tag sqlite_fts5

	"euxine/internal/search"
)

// sqlite answers from an FTS5 table, ranked by bm25, with the facets in a table
// beside it.
type sqlite struct{ db *sql.DB }

func openSQLite(dir string) (engine, error) {
	db, err := sql.Open("sqlite3", filepath.Join(dir, "profiles.db")+"?_journal_mode=WAL&_cache_size=-200000&_synchronous=OFF")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE VIRTUAL TABLE words USING fts5(name, text, detail=full, content='', prefix='3 4', tokenize='unicode61')`); err != nil {
		db.Close()
		return nil, &absent{"SQLite is built without FTS5: run with -tags sqlite_fts5: " + err.Error()}
	}
	return &sqlite{db}, nil
}

func (s *sqlite) load(ctx context.Context, w *world, records int) error {
	if _, err := s.db.ExecContext(ctx, "CREATE TABLE profile (n INTEGER PRIMARY KEY, id TEXT, name TEXT, "+strings.ReplaceAll(columns(), ",", " TEXT,")+" TEXT)"); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	profile, err := tx.PrepareContext(ctx, "INSERT INTO profile VALUES (?, ?, ?"+strings.Repeat(", ?", len(facets))+")")
	if err != nil {
		return err
	}
	words, err := tx.PrepareContext(ctx, "INSERT INTO words (rowid, name, text) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	n := 0
	for p := range w.profiles(records) {
		n++
		row := []any{n, p.id, p.name}
		for _, v := range p.facets {
			row = append(row, v)
		}
		if _, err := profile.ExecContext(ctx, row...); err != nil {
			return err
		}
		if _, err := words.ExecContext(ctx, n, p.name, p.text); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "INSERT INTO words (words) VALUES ('optimize'); CREATE INDEX by_country ON profile (country, sector); ANALYZE")
	return err
}

func (s *sqlite) search(ctx context.Context, q query) (answer, error) {
	match := strings.Join(q.words, " AND ")
	if q.prefix {
		match += "*"
	}
	if q.typo {
		match = strings.Join(edits(q.words[0]), " OR ")
	}
	from := func(but int) (string, []any) {
		var all []string
		var args []any
		table := "profile"
		if match != "" {
			table = "words JOIN profile ON profile.n = words.rowid"
			all, args = append(all, "words MATCH ?"), append(args, match)
		}
		for f, v := range q.filters {
			if f != but {
				all, args = append(all, string(facets[f])+" = ?"), append(args, v)
			}
		}
		if len(all) == 0 {
			return table, nil
		}
		return table + " WHERE " + strings.Join(all, " AND "), args
	}
	full, args := from(-1)
	order := "name"
	if match != "" {
		order = "bm25(words, 10, 1)"
	}
	a := answer{}
	rows, err := s.db.QueryContext(ctx, "SELECT id FROM "+full+" ORDER BY "+order+" LIMIT 20", args...)
	if err != nil {
		return a, err
	}
	for rows.Next() {
	}
	if err := rows.Err(); err != nil {
		return a, err
	}
	// All counts in one pass over the hits, which are gathered once.
	count := func(from string, args []any, of []search.Facet) error {
		parts := []string{"SELECT '', '', count(*) FROM hits"}
		var names []string
		for _, f := range of {
			names = append(names, string(f))
			parts = append(parts, fmt.Sprintf("SELECT '%s', %s, count(*) FROM hits GROUP BY 2", f, f))
		}
		rows, err := s.db.QueryContext(ctx, "WITH hits AS MATERIALIZED (SELECT "+strings.Join(names, ", ")+" FROM "+from+") "+strings.Join(parts, " UNION ALL "), args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var facet, value string
			var n int
			if err := rows.Scan(&facet, &value, &n); err != nil {
				return err
			}
			switch {
			case facet == string(search.FacetCountry):
				a.countries += n
			case facet == "" && len(of) > 1:
				a.total = n
			}
		}
		return rows.Err()
	}
	if err := count(full, args, q.unfiltered()); err != nil {
		return a, err
	}
	for f := range q.filters {
		without, args := from(f)
		if err := count(without, args, []search.Facet{facets[f]}); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (s *sqlite) close() error { return s.db.Close() }

// edits is every word one letter away, for engines without spellings.
func edits(w string) []string {
	seen := map[string]bool{}
	var list []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	for i := range len(w) + 1 {
		if i < len(w) {
			add(w[:i] + w[i+1:])
		}
		if i+1 < len(w) {
			add(w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:])
		}
		for c := 'a'; c <= 'z'; c++ {
			add(w[:i] + string(c) + w[i:])
			if i < len(w) {
				add(w[:i] + string(c) + w[i+1:])
			}
		}
	}
	return list
}
