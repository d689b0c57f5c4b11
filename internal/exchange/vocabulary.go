package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"

	json "github.com/go-json-experiment/json/v1"

	"euxine/internal/directory"
)

// The vocabulary's files, relative to the seed folder. Each concept scheme has
// its own file concepts/SCHEME.json; a scheme without a file is empty. Labels in
// other languages than English are in labels/LANGUAGE.json. Themes are in a file of
// their own, which may be absent: see themes.go.
const (
	regionsFile     = "geo/regions.csv"
	citiesFile      = "geo/cities.csv"
	regionNamesFile = "geo/region-names.json"
	cityNamesFile   = "geo/city-names.json"
	conceptsFolder  = "concepts"
)

// ReadVocabulary reads regions, cities and concepts from the seed folder fsys.
// All faults are gathered, each with file and line (CSV) or entry (JSON); the
// error is then of kind directory.ErrInvalid.
func ReadVocabulary(fsys fs.FS) (*directory.Vocabulary, error) {
	r := vocabularyReader{fsys: fsys}
	regions := r.regions()
	cities := r.cities()
	schemes, concepts := r.concepts()
	r.labels(schemes, concepts)
	if len(r.faults) > 0 {
		return nil, fmt.Errorf("read vocabulary: %w:\n%s", directory.ErrInvalid, strings.Join(r.faults, "\n"))
	}
	v, err := directory.NewVocabulary(regions, cities, schemes, concepts)
	if err != nil {
		return nil, fmt.Errorf("read vocabulary: %w", err)
	}
	if v = r.themes(v); len(r.faults) > 0 {
		return nil, fmt.Errorf("read vocabulary: %w:\n%s", directory.ErrInvalid, strings.Join(r.faults, "\n"))
	}
	return v, nil
}

// vocabularyReader gathers what is wrong with the vocabulary's files.
type vocabularyReader struct {
	fsys   fs.FS
	faults []string
}

func (r *vocabularyReader) bad(where, format string, args ...any) {
	r.faults = append(r.faults, where+": "+fmt.Sprintf(format, args...))
}

// sheetLine is one line of a CSV file, its cells by header name.
type sheetLine struct {
	r     *vocabularyReader
	where string // file:line
	cells map[string]string
}

// text is a cleaned cell.
func (l sheetLine) text(column, language string) string {
	clean, ok := directory.CleanText(l.cells[column], language)
	if !ok {
		l.r.bad(l.where, "%s %q is not clean text", column, l.cells[column])
	}
	return clean
}

// number is a cell holding a whole number, or 0 for an empty one.
func (l sheetLine) number(column string) int {
	s := l.cells[column]
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		l.r.bad(l.where, "%s %q is not a whole number", column, s)
	}
	return n
}

// point is the cells lat and lon.
func (l sheetLine) point() directory.Point {
	lat, err1 := strconv.ParseFloat(l.cells["lat"], 64)
	lon, err2 := strconv.ParseFloat(l.cells["lon"], 64)
	// Written so that NaN, which ParseFloat accepts, fails too.
	if err1 != nil || err2 != nil || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		l.r.bad(l.where, "lat %q, lon %q is not a place on Earth", l.cells["lat"], l.cells["lon"])
	}
	return directory.Point{Lat: lat, Lon: lon}
}

// sheet reads a CSV file with a header line that must name the columns wanted;
// others are kept, for columns that only some files have.
func (r *vocabularyReader) sheet(name string, wanted ...string) []sheetLine {
	f, err := r.fsys.Open(name)
	if err != nil {
		r.bad(name, "cannot be opened: %v", err)
		return nil
	}
	defer f.Close()
	c := csv.NewReader(f)
	header, err := c.Read()
	if err != nil {
		r.bad(name, "has no header line: %v", err)
		return nil
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for _, w := range wanted {
		if !slices.Contains(header, w) {
			r.bad(name+":1", "has no column %q", w)
		}
	}
	var lines []sheetLine
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return lines
		}
		if err != nil {
			// A csv.ParseError names its line itself. After a wrong number of
			// cells the reader stands at the next line; after a stray quote
			// nothing behind it can be trusted.
			r.bad(name, "%v", err)
			if errors.Is(err, csv.ErrFieldCount) {
				continue
			}
			return lines
		}
		at, _ := c.FieldPos(0)
		l := sheetLine{r: r, where: name + ":" + strconv.Itoa(at), cells: map[string]string{}}
		for i, h := range header {
			l.cells[h] = cells[i]
		}
		lines = append(lines, l)
	}
}

