package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"euxine/internal/pgcluster"
	"euxine/internal/search"
)

// postgres answers from a text search vector and its GIN index, ranked by ts_rank,
// with all counts in one pass over the hits; the words of a trigram index stand in
// for misspelt ones.
type postgres struct {
	cluster *pgcluster.Cluster
	conn    *pgx.Conn
}

func openPostgres(dir string) (engine, error) {
	c, err := pgcluster.Start(filepath.Join(dir, "cluster"))
	if m := (*pgcluster.Missing)(nil); errors.As(err, &m) {
		return nil, &absent{m.Error()}
	}
	if err != nil {
		return nil, err
	}
	conn, err := pgx.Connect(context.Background(), fmt.Sprintf("host=%s port=%s user=postgres dbname=postgres", c.Dir(), pgcluster.Port))
	if err != nil {
		return nil, errors.Join(err, c.Stop())
	}
	return &postgres{c, conn}, nil
}

func columns() string {
	names := make([]string, len(facets))
	for i, f := range facets {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

func (p *postgres) load(ctx context.Context, w *world, records int) error {
	if _, err := p.conn.Exec(ctx, `CREATE EXTENSION pg_trgm; CREATE EXTENSION fuzzystrmatch; SET max_parallel_workers_per_gather = 0;
		SET work_mem = '64MB'; SET maintenance_work_mem = '512MB';
		CREATE TABLE profile (id text, name text, text text, `+strings.ReplaceAll(columns(), ",", " text,")+` text)`); err != nil {
		return err
	}
	names := []string{"id", "name", "text"}
	for _, f := range facets {
		names = append(names, string(f))
	}
	rows := make(chan []any, 1000)
	go func() {
		defer close(rows)
		for x := range w.profiles(records) {
			row := []any{x.id, x.name, x.text}
			for _, v := range x.facets {
				row = append(row, v)
			}
			rows <- row
		}
	}()
	_, err := p.conn.CopyFrom(ctx, pgx.Identifier{"profile"}, names, pgx.CopyFromFunc(func() ([]any, error) {
		row, ok := <-rows
		if !ok {
			return nil, nil
		}
		return row, nil
	}))
	if err != nil {
		return err
	}
	_, err = p.conn.Exec(ctx, `ALTER TABLE profile ADD words tsvector;
		UPDATE profile SET words = setweight(to_tsvector('simple', name), 'A') || to_tsvector('simple', text);
		CREATE INDEX ON profile USING gin (words) WITH (fastupdate = off);
		CREATE INDEX ON profile (country, sector);
		CREATE TABLE word AS SELECT word FROM ts_stat('SELECT words FROM profile');
		CREATE INDEX ON word USING gin (word gin_trgm_ops)`)
	if err != nil {
		return err
	}
	_, err = p.conn.Exec(ctx, "VACUUM ANALYZE profile") // not within the transaction of several statements
	return err
}

func (p *postgres) search(ctx context.Context, q query) (answer, error) {
	words := strings.Join(q.words, " & ")
	if q.prefix {
		words += ":*"
	}
	if q.typo {
		rows, err := p.conn.Query(ctx, `SELECT word FROM word WHERE word % $1 AND levenshtein(word, $1) <= 1`, q.words[0])
		if err != nil {
			return answer{}, err
		}
		near, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			return answer{}, err
		}
		words = strings.Join(append(near, q.words[0]), " | ")
	}
	where := func(but int) (string, []any) {
		var all []string
		var args []any
		if words != "" {
			args = append(args, words)
			all = append(all, "words @@ to_tsquery('simple', $1)")
		}
		for f, v := range q.filters {
			if f != but {
				args = append(args, v)
				all = append(all, fmt.Sprintf("%s = $%d", facets[f], len(args)))
			}
		}
		if len(all) == 0 {
			return "true", nil
		}
		return strings.Join(all, " AND "), args
	}
	full, args := where(-1)
	order := ""
	if words != "" {
		order = "ORDER BY ts_rank(words, to_tsquery('simple', $1)) DESC, name"
	} else {
		order = "ORDER BY name"
	}
	rows, err := p.conn.Query(ctx, "SELECT id FROM profile WHERE "+full+" "+order+" LIMIT 20", args...)
	if err != nil {
		return answer{}, err
	}
	if _, err := pgx.CollectRows(rows, pgx.RowTo[string]); err != nil {
		return answer{}, err
	}
	a := answer{}
	count := func(condition string, args []any, of []search.Facet) error {
		var sets []string
		for _, f := range of {
			sets = append(sets, "("+string(f)+")")
		}
		told := "1, NULL::text"
		if slices.Contains(of, search.FacetCountry) {
			told = "grouping(country), country"
		}
		rows, err := p.conn.Query(ctx, "SELECT "+told+", count(*) FROM profile WHERE "+condition+" GROUP BY GROUPING SETS ((), "+strings.Join(sets, ", ")+")", args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var other int
			var country *string
			var n int
			if err := rows.Scan(&other, &country, &n); err != nil {
				return err
			}
			if other == 0 {
				a.countries += n
			}
		}
		return rows.Err()
	}
	if err := count(full, args, q.unfiltered()); err != nil {
		return a, err
	}
	for f := range q.filters {
		condition, args := where(f)
		if err := count(condition, args, []search.Facet{facets[f]}); err != nil {
			return a, err
		}
	}
	return a, p.conn.QueryRow(ctx, "SELECT count(*) FROM profile WHERE "+full, args...).Scan(&a.total)
}

func (p *postgres) close() error {
	return errors.Join(p.conn.Close(context.Background()), p.cluster.Stop())
}
