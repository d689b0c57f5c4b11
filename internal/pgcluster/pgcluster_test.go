package pgcluster

import (
	"slices"
	"testing"
)

func TestNewestFirst(t *testing.T) {
	got := newestFirst([]string{"/usr/lib/postgresql/9.6/bin/initdb", "/usr/lib/postgresql/15/bin/initdb", "/usr/pgsql-13/bin/initdb"})
	if want := []string{"/usr/lib/postgresql/15/bin/initdb", "/usr/pgsql-13/bin/initdb", "/usr/lib/postgresql/9.6/bin/initdb"}; !slices.Equal(got, want) {
		t.Errorf("order %q", got)
	}
}
