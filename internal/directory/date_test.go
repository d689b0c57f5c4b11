package directory_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func date(t testing.TB, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDateRefuses(t *testing.T) {
	for _, s := range []string{"23", "0999", "2201", "2023-", "2023-0", "2023-00", "2023-13", "2023/09", "202309", "2023-9-26",
		"2023-09-00", "2023-09-31", "2023-02-29", "1900-02-29", "2023-09-26T00:00", "26.09.2023", " 2023", "２０２３", "20２3", "+202", "-2023",
		"2023-09+26", "2023-+1", "\x00\x00\x00\x00", "2023-09-2٣"} {
		if d, err := directory.ParseDate(s); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("ParseDate(%q) = %v, %v; want ErrInvalid", s, d, err)
		}
	}
}

func TestDateRoundTrip(t *testing.T) {
	for _, s := range []string{"", "1000", "2200", "2023-09", "2024-02-29", "2000-02-29", "2023-12-31"} {
		if got := date(t, s).String(); got != s {
			t.Errorf("%q is written as %q", s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		// A day between the bounds, cut to a precision.
		day := time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 438000).Draw(t, "days"))
		s := day.Format(rapid.SampledFrom([]string{"2006", "2006-01", "2006-01-02"}).Draw(t, "precision"))
		d, err := directory.ParseDate(s)
		if err != nil || d.String() != s {
			t.Fatalf("%q is read as %q, %v", s, d, err)
		}
		if d.First().After(day) || d.Last().Before(day) {
			t.Fatalf("%s means %v to %v, without %v", s, d.First(), d.Last(), day)
		}
		b, err := json.Marshal(d)
		var read directory.Date
		if err == nil {
			err = json.Unmarshal(b, &read)
		}
		if err != nil || read != d {
			t.Fatalf("%v through JSON is %v, %v", d, read, err)
		}
	})
}

func TestDateBounds(t *testing.T) {
	for s, want := range map[string][2]string{
		"2024":       {"2024-01-01", "2024-12-31"},
		"2024-02":    {"2024-02-01", "2024-02-29"},
		"2023-12":    {"2023-12-01", "2023-12-31"},
		"2024-02-29": {"2024-02-29", "2024-02-29"},
	} {
		d := date(t, s)
		if got := [2]string{d.First().Format(time.DateOnly), d.Last().Format(time.DateOnly)}; got != want {
			t.Errorf("%s means %v, want %v", s, got, want)
		}
	}
}

func TestDateBefore(t *testing.T) {
	for _, c := range []struct {
		d, e string
		want bool
	}{
		{"2023", "2024", true}, {"2023", "2023-12-31", false}, {"2023-11", "2023-12-01", true}, {"2023-12-31", "2023", false},
		{"2023-09-26", "2023-09-27", true}, {"2023-09-26", "2023-09-26", false}, {"", "2023", false}, {"2023", "", false}, {"", "", false},
	} {
		if got := date(t, c.d).Before(date(t, c.e)); got != c.want {
			t.Errorf("%q before %q: %v, want %v", c.d, c.e, got, c.want)
		}
	}
}

// A civil date is that of the place the time is told in.
func TestDateOf(t *testing.T) {
	east := time.FixedZone("east", 3*60*60)
	if got := directory.DateOf(time.Date(2023, 9, 26, 1, 0, 0, 0, east)); got.String() != "2023-09-26" {
		t.Errorf("got %s", got)
	}
}
