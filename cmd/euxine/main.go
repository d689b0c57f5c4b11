// Command euxine is the directory of the Black Sea region's cluster ecosystem:
// it serves pages and API, and imports, exports, searches and checks its data.
//
// Here are only flags, environment and exit codes, one file per subcommand; the
// work is package app's and, through it, package catalogue's.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"euxine/internal/directory"
	"euxine/internal/exchange"
)

// Exit codes.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3 // the input was refused; nothing was changed
)

// cli is the command line. Every flag also reads EUXINE_… from the environment.
type cli struct {
	Serve    serveCommand    `cmd:"" help:"Serve pages and API. An empty data directory is filled from the seed inside the program."`
	Import   importCommand   `cmd:"" help:"Import records from files, all or nothing."`
	Export   exportCommand   `cmd:"" help:"Export records."`
	Search   searchCommand   `cmd:"" help:"Search the organisations."`
	Stats    statsCommand    `cmd:"" help:"Count organisations by one or two of their properties."`
	Event    eventCommand    `cmd:"" help:"The kit of an event: recognise its participants."`
	Validate validateCommand `cmd:"" help:"Check files without a data directory; nothing is written."`
	Verify   verifyCommand   `cmd:"" help:"Read everything in the data directory and report damage."`
	Reindex  reindexCommand  `cmd:"" help:"Build the search index anew."`
	Backup   backupCommand   `cmd:"" help:"Copy the directory into one file, while a server runs too."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup into an empty or new data directory."`
	Eval     evalCommand     `cmd:"" help:"Measure the search with judged queries, or the match with hidden links."`
	Generate generateCommand `cmd:"" help:"Make organisations that do not exist, for load tests."`

	Log     string           `help:"How log lines are written: ${enum}." enum:"text,json" default:"text"`
	Version kong.VersionFlag `help:"Print the version and exit."`
}

// dataFlag is the flag of every command that works on a data directory.
type dataFlag struct {
	Data string `help:"The data directory." default:"./euxine-data" type:"path" placeholder:"DIR"`
}

// addressFlag is where people reach the directory.
type addressFlag struct {
	PublicURL publicURL `help:"The address people reach the directory at, such as https://euxine.example: what files name records by. Without it that of the server, else this machine's." placeholder:"URL"`
}

type publicURL string

// UnmarshalText refuses what no name can begin with. Empty is the same as not set.
func (u *publicURL) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*u = ""
		return nil
	}
	address, err := exchange.ParseAddress(string(b))
	*u = publicURL(address)
	return err
}

// streams are where a command reads and writes, and what it was given.
type streams struct {
	out, err io.Writer
	log      *slog.Logger
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its surroundings handed in; it returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("euxine"),
		kong.Description("The directory of the Black Sea region's cluster ecosystem."),
		kong.DefaultEnvars("EUXINE"), kong.Vars{"version": build(), "formats": exchange.FormatList(exchange.Formats, ","),
			"mixed": mixedFormats(), "languages": languages(), "inputs": exchange.FormatList(exchange.InputFormats, ", "),
			"templates": exchange.FormatList(exchange.TemplateFormats, ", ")},
		kong.Writers(stdout, stderr), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(n int) { // help and version end here
			if code < 0 {
				code = n
			}
		}))
	if err != nil {
		panic(err) // the struct tags above are wrong
	}
	command, err := parser.Parse(args)
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "euxine: %v\nTry: euxine --help\n", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	command.BindTo(ctx, (*context.Context)(nil))
	err = command.Run(&streams{out: stdout, err: stderr, log: logger(c.Log, stderr)})
	return report(err, stderr)
}

// mixedFormats names those that hold records of several types in one file.
func mixedFormats() string {
	return exchange.FormatList(slices.DeleteFunc(slices.Clone(exchange.Formats), exchange.Format.OneType), ", ")
}

// languages lists those of labels.
func languages() string {
	list := make([]string, len(directory.Languages))
	for i, l := range directory.Languages {
		list[i] = string(l)
	}
	return strings.Join(list, ",")
}

func logger(form string, w io.Writer) *slog.Logger {
	if form == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// errRefused ends a command whose report has already said what is wrong with
// its input.
var errRefused = fmt.Errorf("input refused, nothing was changed: %w", directory.ErrInvalid)

// errUsage marks what was wrong with the command line itself.
var errUsage = errors.New("wrong usage")

// report prints the error, if any, and gives the exit code for it.
func report(err error, stderr io.Writer) int {
	if err == nil {
		return exitDone
	}
	fmt.Fprintf(stderr, "euxine: %s\n", told(err))
	switch {
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, directory.ErrInvalid):
		return exitRefused
	}
	return exitFailed
}

// told is an error without the name of its kind: that it is invalid is what it says.
func told(err error) string {
	if !errors.Is(err, directory.ErrInvalid) {
		return err.Error()
	}
	var parts []string
	for _, part := range strings.Split(strings.TrimPrefix(err.Error(), directory.ErrInvalid.Error()+":\n"), ": ") {
		if part != directory.ErrInvalid.Error() {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ": ")
}