// regions reads regions.csv and the names in other languages. The columns
// priorities (concept ids, split by |) and priority_source may be absent.
func (r *vocabularyReader) regions() []directory.Region {
	names := r.regionNames()
	var regions []directory.Region
	for _, l := range r.sheet(regionsFile, "code", "level", "parent", "country", "name_en", "name_native", "lon", "lat") {
		g := directory.Region{
			Code:    directory.RegionCode(l.cells["code"]),
			Level:   l.number("level"),
			Parent:  directory.RegionCode(l.cells["parent"]),
			Country: directory.CountryCode(l.cells["country"]),
			Name:    l.text("name_en", ""),
			Native:  l.text("name_native", ""),
			Point:   l.point(),

			PrioritySource: l.cells["priority_source"],
		}
		if g.Code == "" || g.Name == "" {
			r.bad(l.where, "has no code or no name_en")
		}
		if !directory.KnownCountry(g.Country) {
			r.bad(l.where, "country %q is not an ISO 3166-1 code", g.Country)
		}
		for id := range strings.SplitSeq(l.cells["priorities"], "|") {
			if id != "" {
				g.Priorities = append(g.Priorities, directory.ConceptID(id))
			}
		}
		g.Names = names[g.Code]
		delete(names, g.Code)
		regions = append(regions, g)
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		r.bad(regionNamesFile, "%s: no such region in %s", code, regionsFile)
	}
	return regions
}

func (r *vocabularyReader) regionNames() map[directory.RegionCode]map[directory.Language]string {
	names := map[directory.RegionCode]map[directory.Language]string{}
	if !r.json(regionNamesFile, &names) {
		return nil
	}
	for _, code := range slices.Sorted(maps.Keys(names)) {
		r.cleanLabels(regionNamesFile+": "+string(code), names[code])
	}
	return names
}

func (r *vocabularyReader) cities() []directory.City {
	names := r.cityNames()
	var cities []directory.City
	for _, l := range r.sheet(citiesFile, "name_en", "name_native", "country", "region", "lon", "lat", "population") {
		c := directory.City{
			Name:       l.text("name_en", ""),
			Native:     l.text("name_native", ""),
			Country:    directory.CountryCode(l.cells["country"]),
			Region:     directory.RegionCode(l.cells["region"]),
			Point:      l.point(),
			Population: l.number("population"),
		}
		if c.Name == "" {
			r.bad(l.where, "has no name_en")
		}
		if !directory.KnownCountry(c.Country) {
			r.bad(l.where, "country %q is not an ISO 3166-1 code", c.Country)
		}
		if n, ok := names[l.cells["geonames_id"]]; ok {
			c.Names, c.OtherNames = n.names, n.other
			delete(names, l.cells["geonames_id"])
		}
		cities = append(cities, c)
	}
	for _, id := range slices.Sorted(maps.Keys(names)) {
		r.bad(cityNamesFile, "%s: no such geonames_id in %s", id, citiesFile)
	}
	return cities
}

// cityNames is what a city is called beside its English and native names.
type cityNames struct {
	names map[directory.Language]string
	other []string
}

// cityNames reads names by geonames_id: one a language and, under "other",
// spellings people also type. Without the file there are none.
func (r *vocabularyReader) cityNames() map[string]cityNames {
	if _, err := fs.Stat(r.fsys, cityNamesFile); err != nil {
		return nil
	}
	file := map[string]map[string]json.RawMessage{}
	if !r.json(cityNamesFile, &file) {
		return nil
	}
	all := map[string]cityNames{}
	for _, id := range slices.Sorted(maps.Keys(file)) {
		where := cityNamesFile + ": " + id
		n := cityNames{names: map[directory.Language]string{}}
		for _, key := range slices.Sorted(maps.Keys(file[id])) {
			var into any = &n.other
			var name string
			if key != "other" {
				into = &name
			}
			if err := json.Unmarshal(file[id][key], into); err != nil {
				r.bad(where, "%s: %v", key, err)
				continue
			}
			if key != "other" {
				n.names[directory.Language(key)] = r.cleanLabel(where, directory.Language(key), name)
			}
		}
		for i, name := range n.other {
			n.other[i] = r.cleanLabel(where, "en", name)
		}
		all[id] = n
	}
	return all
}

