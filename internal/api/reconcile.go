package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/reconcile"
	"euxine/internal/search"
)

// This file speaks the Reconciliation Service API 0.2 of the W3C Entity Reconciliation
// Community Group (https://reconciliation-api.github.io/specs/0.2/): a client such as
// OpenRefine sends the cells of a column and is told which organisation each may be.
// Preview, flyout and data extension are optional and left out: the manifest says
// where an organisation's page is, and the API gives its data.

// ReconcilePath is where it is spoken. Scripts of every origin may send POST there.
const ReconcilePath = Prefix + "/reconcile"

// Bounds of a batch.
const (
	// maxBatch is how many queries one request holds; the manifest says so. OpenRefine
	// sends ten unless told otherwise, and fifty with their properties fit a body.
	maxBatch = 50
	// maxCandidates is how many candidates a query gets: those worth asking about.
	maxCandidates = reconcile.MaxAsked
	// maxSuggested is how many suggestions one answer holds.
	maxSuggested = 10
)

// anyType is the type of all entities.
const anyType = "organisation"

// properties are what a query may say beside the name.
var reconcileProperties = []reconcileProperty{
	{"country", "Country", "ISO 3166-1 code, or the name in any language of the directory"},
	{"city", "City", "town or region the organisation has its seat in"},
	{"website", "Website", "address of the website, or an address of e-mail for its host"},
	{"kind", "Kind", "kind of organisation, such as cluster or sme"},
	{"name", "Other name", "a second name, in another language or short"},
}

type reconcileProperty struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

type reconcileType struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// reconcileManifest says what the service is.
type reconcileManifest struct {
	Versions        []string         `json:"versions"`
	Name            string           `json:"name"`
	IdentifierSpace string           `json:"identifierSpace"`
	SchemaSpace     string           `json:"schemaSpace"`
	Documentation   string           `json:"documentation"`
	ServiceVersion  string           `json:"serviceVersion"`
	DefaultTypes    []reconcileType  `json:"defaultTypes"`
	View            reconcileView    `json:"view"`
	Suggest         reconcileSuggest `json:"suggest"`
	BatchSize       int              `json:"batchSize"`
}

type reconcileView struct {
	URL string `json:"url"`
}

type reconcileSuggest struct {
	Entity   reconcileService `json:"entity"`
	Type     reconcileService `json:"type"`
	Property reconcileService `json:"property"`
}

type reconcileService struct {
	URL  string `json:"service_url"`
	Path string `json:"service_path"`
}

// reconcileResult is the candidates of one query.
type reconcileResult struct {
	Result []reconcileCandidate `json:"result"`
}

type reconcileCandidate struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"`
	Description string             `json:"description,omitempty"`
	Type        []reconcileType    `json:"type"`
	Score       float64            `json:"score"`
	Match       bool               `json:"match"`
	Features    []reconcileFeature `json:"features"`
}

// reconcileFeature is a reason: of the name what score it made, of the others whether
// they hold.
type reconcileFeature struct {
	ID    string `json:"id"`
	Value any    `json:"value"`
}

type reconcileSuggestions[T any] struct {
	Result []T `json:"result"`
}

type reconcileEntity struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Notable     []reconcileType `json:"notable,omitempty"`
}

// reconcileQuery is one query as it is sent.
type reconcileQuery struct {
	Query      string           `json:"query"`
	Type       stringOrStrings  `json:"type"`
	Limit      *float64         `json:"limit"`
	Properties []propertyValues `json:"properties"`
	TypeStrict string           `json:"type_strict"`
}

type propertyValues struct {
	PID string          `json:"pid"`
	V   json.RawMessage `json:"v"`
}

// stringOrStrings is one identifier or several.
type stringOrStrings []string

func (s *stringOrStrings) UnmarshalJSON(b []byte) error {
	var one string
	if !bytes.Equal(b, []byte("null")) && json.Unmarshal(b, &one) == nil {
		*s = stringOrStrings{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(s))
}

// textsOf are the texts of a value of the protocol: a string, a number, a truth value,
// an entity, or a list of these; nil where it is none.
func textsOf(b json.RawMessage) []string {
	var v any
	if json.Unmarshal(b, &v) != nil {
		return nil
	}
	var texts []string
	var add func(v any) bool
	add = func(v any) bool {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case float64:
			texts = append(texts, strconv.FormatFloat(v, 'f', -1, 64))
		case bool:
			texts = append(texts, strconv.FormatBool(v))
		case map[string]any:
			id, ok := v["id"].(string)
			if name, named := v["name"].(string); named {
				id, ok = name, true
			}
			if !ok {
				return false
			}
			texts = append(texts, id)
		default:
			return false
		}
		return true
	}
	if list, ok := v.([]any); ok {
		texts = []string{}
		for _, item := range list {
			if !add(item) {
				return nil
			}
		}
		return texts
	}
	if !add(v) {
		return nil
	}
	return texts
}

