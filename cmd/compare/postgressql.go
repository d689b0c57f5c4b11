package main

import (
	"fmt"
	"strings"

	"euxine/internal/eval"
)

// postgresSchema makes the tables and fills them. Texts are folded: accents and
// case away, by the extension unaccent and the database's locale.
func postgresSchema(docs []document) string {
	var rows, names []string
	for _, d := range docs {
		column := func(texts []string) string { return quote(strings.Join(texts, " ; ")) }
		rows = append(rows, fmt.Sprintf("(%s, %s, %s, %s)", quote(d.id), column(d.names), column(d.labels), column(d.texts)))
		for _, n := range d.names {
			names = append(names, fmt.Sprintf("(%s, %s)", quote(d.id), quote(n)))
		}
	}
	return `SET client_min_messages = warning;
CREATE EXTENSION unaccent;
CREATE EXTENSION pg_trgm;
CREATE FUNCTION fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$;
CREATE TABLE given (id text, names text, labels text, texts text);
CREATE TABLE named (id text, name text);
CREATE TABLE facet (id text, facet text, value text, PRIMARY KEY (id, facet, value));
` + insert("given", rows) + insert("named", names) + facetTable(docs) + `
CREATE TABLE doc (id text, words tsvector);
ALTER TABLE doc ALTER words SET STORAGE EXTERNAL; -- read whole for every rank: not compressed
INSERT INTO doc SELECT id,
  setweight(to_tsvector('simple', fold(names)), 'A') ||
  setweight(to_tsvector('simple', fold(labels)), 'B') ||
  setweight(to_tsvector('simple', fold(texts)), 'C') FROM given;
ALTER TABLE doc ADD PRIMARY KEY (id);
CREATE INDEX ON doc USING gin (words);
UPDATE named SET name = fold(name);
CREATE INDEX ON named USING gin (name gin_trgm_ops);
VACUUM ANALYZE;
SET pg_trgm.word_similarity_threshold = 0.4;
SET pg_trgm.similarity_threshold = 0.3;
SET jit = off;
`
}

// postgresSQL is the question as one query of ids, best first. What has every
// word, the last one as a beginning too, stands before what has some. Beside that
// count how well its words rank, how many of the query's words it has, be it as
// beginnings, and how like a name the query is, so that a name misspelt comes
// before texts that share a word with it.
func postgresSQL(q question) string {
	return fmt.Sprintf(`
WITH typed AS MATERIALIZED (
  SELECT fold(%[1]s) AS text, websearch_to_tsquery('simple', fold(%[1]s)) AS every
), asked AS MATERIALIZED (
  SELECT text, every,
    CASE WHEN every::text LIKE '%%''' THEN (every::text || ':*')::tsquery ELSE every END AS begun,
    CASE WHEN every::text LIKE '%%''' AND every::text NOT LIKE '%%!%%'
      THEN (replace(every::text, ' & ', ' | ') || ':*')::tsquery ELSE every END AS some,
    ARRAY(SELECT ('''' || w || ''':*')::tsquery FROM regexp_split_to_table(text, '\W+') w WHERE w <> '') AS each
  FROM typed
), alike AS (
  SELECT n.id, max(greatest(similarity(n.name, a.text), word_similarity(a.text, n.name))) AS likeness
  FROM named n, asked a WHERE a.text <%% n.name OR n.name %% a.text GROUP BY n.id
), found AS (
  SELECT d.id FROM doc d, asked a WHERE d.words @@ a.begun
  UNION SELECT d.id FROM doc d, asked a WHERE d.words @@ a.some
  UNION SELECT id FROM alike
), ranked AS (
  SELECT id, row_number() OVER (ORDER BY score DESC, id) AS place FROM (
    SELECT d.id,
      CASE WHEN d.words @@ a.begun THEN 1 ELSE 0 END
      + CASE WHEN d.words @@ a.every THEN 0.1 ELSE 0 END
      + ts_rank(%[2]s, d.words, a.some)
      + 0.5 * coalesce((SELECT avg((d.words @@ w)::int) FROM unnest(a.each) w), 0)
      + coalesce(l.likeness, 0) AS score
    FROM found JOIN doc d USING (id) LEFT JOIN alike l USING (id) CROSS JOIN asked a
    WHERE true%[3]s
  ) s
)
SELECT coalesce(string_agg(id, ' ' ORDER BY place), '') FROM ranked WHERE place <= %[4]d;`,
		quote(q.text), rankWeights, q.where("d.id"), eval.Depth)
}

// rankWeights are of D, which nothing has, texts, labels and names.
const rankWeights = "'{0.1, 0.2, 0.4, 1.0}'"