// schemeFile is the form of concepts/SCHEME.json.
type schemeFile struct {
	Scheme   directory.Scheme              `json:"scheme"`
	Title    map[directory.Language]string `json:"title"`
	Status   string                        `json:"status"`
	Sources  []string                      `json:"sources"`
	Note     string                        `json:"note"`
	Concepts []struct {
		Code        string                          `json:"code"`
		Broader     string                          `json:"broader"` // code of the same scheme
		Related     []directory.ConceptID           `json:"related"`
		PrefLabel   map[directory.Language]string   `json:"prefLabel"`
		AltLabel    map[directory.Language][]string `json:"altLabel"`
		HiddenLabel map[directory.Language][]string `json:"hiddenLabel"`
		Notations   map[string]string               `json:"notations"`
		Status      string                          `json:"status"` // only where it differs
		Note        string                          `json:"note"`   // for the editors of the file
	} `json:"concepts"`
}

func (r *vocabularyReader) concepts() ([]directory.SchemeInfo, []directory.Concept) {
	var schemes []directory.SchemeInfo
	var concepts []directory.Concept
	entries, err := fs.ReadDir(r.fsys, conceptsFolder)
	if err != nil {
		r.bad(conceptsFolder, "cannot be read: %v", err)
	}
	for _, e := range entries {
		s := directory.Scheme(strings.TrimSuffix(e.Name(), ".json"))
		if !slices.Contains(directory.Schemes, s) {
			r.bad(conceptsFolder+"/"+e.Name(), "is not the file of a concept scheme")
		}
	}
	for _, s := range directory.Schemes {
		name := conceptsFolder + "/" + string(s) + ".json"
		if !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == string(s)+".json" }) {
			continue
		}
		var f schemeFile
		if !r.json(name, &f) {
			continue
		}
		if f.Scheme != s {
			r.bad(name, "scheme is %q, but the file is named %q", f.Scheme, s)
		}
		if !slices.Contains([]string{"verified", "partial", "recalled"}, f.Status) {
			r.bad(name, "status %q is not verified, partial or recalled", f.Status)
		}
		r.cleanLabels(name+": title", f.Title)
		schemes = append(schemes, directory.SchemeInfo{Scheme: s, Title: f.Title, Status: f.Status,
			Sources: f.Sources, Note: f.Note})
		for i, c := range f.Concepts {
			where := fmt.Sprintf("%s: concept %d %q", name, i+1, c.Code)
			if !directory.ValidID(directory.RecordID(c.Code)) {
				r.bad(where, "code is not a lower-case slug")
			}
			r.cleanLabels(where, c.PrefLabel)
			for _, labels := range []map[directory.Language][]string{c.AltLabel, c.HiddenLabel} {
				for _, l := range slices.Sorted(maps.Keys(labels)) {
					for j, label := range labels[l] {
						labels[l][j] = r.cleanLabel(where, l, label)
					}
				}
			}
			concept := directory.Concept{ID: directory.NewConceptID(s, c.Code), Related: c.Related,
				PrefLabel: c.PrefLabel, AltLabel: c.AltLabel, HiddenLabel: c.HiddenLabel, Notations: c.Notations, Status: c.Status}
			if c.Broader != "" {
				concept.Broader = directory.NewConceptID(s, c.Broader)
			}
			if concept.Status == "" {
				concept.Status = f.Status
			}
			concepts = append(concepts, concept)
		}
	}
	return schemes, concepts
}

func (r *vocabularyReader) cleanLabels(where string, labels map[directory.Language]string) {
	for _, l := range slices.Sorted(maps.Keys(labels)) {
		labels[l] = r.cleanLabel(where, l, labels[l])
	}
}

func (r *vocabularyReader) cleanLabel(where string, l directory.Language, label string) string {
	if !directory.KnownLanguage(l) {
		r.bad(where, "%q is not a language of the directory", l)
	}
	clean, ok := directory.CleanText(label, string(l))
	if !ok || clean == "" {
		r.bad(where, "label %q in %s is empty or not clean text", label, l)
	}
	return clean
}

// json reads a file of the program's own into v, strictly.
func (r *vocabularyReader) json(name string, v any) bool {
	b, err := fs.ReadFile(r.fsys, name)
	if err != nil {
		r.bad(name, "cannot be read: %v", err)
		return false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(v)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the value")
		}
	}
	if err == nil {
		return true
	}
	offset := d.InputOffset()
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		offset = syntax.Offset
	case errors.As(err, &kind):
		offset = kind.Offset
	}
	line := 1 + bytes.Count(b[:min(int(offset), len(b))], []byte("\n"))
	r.bad(name+":"+strconv.Itoa(line), "%v", err)
	return false
}