// registerReconcile declares the routes of the protocol. Scripts of every origin may
// ask with POST too, as it demands: asking changes nothing and knows nobody.
func (a *API) registerReconcile(r gin.IRouter) {
	ask := adapt(a.searches.Limit(a.reconcile))
	httpkit.Get(r, ReconcilePath, open, ask)
	r.POST(ReconcilePath, open, ask)
	r.OPTIONS(ReconcilePath, open, func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS, POST")
		h.Set("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
		h.Set("Access-Control-Max-Age", "86400")
		h.Set("Allow", "GET, HEAD, OPTIONS, POST")
		c.Status(http.StatusNoContent)
	})
	for path, handler := range map[string]httpkit.Handler{
		"/suggest/entity": a.suggestEntities, "/suggest/type": a.suggestTypes, "/suggest/property": a.suggestProperties,
	} {
		httpkit.Get(r, ReconcilePath+path, open, adapt(a.searches.Limit(handler)))
		r.OPTIONS(ReconcilePath+path, open, preflight)
	}
}

// reconcile answers with the manifest where nothing is asked, else with the candidates
// of every query.
func (a *API) reconcile(c *gin.Context) error {
	p, err := query(c, "queries", "lang")
	if err != nil {
		return err
	}
	// A client that could do with a script asks for one; it can read the answer as it is.
	p.faults = slices.DeleteFunc(p.faults, func(f httpkit.Fault) bool { return f.Parameter == "callback" })
	l := p.language()
	asked := p.one("queries")
	if err := p.faults.Err(); err != nil {
		return err
	}
	if c.Request.Method == http.MethodPost {
		form, err := readForm(c)
		if err != nil {
			return err
		}
		if err := httpkit.UnknownParameters(form, "queries", "lang").Err(); err != nil {
			return err
		}
		if asked = form.Get("queries"); asked == "" {
			return httpkit.BadParameters{bodyFault("queries", "", ": send a reconciliation query batch")}
		}
	}
	if asked == "" {
		if done, err := a.notModified(c, l); done || err != nil {
			return err
		}
		return send(c, a.manifest(c, l))
	}
	keys, queries, err := readBatch(asked)
	if err != nil {
		return err
	}
	rows := make([]reconcile.Row, len(queries))
	for i, q := range queries {
		rows[i] = q.row()
	}
	found, err := a.catalogue.Recognise(c.Request.Context(), rows, l)
	if err != nil {
		return err
	}
	answers := make(map[string]reconcileResult, len(keys))
	for i, key := range keys {
		answers[key] = a.candidatesOf(queries[i], found[i], l)
	}
	return send(c, answers)
}

// readForm reads a form, which is all the protocol sends.
func readForm(c *gin.Context) (url.Values, error) {
	kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, httpkit.Refuse(http.StatusUnsupportedMediaType, "Send a form with Content-Type: application/x-www-form-urlencoded and a field queries.")
	}
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, err // too large: the adapter knows it
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, httpkit.BadParameters{bodyFault("body", string(body), ": it is no form")}
	}
	return form, nil
}

