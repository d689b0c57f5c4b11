// Package directory is the domain of Euxine: what an organisation, event, call,
// project, region and concept are, which values they may hold, and how text,
// dates and names are kept.
//
// It knows nothing of files, databases, indexes or pages; it imports only the
// standard library and golang.org/x/text. Everything else in the program speaks
// in its types.
//
// Where to begin: [Organisation] and [Header] for what a record is,
// [Vocabulary] for regions, cities and concepts, [Fault] for how a value is
// refused. The four stored record types implement [Record]; regions and
// concepts are vocabulary, not records: they come with the program.
package directory
