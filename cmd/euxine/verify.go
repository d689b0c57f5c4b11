package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"euxine/internal/app"
	"euxine/internal/directory"
)

type verifyCommand struct {
	dataFlag
	Quick string `help:"Only open this store file or index generation and close it again, as a probe whose crash harms nobody; give store=FILE or index=FOLDER. Nothing may have it open." placeholder:"KIND=PATH"`
}

// Run reads everything and reports damage.
func (c *verifyCommand) Run(ctx context.Context, s *streams) error {
	if c.Quick != "" {
		kind, path, _ := strings.Cut(c.Quick, "=")
		return app.Quick(kind, path)
	}
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	f, err := ops.Verify(ctx)
	if err != nil {
		return err
	}
	for _, d := range f.Damage {
		fmt.Fprintf(s.out, "%s: %s\n", d.Where, d.What)
	}
	fmt.Fprintf(s.out, "%d records at revision %d, %d faults.\n", f.Records, f.Revision, len(f.Damage))
	if len(f.Damage) > 0 {
		return fmt.Errorf("%d faults found: %w", len(f.Damage), directory.ErrDamaged)
	}
	return nil
}

// probeTimeout bounds a probe: it opens files and reads little of them.
const probeTimeout = 30 * time.Second

// probe runs this program to open a file of doubtful state.
func probe(kind, path string) error {
	self, err := os.Executable()
	if err != nil {
		return nil // then it is opened unprobed, as any file is
	}
	ctx, cancel := context.WithTimeout(context.Background(), probeTimeout)
	defer cancel()
	out, err := exec.CommandContext(ctx, self, "verify", "--quick", kind+"="+path).CombinedOutput()
	if err != nil {
		lines := strings.SplitN(strings.TrimSpace(string(out)), "\n", 2)
		return errors.Join(err, errors.New(lines[0]))
	}
	return nil
}