// readBatch reads a query batch; the keys are sorted, and the queries stand in their
// order.
func readBatch(asked string) (keys []string, queries []reconcileQuery, err error) {
	bad := func(value, hint string) error {
		return httpkit.BadParameters{bodyFault("queries", value, ": "+hint)}
	}
	var batch map[string]json.RawMessage
	if err := json.Unmarshal([]byte(asked), &batch); err != nil || batch == nil {
		return nil, nil, bad(asked, "a batch is a JSON object of queries by identifiers")
	}
	if len(batch) > maxBatch {
		return nil, nil, httpkit.Refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf("A batch holds at most %d queries; this one has %d.", maxBatch, len(batch)))
	}
	keys = slices.Sorted(maps.Keys(batch))
	for _, key := range keys {
		var q reconcileQuery
		d := json.NewDecoder(bytes.NewReader(batch[key]))
		d.DisallowUnknownFields()
		if err := d.Decode(&q); err != nil {
			hint := "query " + quotable(key) + " is no reconciliation query"
			if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
				hint = "query " + quotable(key) + ": " + wrong.Field + " is of another type"
			}
			return nil, nil, bad(string(batch[key]), hint)
		}
		switch {
		case strings.TrimSpace(q.Query) == "" && len(q.Properties) == 0:
			return nil, nil, bad(string(batch[key]), "query "+quotable(key)+" has neither query nor properties")
		case q.Limit != nil && (*q.Limit < 1 || *q.Limit != math.Trunc(*q.Limit)):
			return nil, nil, bad(string(batch[key]), "query "+quotable(key)+": limit is not a whole number from 1")
		case q.TypeStrict != "" && !slices.Contains([]string{"any", "should", "all"}, q.TypeStrict):
			return nil, nil, bad(string(batch[key]), "query "+quotable(key)+": type_strict is any, should or all")
		}
		for _, p := range q.Properties {
			if p.PID == "" || textsOf(p.V) == nil {
				return nil, nil, bad(string(batch[key]), "query "+quotable(key)+": a property has a pid and a value v")
			}
		}
		queries = append(queries, q)
	}
	return keys, queries, nil
}

// row is what a query says of an organisation. Properties the service does not have
// are passed over, as the protocol allows; of several values the first is taken.
func (q reconcileQuery) row() reconcile.Row {
	r := reconcile.Row{Name: q.Query}
	for _, p := range q.Properties {
		texts := textsOf(p.V)
		if len(texts) == 0 {
			continue
		}
		for pid, into := range map[string]*string{"country": &r.Country, "city": &r.City, "website": &r.Website, "kind": &r.Kind, "name": &r.Other} {
			if p.PID == pid && *into == "" {
				*into = texts[0]
			}
		}
	}
	if kinds := q.kinds(); len(kinds) == 1 && r.Kind == "" {
		r.Kind = kinds[0]
	}
	return r
}

// kinds are the kinds of organisation among the types of a query; none: any.
func (q reconcileQuery) kinds() []string {
	if slices.Contains(q.Type, anyType) {
		return nil
	}
	return q.Type
}

func (a *API) candidatesOf(q reconcileQuery, r catalogue.Recognised, l directory.Language) reconcileResult {
	result := reconcileResult{Result: []reconcileCandidate{}}
	limit := maxCandidates
	if q.Limit != nil {
		limit = int(min(float64(limit), *q.Limit))
	}
	for i, o := range r.Options {
		if i == limit {
			break
		}
		k := reconcileCandidate{ID: string(o.ID), Name: o.Ref.Name, Description: placeOf(o.Ref), Type: []reconcileType{{o.Ref.Kind.Code, o.Ref.Kind.Label}},
			Score: math.Round(o.Score*1000) / 10, Match: i == 0 && r.Verdict == reconcile.Certain, Features: []reconcileFeature{}}
		// A type that was asked for is a condition of being sure, not of being named.
		if kinds := q.kinds(); len(kinds) > 0 && !slices.Contains(kinds, o.Ref.Kind.Code) {
			k.Match = false
		}
		for n, reason := range o.Reasons {
			f := reconcileFeature{ID: string(reason.Key), Value: any(true)}
			if n == 0 {
				f = reconcileFeature{ID: "name", Value: math.Round(reason.By*1000) / 1000}
				if reason.Key != reconcile.NameApart {
					k.Features = append(k.Features, f)
				}
				f = reconcileFeature{ID: string(reason.Key), Value: true}
			}
			k.Features = append(k.Features, f)
		}
		result.Result = append(result.Result, k)
	}
	return result
}

// placeOf is what tells an organisation from others of its name.
func placeOf(r catalogue.Ref) string {
	if r.City == "" {
		return r.Country.Label
	}
	return r.City + ", " + r.Country.Label
}

func (a *API) manifest(c *gin.Context, l directory.Language) reconcileManifest {
	base := a.address
	if base == "" { // nobody said where people reach the directory: where this one did
		base = "http://" + c.Request.Host
	}
	service := func(what string) reconcileService {
		return reconcileService{URL: base, Path: ReconcilePath + "/suggest/" + what}
	}
	version, _, _ := strings.Cut(a.build, " ") // the address follows
	return reconcileManifest{
		Versions: []string{"0.2"}, Name: "Euxine, organisations of the Black Sea region's cluster ecosystem",
		IdentifierSpace: base + Prefix + "/organisations/", SchemaSpace: "https://schema.org/Organization",
		Documentation: base + "/en/help", ServiceVersion: version, DefaultTypes: a.reconcileTypes(l), View: reconcileView{base + "/en/organisations/{{id}}"},
		Suggest:   reconcileSuggest{Entity: service("entity"), Type: service("type"), Property: service("property")},
		BatchSize: maxBatch,
	}
}

