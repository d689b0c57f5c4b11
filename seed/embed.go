// Package seed holds the data the program comes with: organisations, events,
// calls and projects of the Black Sea region's cluster ecosystem, the concept
// schemes they are described with, and the regions and cities they lie in.
//
// It is data and this file only: nothing here reads, checks or changes a record.
// Package internal/exchange reads the files, internal/atlas the outlines; a test beside them holds them
// against the domain's rules. README.md says what the files are, where the facts
// come from, under which licences they may be passed on, and how to correct one.
package seed

import "embed"

// Files holds the seed as it lies in this directory:
//
//	organisations-{bg,ro,tr,ua,ge}.ndjson  one organisation a line, by country
//	events.ndjson calls.ndjson projects.ndjson
//	concepts/<scheme>.json                 one file a concept scheme, with English labels
//	labels/<language>.json                 the labels in one other language
//	themes.json                            subjects that have pages of their own
//	geo/regions.csv geo/cities.csv         the regions and cities
//	geo/region-names.json geo/city-names.json   what they are called elsewhere
//	geo/regions.topo.json                  the outlines of regions and countries
//
//go:embed *.ndjson themes.json concepts/*.json labels/*.json geo/*.csv geo/*.json
var Files embed.FS
