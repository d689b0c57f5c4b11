package main

import (
	"context"
	"fmt"
	"net"

	"euxine/internal/app"
	"euxine/internal/directory"
)

type serveCommand struct {
	dataFlag
	addressFlag
	Listen string `help:"The address to listen on." default:"127.0.0.1:8080" placeholder:"ADDR"`
	Dev    bool   `help:"Read templates and assets from ./ui instead of the program, at each request."`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, s *streams) error {
	if _, err := net.ResolveTCPAddr("tcp", c.Listen); err != nil { // before anything is made
		return fmt.Errorf("--listen %q is no address with a port, such as 127.0.0.1:8080 or :8080: %w", c.Listen, directory.ErrInvalid)
	}
	cfg := appConfig(c.Data, s)
	cfg.Listen, cfg.Dev, cfg.Create, cfg.Fill = c.Listen, c.Dev, true, true
	cfg.PublicURL = string(c.PublicURL)
	bar := newProgress(s.err)
	cfg.Progress = bar.at
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	err = a.Serve(ctx, func(address string) {
		bar.end()
		fmt.Fprintf(s.out, "Euxine is at http://%s/ (data in %s; Ctrl-C stops it)\n", address, c.Data)
	})
	bar.end()
	if closed := a.Close(); err == nil {
		err = closed
	}
	return err
}

// appConfig is what every command opens a data directory with.
func appConfig(data string, s *streams) app.Config {
	return app.Config{Data: data, Build: build(), Log: s.log, Probe: probe}
}