// reconcileTypes are the type of all and the kinds.
func (a *API) reconcileTypes(l directory.Language) []reconcileType {
	list := []reconcileType{{anyType, "Organisation"}}
	for _, k := range directory.Kinds {
		list = append(list, reconcileType{string(k), a.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, string(k)), l)})
	}
	return list
}

// suggested reads a suggest query. Parameters the service does not have are passed over,
// as properties are: OpenRefine sends spell, exact, scoring, prefixed and type as well.
func suggested(c *gin.Context) (prefix string, skip int, l directory.Language, err error) {
	values, err := httpkit.Query(c)
	if err != nil {
		return "", 0, "", err
	}
	p := &params{values: values}
	l, prefix = p.language(), strings.TrimSpace(p.one("prefix"))
	skip = int(p.number("cursor", 0, search.MaxPerPage, 0))
	if len([]rune(prefix)) > search.MaxQuery {
		p.fault(search.ParameterFault{Parameter: "prefix", Value: quotable(prefix), Key: search.FaultTooLong, Args: []string{strconv.Itoa(search.MaxQuery)}})
	}
	return prefix, skip, l, p.faults.Err()
}

// suggestEntities completes names of organisations, and knows their ids.
func (a *API) suggestEntities(c *gin.Context) error {
	prefix, skip, l, err := suggested(c)
	if err != nil {
		return err
	}
	answer := reconcileSuggestions[reconcileEntity]{Result: []reconcileEntity{}}
	if id := directory.RecordID(prefix); directory.ValidID(id) {
		o, err := a.catalogue.Organisation(c.Request.Context(), id, l)
		if err == nil {
			answer.Result = append(answer.Result, reconcileEntity{ID: prefix, Name: o.Organisation.DisplayName(), Description: o.Organisation.Place.City,
				Notable: []reconcileType{{string(o.Organisation.Kind), a.kindLabel(o.Organisation.Kind, l)}}})
		} else if _, moved := errors.AsType[*catalogue.MovedError](err); !moved && !errors.Is(err, directory.ErrNotFound) {
			return err
		}
	}
	q, _ := search.Parse(url.Values{"q": {prefix}}, a.vocabulary)
	q.Lang = l
	found, err := a.catalogue.Suggest(c.Request.Context(), q)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.Of == catalogue.CompletesOrganisation && !slices.ContainsFunc(answer.Result, func(e reconcileEntity) bool { return e.ID == string(f.ID) }) {
			answer.Result = append(answer.Result, reconcileEntity{ID: string(f.ID), Name: f.Label, Description: f.Detail})
		}
	}
	answer.Result = answer.Result[min(skip, len(answer.Result)):]
	return send(c, answer)
}

func (a *API) kindLabel(k directory.Kind, l directory.Language) string {
	return a.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, string(k)), l)
}

func (a *API) suggestTypes(c *gin.Context) error {
	prefix, skip, l, err := suggested(c)
	if err != nil {
		return err
	}
	return send(c, reconcileSuggestions[reconcileType]{beginning(a.reconcileTypes(l), prefix, skip, func(t reconcileType) []string { return []string{t.ID, t.Name} })})
}

func (a *API) suggestProperties(c *gin.Context) error {
	prefix, skip, _, err := suggested(c)
	if err != nil {
		return err
	}
	return send(c, reconcileSuggestions[reconcileProperty]{beginning(reconcileProperties, prefix, skip, func(p reconcileProperty) []string { return []string{p.ID, p.Name} })})
}

// beginning is what has a name that begins with the prefix, from the skipped on.
func beginning[T any](list []T, prefix string, skip int, names func(T) []string) []T {
	found := []T{}
	for _, item := range list {
		if slices.ContainsFunc(names(item), func(n string) bool { return strings.HasPrefix(strings.ToLower(n), strings.ToLower(prefix)) }) {
			found = append(found, item)
		}
	}
	found = found[min(skip, len(found)):]
	return found[:min(len(found), maxSuggested)]
}
